/**
 * What must not compile: each line after a directive has to be an error, or the compiler complains about the
 * directive. Read by the compiler only, in types.test.ts.
 */
import {
  and,
  between,
  eq,
  events,
  fn,
  gt,
  hogql,
  isIn,
  like,
  lt,
  multiply,
  not,
  persons,
  select,
  sessions
} from "../../src/index.ts"

const query = select(events).columns({ day: fn.toStartOfDay(events.timestamp), n: fn.count() })

export const refused = [
  // @ts-expect-error no such column
  events.evnet,
  // @ts-expect-error no such column of the person
  events.person.email,
  // @ts-expect-error no such table column, nested
  events.session.$entry_path,

  // @ts-expect-error text compared with a number
  eq(events.event, 5),
  // @ts-expect-error text compared with a boolean
  eq(events.event, true),
  // @ts-expect-error text compared with null: isNull says it
  eq(events.event, null),
  // @ts-expect-error text compared with undefined
  eq(events.event, undefined),
  // @ts-expect-error a time compared with text, whose zone nobody knows
  gt(events.timestamp, "2026-01-01"),
  // @ts-expect-error a time compared with a number
  gt(events.timestamp, 1_700_000_000),
  // @ts-expect-error a number compared with text
  gt(events.properties.number("price"), "5"),
  // @ts-expect-error a property is text until it is asked for as a number
  gt(events.properties.get("price"), 5),
  // @ts-expect-error text compared with a number expression
  eq(events.event, fn.count()),
  // @ts-expect-error a boolean compared with a number
  eq(persons.is_identified, 1),
  // @ts-expect-error a list with a wrong item
  isIn(events.event, ["a", 1]),
  // @ts-expect-error one value where a list belongs
  isIn(events.event, "a"),
  // @ts-expect-error an end of the wrong type
  between(sessions.$session_duration, 1, "2"),
  // @ts-expect-error LIKE on a number
  like(sessions.$session_duration, "1%"),
  // @ts-expect-error LIKE with a number
  like(events.event, 1),
  // @ts-expect-error a plain object is no value
  eq(events.event, { node: "Raw" }),

  // @ts-expect-error a column is no condition
  select(events).where(events.event),
  // @ts-expect-error a number is no condition
  select(events).where(fn.count()),
  // @ts-expect-error JavaScript's own comparison is no condition
  select(events).where(events.event === "x"),
  // @ts-expect-error text is no condition
  select(events).where("event = 'x'"),
  // @ts-expect-error a template said to be a number is no condition
  select(events).where(hogql<number>`1`),
  // @ts-expect-error having takes conditions only
  query.having(({ n }) => n),
  // @ts-expect-error no such column in having
  query.having(({ m }) => gt(m, 1)),
  // @ts-expect-error a wrong type in having
  query.having(({ day }) => gt(day, 1)),
  // @ts-expect-error combinations take conditions only
  and(eq(events.event, "a"), events.event),
  // @ts-expect-error negation takes a condition only
  not(events.event),
  // @ts-expect-error countIf takes a condition only
  fn.countIf(events.event),

  // @ts-expect-error a column of another table in where
  select(events).where(eq(persons.id, "x")),
  // @ts-expect-error a column of another table within a combination
  select(events).where(and(eq(events.event, "x"), eq(persons.id, "x"))),
  // @ts-expect-error a column of another table among the columns
  select(persons).columns({ event: events.event }),
  // @ts-expect-error a column of another table inside a function
  select(persons).columns({ event: fn.lower(events.event) }),
  // @ts-expect-error a column of another table to sort by
  select(persons).columns({ id: persons.id }).orderBy(events.event),

  // @ts-expect-error no such column to group by
  query.groupBy("dya"),
  // @ts-expect-error no such column to sort by
  query.orderBy("timestamp"),
  // @ts-expect-error no such direction
  query.orderBy("day", "down"),
  // @ts-expect-error a limit is a number
  query.limit("10"),
  // @ts-expect-error a column is an expression, not its name
  select(events).columns({ event: "event" }),
  // @ts-expect-error text is no table
  select("events"),

  // @ts-expect-error the sum of text
  fn.sum(events.event),
  // @ts-expect-error the mean of a property whose type nobody knows
  fn.avg(events.properties.get("price")),
  // @ts-expect-error a quantile's level is a number
  fn.quantile("0.9", sessions.$session_duration),
  // @ts-expect-error the day of a number
  fn.toStartOfDay(sessions.$session_duration),
  // @ts-expect-error no such unit
  fn.dateDiff("days", events.timestamp, fn.now()),
  // @ts-expect-error no such unit
  fn.interval(1, "days"),
  // @ts-expect-error lower of a number
  fn.lower(sessions.$session_duration),
  // @ts-expect-error text times a number
  multiply(events.event, 2),
  // @ts-expect-error no such function
  fn.dropTable,
  // @ts-expect-error a funnel has at least one step
  fn.windowFunnel({ windowSeconds: 60 }, events.timestamp),
  // @ts-expect-error a property has a name
  events.properties.get(),
  // @ts-expect-error undefined is no value of a template
  hogql`select ${undefined}`,
  // @ts-expect-error a plain object is no value of a template
  hogql`select ${{ a: 1 }}`,
  // @ts-expect-error compared across kinds
  lt(events.timestamp, events.event)
]
