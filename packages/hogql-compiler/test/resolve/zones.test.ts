/**
 * Times beside texts, dates and each other, in zones whose clocks change at odd hours, against the same question asked of `Intl`.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createCompiler } from "../../src/index.ts"
import { Instant, instantAt, wallOf } from "../differential/zone.ts"
import { compileAndRun } from "../store/compileAndRun.ts"

const { raw, run } = compileAndRun()
// What is judged here is the answer: a loaded machine may take as long as it likes to read the text.
const compiler = createCompiler({ parseTimeoutMillis: 60_000 })
afterAll(() => compiler.close())
const projectId = 44
const tokyo = "Asia/Tokyo"
const zones = [
  "UTC",
  "America/New_York",
  "Europe/London",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Sao_Paulo"
]
const HOUR = 3_600_000_000
const DAY = 24 * HOUR

const offset = (millis: number, zone: string): number =>
  wallOf(new Instant(millis * 1000), zone) - millis * 1000

/** Around each change of a zone's clocks in 2024, its midnights of days that matter, and a microsecond more. */
const instants = [
  ...new Set(
    zones.flatMap((zone) => {
      const start = Date.UTC(2024, 0, 1)
      const changes = Array.from({ length: 366 * 48 }, (_, n) => start + n * 1_800_000).filter(
        (millis) => offset(millis, zone) !== offset(millis - 1_800_000, zone)
      )
      const midnights = ["2024-02-29", "2024-03-01", "2024-03-10", "2025-01-01"].map(
        (day) => instantAt(Date.parse(`${day}T00:00:00Z`) * 1000, zone).micros
      )
      return [
        ...changes.flatMap((millis) => [millis * 1000 - 500_000, millis * 1000, millis * 1000 + HOUR]),
        ...midnights.flatMap((micros) => [micros - 1, micros])
      ]
    })
  )
]

const utc = (micros: number): string =>
  `${new Date(Math.floor(micros / 1000)).toISOString().replace("T", " ").slice(0, 23)}${String(micros % 1000).padStart(3, "0")}`

