/**
 * Twenty-four events made to differ in every way that matters: missing and null properties, texts that look like numbers, times on both
 * sides of a change of the clocks. Both judges read the same rows: ClickHouse as they are stored, the evaluator as the objects below.
 */

/** The project they are stored under; no other test uses it. */
export const projectId = 33

/** An event as it was sent. */
export interface EventRow {
  readonly uuid: string
  readonly event: string
  /** Microseconds since 1970. */
  readonly micros: number
  readonly distinct_id: string
  readonly properties: Readonly<Record<string, unknown>>
}

const names = ["a", "B", "ab", "", null, undefined, "null", "ä😀", "12", "-0.5", "it's", "100%"]
const numbers = [1, 2.5, -3, "7", "x", undefined, null, 0, 40, true]
const flags = [true, false, undefined, "true", "maybe", null, false]
const whens = [
  "2024-03-05T10:00:00Z",
  "2024-03-31 12:00:00",
  undefined,
  "2024-07-01T00:30:00+02:00",
  "soon",
  "2024-12-31",
  null,
  1709632800
]
const events = ["$pageview", "signup", "purchase"]
const people = ["ann", "bob", "cat", "dan", "eve"]

/** 2024-03-31T00:59:59.5Z is half a second before the clocks of Berlin change. */
const starts = [
  Date.UTC(2024, 2, 30, 22, 15),
  Date.UTC(2024, 2, 31, 0, 59, 59, 500),
  Date.UTC(2024, 2, 31, 1, 0),
  Date.UTC(2024, 9, 27, 0, 30),
  Date.UTC(2024, 11, 31, 23, 30),
  Date.UTC(2024, 1, 29, 12)
]

const pick = <Item>(items: readonly Item[], n: number): Item => items[n % items.length]!

export const eventRows: readonly EventRow[] = Array.from({ length: 24 }, (_, n) => ({
  uuid: `30000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  event: pick(events, n * n + n),
  micros: (pick(starts, n) + Math.floor(n / starts.length) * 3_600_000) * 1000 + n,
  distinct_id: pick(people, n * 7 + (n % 4)),
  properties: Object.fromEntries(
    Object.entries({
      name: pick(names, n),
      $browser: pick(["Chrome", "Safari", "", undefined], n * 3),
      num: pick(numbers, n),
      flag: pick(flags, n),
      when: pick(whens, n),
      bag: n % 3 === 0 ? { deep: `d${n % 2}`, n } : undefined
    }).filter(([, value]) => value !== undefined)
  )
}))

/** The rows for the store, as JSONEachRow. */
export const storedRows = (): string =>
  eventRows
    .map(({ uuid, event, micros, distinct_id, properties }) =>
      JSON.stringify({
        team_id: projectId,
        uuid,
        event,
        distinct_id,
        person_id: uuid,
        properties: JSON.stringify(properties),
        person_properties: "{}",
        timestamp: `${new Date(Math.floor(micros / 1000)).toISOString().replace("T", " ").slice(0, 19)}.${String(micros % 1_000_000).padStart(6, "0")}`,
        created_at: "2024-01-01 00:00:00",
        person_created_at: "2024-01-01 00:00:00"
      })
    )
    .join("\n")

export const propertyDefinitions = [
  { scope: "event", name: "num", type: "Numeric" },
  { scope: "event", name: "flag", type: "Boolean" },
  { scope: "event", name: "when", type: "DateTime" }
] as const
