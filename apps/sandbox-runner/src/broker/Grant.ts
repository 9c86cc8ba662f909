/**
 * What a script may ask of PostHog: which verbs, which tables, and how much. Everything is reading; there is no verb
 * that writes.
 */
import { RunOptionInvalid } from "../RunError.ts"

/** What a script can ask for. @since 0.1.0 */
export type Verb = "query" | "listObjects" | "getFields"

/** The budget of one run. @since 0.1.0 */
export interface Grant {
  /** All three unless given. */
  readonly verbs: readonly Verb[]
  /**
   * Tables a query may touch, joined ones included; `"all"`, unless given, means every table the compiler can resolve. A
   * query that cannot be resolved is refused either way.
   *
   * `events` brings its persons along: every event carries its person's id, creation time and properties as they were when it
   * happened, and `person.properties.email` reads them there without touching `persons`. No grant gives events without them.
   */
  readonly tables: "all" | readonly string[]
  /** Queries that reach PostHog. 50 unless given. */
  readonly queries: number
  /** Rows of one query. 10,000 unless given, at most 50,000. */
  readonly rowsPerQuery: number
  /** Rows of all queries together. 100,000 unless given. */
  readonly rows: number
  /** Bytes of all answers together, as JSON. 32 MiB unless given. */
  readonly bytes: number
  /** Seconds spent waiting for PostHog, all requests together. 60 unless given. */
  readonly seconds: number
}

const verbs: readonly Verb[] = ["query", "listObjects", "getFields"]

const amounts = {
  queries: [50, 0, 100_000],
  rowsPerQuery: [10_000, 1, 50_000],
  rows: [100_000, 0, 100_000_000],
  bytes: [33_554_432, 0, 1_073_741_824],
  seconds: [60, 1, 86_400]
} as const

/** Fills in what was not given and refuses names that do not exist: a misspelt table must not look like a grant. */
export function resolveGrant(
  given: Partial<Grant>,
  knownTables: readonly string[]
): Grant | RunOptionInvalid {
  const unknown = Object.keys(given).find(
    (name) => name !== "verbs" && name !== "tables" && !Object.hasOwn(amounts, name)
  )
  if (unknown !== undefined) {
    return new RunOptionInvalid({ option: `grant.${unknown}`, problem: "a grant has no such part." })
  }
  const badVerb = given.verbs?.find((verb) => !verbs.includes(verb))
  if (badVerb !== undefined) {
    return new RunOptionInvalid({
      option: "grant.verbs",
      problem: `"${badVerb}" is not one of ${verbs.join(", ")}.`
    })
  }
  const tables = given.tables ?? "all"
  const badTable = tables === "all" ? undefined : tables.find((table) => !knownTables.includes(table))
  if (badTable !== undefined) {
    return new RunOptionInvalid({
      option: "grant.tables",
      problem: `"${badTable}" is not one of ${knownTables.join(", ")}.`
    })
  }
  const resolved: Record<string, number> = {}
  for (const [name, [standard, least, most]] of Object.entries(amounts)) {
    // Every key of `amounts` is a key of Grant.
    const value = given[name as keyof typeof amounts] ?? standard
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      return new RunOptionInvalid({
        option: `grant.${name}`,
        problem: `must be a whole number from ${least} to ${most}.`
      })
    }
    resolved[name] = value
  }
  // The loop has filled in every key of `amounts`.
  return { verbs: given.verbs ?? verbs, tables, ...(resolved as Record<keyof typeof amounts, number>) }
}
