/** hogql-builder: building and printing a SELECT against kysely building and compiling a comparable one, and what a bundle weighs. */
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely"
import {
  alias,
  eq,
  events,
  fn,
  gt,
  gte,
  isIn,
  persons,
  select
} from "../packages/hogql-builder/dist/index.js"
import { bundleWeight, smallBuilderProgram, wholeBuilderProgram } from "../scripts/bundleWeight.ts"
import { compareFunctions } from "./timing.ts"

interface Tables {
  events: {
    event: string
    timestamp: Date
    distinct_id: string
    person_id: string
    properties: { readonly $browser: string | null }
  }
  persons: { id: string; email: string | null }
}

const kysely = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler()
  }
})
const since = new Date("2026-01-01T00:00:00Z")

const kyselyGroups = (name: string) =>
  kysely
    .selectFrom("events")
    .select(({ fn: sql, ref, val }) => [
      sql<string>("date_trunc", [val("day"), ref("timestamp")]).as("day"),
      ref("properties", "->>").key("$browser").as("browser"),
      sql.countAll<number>().as("n"),
      sql.count<number>("person_id").distinct().as("people")
    ])
    .where("event", "=", name)
    .where("timestamp", ">=", since)
    .where(({ eb, ref }) => eb(ref("properties", "->>").key("$browser"), "in", ["Chrome", "Safari"]))
    .groupBy(["day", "browser"])
    .having(({ fn: sql }) => sql.countAll(), ">", 10)
    .orderBy("n", "desc")
    .limit(100)
    .compile()

const builderGroups = (name: string) =>
  select(events)
    .columns({
      day: fn.toStartOfDay(events.timestamp),
      browser: events.properties.get("$browser"),
      n: fn.count(),
      people: fn.uniqExact(events.person_id)
    })
    .where(eq(events.event, name))
    .where(gte(events.timestamp, since))
    .where(isIn(events.properties.get("$browser"), ["Chrome", "Safari"]))
    .groupBy("day", "browser")
    .having(gt(fn.count(), 10))
    .orderBy("n", "desc")
    .limit(100)
    .toHogQL()

const kyselyJoin = (name: string) =>
  kysely
    .selectFrom("events as e")
    .leftJoin("persons as p", "p.id", "e.person_id")
    .select(["e.event as event", "p.email as email"])
    .where("e.event", "=", name)
    .orderBy("e.timestamp")
    .limit(10)
    .compile()

// Tables under other names are made once, as a program would.
const e = alias(events, "e")
const p = alias(persons, "p")
const builderJoin = (name: string) =>
  select(e)
    .leftJoin(p, eq(p.id, e.person_id))
    .columns({ event: e.event, email: p.properties.get("email") })
    .where(eq(e.event, name))
    .orderBy(e.timestamp)
    .limit(10)
    .toHogQL()

compareFunctions([
  { name: "kysely: groups, 3 conditions", run: () => kyselyGroups("$pageview") },
  { name: "hogql-builder: groups, 3 conditions", run: () => builderGroups("$pageview") }
])
compareFunctions([
  { name: "kysely: a join", run: () => kyselyJoin("$pageview") },
  { name: "hogql-builder: a join", run: () => builderJoin("$pageview") }
])

const [small, whole] = [await bundleWeight(smallBuilderProgram), await bundleWeight(wholeBuilderProgram)]
console.log(
  `  ${"bundle of select, where and groupBy, gzipped".padEnd(48)} ${(small / 1_000).toFixed(1).padStart(6)} kB  (12 allowed)`
)
console.log(
  `  ${"bundle of the whole builder, gzipped".padEnd(48)} ${(whole / 1_000).toFixed(1).padStart(6)} kB`
)
