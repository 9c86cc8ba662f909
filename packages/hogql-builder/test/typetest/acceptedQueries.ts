/**
 * What must compile of whole queries: joins, sets, WITH, windows, groups. Read by the compiler only, in types.test.ts.
 */
import {
  add,
  alias,
  allColumns,
  array,
  arrayItem,
  caseWhen,
  cast,
  cte,
  divide,
  eq,
  events,
  except,
  exists,
  filters,
  fn,
  gt,
  gte,
  hogql,
  isIn,
  isInCohort,
  isNotNull,
  itemAt,
  lt,
  memberAt,
  named,
  namedWindow,
  numbers,
  or,
  over,
  parameter,
  persons,
  recursiveCte,
  sample,
  scalar,
  select,
  sessions,
  subquery,
  tryCast,
  tuple,
  unionAll,
  value,
  valuesTable,
  variable
} from "../../src/index.ts"
import type { Condition, InferRow, Query } from "../../src/index.ts"

type Same<A, B> = [A, B] extends [B, A] ? true : false
type Flat<T> = { [Key in keyof T]: T[Key] }
type Row<Q> = Flat<InferRow<Q>>

const p = alias(persons, "p")
const later = alias(events, "later")

export const joined = select(events)
  .leftJoin(p, eq(events.person_id, p.id))
  .innerJoin(later, eq(events.distinct_id, later.distinct_id))
  .columns({ event: events.event, email: p.properties.text("email"), since: p.created_at, next: later.event })
  .where(lt(events.timestamp, later.timestamp))
export const joinedRow: Same<
  Row<typeof joined>,
  { event: string; email: string | null; since: string; next: string }
> = true

const known = subquery(
  select(persons).columns({
    id: persons.id,
    since: fn.toNullable(persons.created_at),
    all: persons.properties
  }),
  "known"
)
export const outer = select(events)
  .leftJoin(known, eq(events.person_id, known.id))
  .columns({ since: known.since, id: known.id, plan: known.all.text("plan") })
export const outerRow: Same<
  Row<typeof outer>,
  { since: string | null; id: string; plan: string | null }
> = true

export const usingColumns = select(events)
  .join("LEFT ANY JOIN", sessions, { using: ["distinct_id"] })
  .columns({ n: fn.count(), seconds: fn.sum(sessions.$session_duration) })

const daily = cte(
  "daily",
  select(events)
    .columns({ day: fn.toStartOfDay(events.timestamp), event: events.event, n: fn.count() })
    .groupBy("day", "event")
)
const perEvent = namedWindow("per_event", { partitionBy: [daily.event], orderBy: [[daily.day, "asc"]] })
export const windowed = select(daily).columns({
  day: daily.day,
  n: daily.n,
  rank: over(fn.row_number(), perEvent),
  before: over(fn.lag(daily.n, 1), { orderBy: [daily.day] }),
  sofar: over(fn.sum(daily.n), {
    partitionBy: [daily.event],
    orderBy: [daily.day],
    frame: { unit: "rows", start: "unbounded preceding" }
  })
})
export const windowedRow: Same<
  Row<typeof windowed>,
  { day: string; n: number; rank: number; before: number | null; sofar: number }
> = true

export const groups = [
  select(events).columns({ event: events.event, n: fn.count() }).groupBy("event").toHogQL(),
  select(events).columns({ event: events.event, n: fn.count() }).groupBy(events.event).toHogQL(),
  select(events)
    .columns({ event: events.event, lower: fn.lower(events.event), n: fn.count() })
    .groupBy("event")
    .orderBy(events.event)
    .toHogQL(),
  select(events)
    .columns({ browser: events.properties.text("$browser"), n: fn.count() })
    .groupBy(events.properties.get("$browser"))
    .toHogQL(),
  select(events)
    .columns({ day: fn.toStartOfDay(events.timestamp), n: fn.count() })
    .columns(({ n }) => ({ half: divide(n, 2) }))
    .where(({ day }) => gte(day, new Date()))
    .groupByRollup("day")
    .having(({ n }) => gt(n, 1))
    .qualify(gt(over(fn.row_number(), {}), 1))
    .limitBy(1, ["day"])
    .toHogQL(),
  select(events)
    .columns({ event: events.event, day: fn.toDate(events.timestamp), n: fn.count() })
    .groupBySets(["event", "day"], ["event"], [])
    .toHogQL(),
  select(events)
    .columns({ day: fn.toDate(events.timestamp), n: fn.count(), total: over(fn.sum(fn.count()), {}) })
    .groupBy("day")
    .toHogQL(),
  select(events)
    .columns({ n: fn.count(), one: value(1), any: hogql`anything(${events.event})` })
    .toHogQL(),
  select(events).columns({ event: events.event }).distinct().toHogQL(),
  select(events).columns({ n: fn.count() }).groupBy(fn.lower(events.event)).explain()
]

const url = arrayItem("url", events.session.$urls)
export const unrolled = select(events).arrayJoin(url).columns({ url, n: fn.count() }).groupBy("url")
export const unrolledRow: Same<Row<typeof unrolled>, { url: string; n: number }> = true

