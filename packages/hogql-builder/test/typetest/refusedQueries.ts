/**
 * What must not compile of whole queries. Read by the compiler only, in types.test.ts.
 */
import {
  alias,
  arrayItem,
  cte,
  eq,
  events,
  fn,
  gt,
  isIn,
  itemAt,
  memberAt,
  numbers,
  over,
  persons,
  scalar,
  select,
  sessions,
  subquery,
  tuple,
  unionAll,
  value
} from "../../src/index.ts"

const p = alias(persons, "p")
const grouped = select(events).columns({
  event: events.event,
  day: fn.toDate(events.timestamp),
  n: fn.count()
})
const mixed = select(events).columns({ n: fn.plus(fn.count(), events.session.$pageview_count) })
const url = arrayItem("url", events.session.$urls)
const whole = select(events).columns({ id: events.person_id, n: value(1) })

export const refused = [
  // @ts-expect-error neither grouped nor aggregated
  grouped.toHogQL(),
  // @ts-expect-error one of two is not grouped
  grouped.groupBy("event").toHogQL(),
  // @ts-expect-error another column is grouped
  select(events).columns({ event: events.event }).groupBy(events.distinct_id).toHogQL(),
  // @ts-expect-error grouped by a function of the column, not by the column
  select(events).columns({ event: events.event }).groupBy(fn.lower(events.event)).toHogQL(),
  // @ts-expect-error an aggregate and a bare column in one expression
  mixed.toHogQL(),
  // @ts-expect-error sorted by a column that is not grouped
  grouped.groupBy("event", "day").orderBy(events.distinct_id).toHogQL(),
  // @ts-expect-error a condition on groups about a column that is not grouped
  grouped.groupBy("event", "day").having(eq(events.distinct_id, "x")).toHogQL(),
  // @ts-expect-error not grouped, so not to be nested
  subquery(grouped, "g"),
  // @ts-expect-error not grouped, so not to be named
  cte("g", grouped),
  // @ts-expect-error not grouped, so not to be explained
  grouped.explain(),
  // @ts-expect-error an aggregate to group by
  grouped.groupBy("n"),
  // @ts-expect-error an aggregate to group by, as an expression
  grouped.groupBy(fn.count()),
  // @ts-expect-error an aggregate among the conditions on rows
  select(events).where(gt(fn.count(), 1)),
  // @ts-expect-error the query's own aggregate among the conditions on rows
  grouped.where(({ n }) => gt(n, 1)),
  // @ts-expect-error a window function among the conditions on rows
  select(events).where(gt(over(fn.row_number(), {}), 1)),
  // @ts-expect-error a window function without a window
  select(events).columns({ n: fn.row_number() }),
  // @ts-expect-error an aggregate of an aggregate
  select(events).columns({ n: fn.sum(fn.count()) }),
  // @ts-expect-error a window over no aggregate
  over(events.event, {}),
  // @ts-expect-error a window sorted by another table
  select(events).columns({ n: over(fn.row_number(), { orderBy: [persons.created_at] }) }),

  // @ts-expect-error a column of a table that is not joined yet
  select(events).columns({ email: p.properties.text("email") }),
  // @ts-expect-error the table reads under its other name
  select(p).columns({ id: persons.id }),
  // @ts-expect-error a condition about a third table
  select(events).leftJoin(p, eq(p.id, sessions.session_id)),
  // @ts-expect-error an inner join without a condition
  select(events).innerJoin(p),
  // @ts-expect-error a cross join with a condition
  select(events).crossJoin(p, eq(p.id, events.person_id)),
  // @ts-expect-error no such column to join by
  select(events).leftJoin(p, { using: ["person_id"] }),
  // @ts-expect-error no such join
  select(events).join("NATURAL JOIN", p, eq(p.id, events.person_id)),
  // @ts-expect-error an item of an array that is not unrolled
  select(events).columns({ url }),
  // @ts-expect-error no such column of the subquery
  subquery(whole, "w").day,
  // @ts-expect-error an outer column inside a subquery
  isIn(events.person_id, select(persons).columns({ id: persons.id }).where(eq(persons.id, events.person_id))),
  // @ts-expect-error a query of another type
  isIn(events.event, select(sessions).columns({ n: sessions.$pageview_count })),
  // @ts-expect-error a query compared with another type
  eq(events.event, scalar(select(events).columns({ n: fn.count() }))),
  // @ts-expect-error a query of two columns as one value
  scalar(select(events).columns({ n: fn.count(), m: fn.count() })),
  // @ts-expect-error other columns in the second query
  unionAll(whole, select(events).columns({ other: events.person_id, n: value(1) })),
  // @ts-expect-error another type in the second query
  unionAll(whole, select(events).columns({ id: events.person_id, n: events.event })),
  // @ts-expect-error a table of numbers has one column
  numbers("n", 10).value,
  // @ts-expect-error no such member
  eq(memberAt(tuple(events.event, 1), 3), 1),
  // @ts-expect-error an item of what is no array
  itemAt(events.event, 1),
  // @ts-expect-error the lambda's item is text
  fn.arrayMap((text) => gt(text, 1), events.session.$urls),
  // @ts-expect-error the body of a filter is a condition
  fn.arrayExists((text) => fn.length(text), events.session.$urls),
  // @ts-expect-error too many arguments
  fn.lower(events.event, 1),
  // @ts-expect-error too few arguments
  fn.substring(events.event, 1),
  // @ts-expect-error no combination of HogQL's
  fn.combined("uniqArray", events.event),
  // @ts-expect-error an aggregate's modifier on no aggregate
  fn.distinctly(fn.lower(events.event))
]
