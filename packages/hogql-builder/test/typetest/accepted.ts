/**
 * What must compile, and the row types that come out. Read by the compiler only, in types.test.ts.
 */
import {
  add,
  and,
  between,
  defineTable,
  divide,
  eq,
  events,
  fn,
  gt,
  gte,
  hogql,
  isIn,
  like,
  multiply,
  ne,
  not,
  or,
  persons,
  select,
  sessions,
  subtract,
  value
} from "../../src/index.ts"
import type { ColumnExpression, InferRow } from "../../src/index.ts"

type Same<A, B> = [A, B] extends [B, A] ? true : false
type Flat<T> = { [Key in keyof T]: T[Key] }

export const daily = select(events)
  .where(eq(events.event, "$pageview"))
  .columns({ day: fn.toStartOfDay(events.timestamp), n: fn.count(), people: fn.uniq(events.person_id) })
  .groupBy("day")
  .having(({ n }) => gt(n, 10))
  .having(gt(fn.avg(events.properties.number("price")), 3n))
  .orderBy("day", "desc")
  .orderBy(fn.count())
  .limit(100)
export const dailyRow: Same<Flat<InferRow<typeof daily>>, { day: string; n: number; people: number }> = true

export const wide = select(events).columns({
  uuid: events.uuid,
  browser: events.properties.get("$browser"),
  browserText: events.properties.text("$browser"),
  price: events.properties.number("price"),
  admin: events.person.properties.boolean("is_admin"),
  joined: events.person.properties.dateTime("joined"),
  nested: events.properties.get("cart", "items", 1, "name"),
  sum: fn.sum(events.properties.number("price")),
  total: fn.sum(fn.toUnixTimestamp(events.timestamp)),
  p90: fn.quantile(0.9, events.properties.number("price")),
  either2: and(eq(events.event, "a"), events.properties.boolean("b")),
  isPro: eq(events.properties.get("plan"), "pro"),
  label: fn.if(eq(events.event, "a"), "yes", 1),
  either: fn.coalesce(events.properties.text("a"), "none"),
  seen: fn.groupUniqArray(events.properties.text("a")),
  all: events.properties,
  raw: hogql<number>`count() + ${1}`,
  unknown: hogql`count()`,
  tomorrow: add(events.timestamp, fn.interval(1, "day")),
  share: divide(fn.countIf(ne(events.event, "x")), fn.count()),
  scaled: multiply(events.properties.number("price"), 100),
  literal: value("x"),
  entry: events.session.$entry_pathname,
  funnel: fn.windowFunnel(
    { windowSeconds: 3600 },
    events.timestamp,
    eq(events.event, "a"),
    eq(events.event, "b")
  )
})
export const wideRow: Same<
  Flat<InferRow<typeof wide>>,
  {
    uuid: string
    browser: string | number | boolean | null
    browserText: string | null
    price: number | null
    admin: boolean | null
    joined: string | null
    nested: string | number | boolean | null
    sum: number | null
    total: number
    p90: number | null
    isPro: 0 | 1
    either2: boolean | 0 | 1 | null
    label: string | number
    either: string
    seen: string[]
    all: string
    raw: number
    unknown: unknown
    tomorrow: string
    share: number
    scaled: number | null
    literal: string
    entry: string | null
    funnel: number
  }
> = true

export const others = [
  select(persons)
    .columns({ id: persons.id })
    .where(persons.properties.boolean("active"))
    .where(and(eq(persons.is_identified, true), or(), not(isIn(persons.id, ["a", "b"])))),
  select(sessions).columns({ id: sessions.session_id }).where(gt(sessions.$session_duration, 60)),
  select(events)
    .columns({ n: fn.count() })
    .where(gte(events.timestamp, new Date()))
    .where(gte(events.timestamp, subtract(fn.now(), fn.interval(7, "day"))))
    .where(between(events.timestamp, new Date(), fn.now()))
    .where(eq(fn.toDate(events.timestamp), "2026-01-01"))
    .where(like(events.person.properties.get("email"), "%@example.com"))
    .where(like(events.event, events.properties.text("x")))
    .where(isIn(events.properties.number("x"), [1, 2n]))
    .where(hogql<boolean>`rand() < ${0.5}`)
    .where(hogql`rand() < ${0.5}`)
    .where(fn.startsWith(events.event, "$")),
  select(defineTable("invoices", { id: "uuid", paid_at: "dateTime?", tags: "strings" })).columns({
    n: fn.count()
  })
]

export const invoices = defineTable("invoices", {
  id: "uuid",
  paid_at: "dateTime?",
  nested: { deep: "number?" }
})
export const nestedColumn: Same<
  typeof invoices.nested.deep,
  ColumnExpression<number | null, "invoices:nested.deep">
> = true