export const union = unionAll(
  select(events).columns({ id: events.distinct_id, plan: events.properties.text("plan") }),
  select(sessions).columns({ id: sessions.distinct_id, plan: value(null) })
)
export const unionRow: Same<Row<typeof union>, { id: string; plan: string | null }> = true

const start: Query<{ n: ReturnType<typeof value<1>> }> = select().columns({ n: value(1) })
const days = recursiveCte("days", start, (self) =>
  select(self)
    .columns({ n: add(self.n, 1) })
    .where(lt(self.n, 7))
)
export const recursive = select(days).columns({ n: days.n }).toHogQL()

export const sources = [
  select(sample(events, [1, 10], 0.5)).columns({ n: fn.count() }),
  select(numbers("n", 10)).columns({ n: fn.count() }),
  select(valuesTable("plans", [{ plan: "free", price: 0 }])).columns({ n: fn.count() }),
  except(
    select(events).columns({ id: events.distinct_id }),
    select(sessions).columns({ id: sessions.distinct_id })
  )
]

const buyers = select(events).columns({ id: events.person_id }).where(eq(events.event, "purchase"))
export const conditions: readonly Condition<"events">[] = [
  isIn(events.person_id, buyers),
  isIn(
    tuple(events.person_id, events.event),
    select(events).columns({ a: events.person_id, b: events.event })
  ),
  isIn(events.event, ["a", fn.lower(events.event)]),
  isInCohort(events.person_id, 2),
  exists(buyers),
  gt(scalar(select(events).columns({ n: fn.count() })), 5),
  or(filters, eq(events.event, variable<string>("event"))),
  gte(events.properties.number("price"), parameter("minimum", 10)),
  fn.arrayExists((item) => eq(item, "x"), events.session.$urls),
  named("is_pro", eq(events.properties.text("plan"), "pro")),
  isNotNull(tryCast(events.properties.text("x"), "Int")),
  fn.has(["a", "b"], events.event),
  fn.not(eq(events.event, "x"))
]

export const expressions = select(events).columns({
  list: array(events.event, "b"),
  pair: tuple(events.event, 1),
  first: itemAt(fn.splitByChar(",", events.event), 1),
  second: memberAt(tuple(events.event, 1), 2),
  lengths: fn.arrayMap((text) => fn.length(text), fn.splitByChar(",", events.event)),
  pairs: fn.arrayMap((a, b) => fn.concat(a, b), fn.splitByChar(",", events.event), ["x"]),
  sorted: fn.arraySort((text) => fn.length(text), fn.splitByChar(",", events.event)),
  sum: fn.arrayFold((sofar, n) => add(sofar, n), [1, 2, 3], 0),
  plan: caseWhen([[eq(events.event, "a"), "yes"]], 2),
  maybe: caseWhen([[eq(events.event, "a"), "yes"]]),
  number: cast(events.event, "Float"),
  text: cast(events.timestamp, "String"),
  named: fn.coalesce(events.properties.text("a"), events.properties.text("b"), "c"),
  weekday: fn.toDayOfWeek(events.properties.dateTime("when")),
  level: fn.if(eq(events.event, "a"), 1, null),
  day: fn.toDate(events.timestamp),
  parsedDay: fn.toDate(events.event),
  maybeDay: fn.toDate(events.properties.dateTime("at")),
  time: fn.toDateTime("2026-01-01"),
  company: events.group_0.properties.text("name")
})
export const expressionsRow: Same<
  Row<typeof expressions>,
  {
    list: string[]
    pair: [string, number]
    first: string
    second: number
    lengths: number[]
    pairs: string[]
    sorted: string[]
    sum: number
    plan: string | number
    maybe: string | null
    number: number | null
    text: string
    named: string
    weekday: number | null
    level: number | null
    day: string
    parsedDay: string | null
    maybeDay: string | null
    time: string | null
    company: string | null
  }
> = true

export const aggregates = select(events).columns({
  funnel: fn.windowFunnel({ windowSeconds: 60 }, events.timestamp, eq(events.event, "a")),
  many: fn.quantiles([0.5, 0.9], events.properties.number("x")),
  top: fn.topK(3, events.event),
  different: fn.distinctly(fn.count(events.event)),
  some: fn.filtered(fn.sum(events.properties.number("x")), eq(events.event, "a")),
  sorted: fn.ordered(fn.groupArray(events.event), [events.timestamp, "desc"]),
  orNull: fn.combined("sumOrNull", events.properties.number("x")),
  last: fn.argMax(events.event, events.timestamp),
  lastIf: fn.argMaxIf(events.event, events.timestamp, eq(events.event, "a"))
})
export const aggregatesRow: Same<
  Row<typeof aggregates>,
  {
    funnel: number
    many: number[]
    top: string[]
    different: number
    some: number | null
    sorted: string[]
    orNull: number | null
    last: string
    lastIf: string
  }
> = true

export const everyColumn = select(p).columns(allColumns(p)).limit(1)
export const everyColumnRow: Same<
  Row<typeof everyColumn>,
  { id: string; created_at: string; properties: string; is_identified: boolean | 0 | 1 }
> = true