beforeAll(() => {
  const stored = instants.map((micros, n) =>
    JSON.stringify({
      team_id: projectId,
      uuid: `40000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
      event: String(n),
      distinct_id: "ann",
      properties: JSON.stringify({ when: `${utc(micros).replace(" ", "T")}Z` }),
      timestamp: utc(micros)
    })
  )
  raw(`INSERT INTO events FORMAT JSONEachRow ${stored.join("\n")}`)
})

type At = (micros: number, zone: string) => number

const wallAt = (wall: number, zone: string): number => instantAt(wall, zone).micros
const dayOf: At = (micros, zone) => {
  const wall = wallOf(new Instant(micros), zone)
  return wallAt(wall - (((wall % DAY) + DAY) % DAY), zone)
}
const monthOf: At = (micros, zone) => {
  const wall = new Date(wallOf(new Instant(micros), zone) / 1000)
  return wallAt(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), 1) * 1000, zone)
}
const itself: At = (micros) => micros
const wholeSeconds: At = (micros) => micros - (micros % 1_000_000)
const dateAsUtc: At = (micros, zone) => wallOf(new Instant(dayOf(micros, zone)), zone)

/** The expression, what it is, and the zone that a text beside it is read in: the project's, unless it has one of its own. */
const times: readonly (readonly [string, At, string?])[] = [
  ["timestamp", itself],
  ["properties.when", itself],
  ["toStartOfDay(timestamp)", dayOf],
  ["toStartOfMonth(timestamp)", monthOf],
  ["dateTrunc('day', timestamp)", dayOf],
  ["toDate(timestamp)", dayOf],
  ["timestamp + interval 2 hour", (micros) => micros + 2 * HOUR],
  ["toTimeZone(timestamp, 'Asia/Tokyo')", itself, tokyo],
  ["timezone('Asia/Tokyo', timestamp)", itself, tokyo],
  ["max(toTimeZone(timestamp, 'Asia/Tokyo'))", itself, tokyo],
  ["toTimeZone(timestamp, 'Asia/Tokyo') + interval 1 hour", (micros) => micros + HOUR, tokyo],
  ["toStartOfDay(toTimeZone(timestamp, 'Asia/Tokyo'))", (micros) => dayOf(micros, tokyo), tokyo],
  ["toStartOfDay(timestamp, 'Asia/Tokyo')", (micros) => dayOf(micros, tokyo), tokyo],
  ["dateTrunc('day', timestamp, 'Asia/Tokyo')", (micros) => dayOf(micros, tokyo), tokyo],
  ["toDate(toTimeZone(timestamp, 'Asia/Tokyo'))", (micros) => dateAsUtc(micros, tokyo), "UTC"],
  ["toTimeZone(toTimeZone(timestamp, 'Asia/Tokyo'))", itself],
  // What is made of a number or a text without naming a zone is in UTC to ClickHouse.
  ["fromUnixTimestamp(toUnixTimestamp(timestamp))", wholeSeconds, "UTC"],
  [
    `JSONExtract(concat('{"t":"', toString(toDateTime(timestamp, 'UTC')), '"}'), 't', 'DateTime')`,
    wholeSeconds,
    "UTC"
  ],
  // Windows are of UTC.
  ["tumbleStart(timestamp, interval 1 hour)", (micros) => micros - (micros % HOUR), "UTC"],
  // A date that is moved by hours is a time in UTC to ClickHouse.
  ["toDate(timestamp) + interval 1 hour", (micros, zone) => dateAsUtc(micros, zone) + HOUR, "UTC"],
  ["dateAdd('hour', 1, toDate(timestamp))", (micros, zone) => dateAsUtc(micros, zone) + HOUR, "UTC"]
]

const written =
  (text: string): At =>
  (_, zone) =>
    wallAt(Date.parse(`${text}Z`) * 1000, zone)

type Asked = readonly [text: string, holds: (micros: number) => boolean]

const bounds: readonly (readonly [string, At])[] = [
  ["'2024-03-10'", written("2024-03-10T00:00:00")],
  ["'2025-01-01'", written("2025-01-01T00:00:00")],
  ["toDate('2024-02-29')", written("2024-02-29T00:00:00")]
]

describe.each(zones)("in %s", (zone) => {
  it.each(times.map(([time, at, own]) => ({ time, at, own })))(
    "$time is compared as what it means, in a query and outside of it",
    async ({ time, at, own }) => {
      const asked = bounds.flatMap(([bound, boundAt]): readonly Asked[] => {
        const edge = boundAt(0, own ?? zone)
        return [
          [`day = ${bound}`, (micros: number) => micros === edge],
          [`day != ${bound}`, (micros: number) => micros !== edge],
          [`day < ${bound}`, (micros: number) => micros < edge],
          [`${bound} <= day`, (micros: number) => micros >= edge],
          [`day in (${bound})`, (micros: number) => micros === edge],
          [`day not between ${bound} and '2024-12-01'`, (micros: number) => micros < edge || micros > last]
        ]
      })
      const last = written("2024-12-01T00:00:00")(0, own ?? zone)
      const inner = asked
        .slice(0, asked.length / bounds.length)
        .map(([text]) => text.replaceAll(/\bday\b/g, time))
      const expected = instants.map((micros) => {
        const answers = asked.map(([, holds]) => (holds(at(micros, zone)) ? 1 : 0))
        return [...answers, ...answers.slice(0, inner.length)]
      })
      const compiled = await compiler.compile(
        `select event, ${asked.map(([text], n) => `${text} as p${n}`).join(", ")}, ${inner.map((_, n) => `w.i${n}`).join(", ")}
       from (select event, ${time} as day, ${inner.map((text, n) => `${text} as i${n}`).join(", ")} from events group by event, timestamp, properties.when) as w`,
        {
          projectId,
          timezone: zone,
          propertyDefinitions: [{ scope: "event", name: "when", type: "DateTime" }],
          defaultLimit: null
        }
      )
      const byEvent = new Map(
        run(compiled).map(([event, ...answers]) => [Number(event), answers.map(Number)])
      )
      expect(instants.map((_, n) => byEvent.get(n))).toEqual(expected)
    }
  )
})
