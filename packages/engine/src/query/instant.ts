/**
 * Instants as PostHog writes them: ISO 8601 with the offset of a zone, `Z` for UTC, microseconds only when there are any.
 *
 * ClickHouse is asked for UTC with `date_time_output_format = 'iso'`, so that the hour that happens twice in autumn is no
 * riddle; the zone is applied here.
 */

/** Zones change their offset on quarter hours, so one offset is good for all instants of a quarter. */
const QUARTER_HOUR = 15 * 60_000
/** About a year of them; a query over more looks some up again. */
const KEPT_QUARTERS = 40_000

const offsets = new Map<
  string,
  { readonly format: Intl.DateTimeFormat; readonly minutes: Map<number, number> }
>()

const offsetMinutes = (epochMillis: number, zone: string): number => {
  let known = offsets.get(zone)
  if (known === undefined) {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
    known = { format, minutes: new Map() }
    offsets.set(zone, known)
  }
  const quarter = Math.floor(epochMillis / QUARTER_HOUR)
  const cached = known.minutes.get(quarter)
  if (cached !== undefined) return cached
  const name = known.format
    .formatToParts(quarter * QUARTER_HOUR)
    .find((part) => part.type === "timeZoneName")?.value
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? "")
  const minutes =
    match === null ? 0 : (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
  if (known.minutes.size >= KEPT_QUARTERS) known.minutes.clear()
  known.minutes.set(quarter, minutes)
  return minutes
}

const fractionText = (fraction: string | undefined): string => {
  if (fraction === undefined || /^0*$/.test(fraction)) return ""
  return `.${fraction.padEnd(6, "0")}`
}

/** Rewrites `2026-01-31T08:30:00.120000Z`; text of any other form is given back as it is. */
export const instantText = (iso: string, zone: string): string => {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?Z$/.exec(iso)
  if (match === null) return iso
  const [, seconds = "", fraction] = match
  if (zone === "UTC" || zone === "Etc/UTC") return `${seconds}${fractionText(fraction)}Z`
  const epochMillis = Date.parse(`${seconds}Z`)
  const minutes = offsetMinutes(epochMillis, zone)
  const local = new Date(epochMillis + minutes * 60_000).toISOString().slice(0, 19)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const sign = minutes < 0 ? "-" : "+"
  return `${local}${fractionText(fraction)}${sign}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`
}
