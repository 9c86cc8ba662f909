/** Generated queries, each with the rows it means. */
import fc, { type Arbitrary } from "fast-check"
import { eventRows } from "./data.ts"
import { eventSource } from "./eventSource.ts"
import { type Expr, holds, order, type Row, type Scalar, type Source } from "./Expr.ts"
import { type Expressions, expressions } from "./expressions.ts"

export interface Query {
  readonly text: string
  readonly rows: (zone: string) => readonly (readonly Scalar[])[]
  /** Whether the order of the rows is part of the answer. */
  readonly isOrdered: boolean
}

/** What stands in FROM, with its rows. */
interface Table {
  readonly from: string
  readonly source: Source
  readonly rows: (zone: string) => readonly Row[]
}

const events: Table = {
  from: "events",
  source: eventSource(),
  // The store holds them as objects like these.
  rows: () => eventRows as unknown as readonly Row[]
}

const columnsOf = (prefix: string, pick: (row: Row) => Row): Source => {
  const read = <Type extends Scalar>(name: string): Expr<Type> => ({
    text: `${prefix}${name}`,
    of: (row) => pick(row)[name] as Type | null
  })
  return { text: [read("t")], number: [read("n")], boolean: [read("b")], time: [read("at")] }
}

/** `select … as t, … as n, … as b, … as at from events where …`: a table of one column of each type. */
const derived: Arbitrary<{ readonly text: string; readonly rows: Table["rows"] }> = fc
  .record(pickOfEach(expressions(events.source, 1)))
  .map(({ t, n, b, at, condition }) => ({
    text: `select ${t.text} as t, ${n.text} as n, ${b.text} as b, ${at.text} as at from events where ${condition.text}`,
    rows: (zone) =>
      events
        .rows(zone)
        .filter((row) => holds(condition.of(row, zone)))
        .map((row) => ({ t: t.of(row, zone), n: n.of(row, zone), b: b.of(row, zone), at: at.of(row, zone) }))
  }))

function pickOfEach(of: Expressions) {
  return { t: of.text, n: of.number, b: of.boolean, at: of.time, condition: of.boolean }
}

const inSubquery: Arbitrary<Table> = derived.map(({ text, rows }) => ({
  from: `(${text})`,
  source: columnsOf("", (row) => row),
  rows
}))

/** A row of a join: one of either side. */
const sides: Source & { readonly left: Source } = (() => {
  const left = eventSource("l.", (row) => row["left"] as Row)
  const right = columnsOf("r.", (row) => row["right"] as Row)
  return {
    left,
    text: [...left.text, ...right.text],
    number: [...left.number, ...right.number],
    boolean: [...left.boolean, ...right.boolean],
    // Not that of the right side: its default is 1970, and ClickHouse has no day before that.
    time: left.time
  }
})()

/** Events joined with a count of the events of the same person: a LEFT JOIN fills what it does not find with default values. */
const joined: Arbitrary<Table> = fc
  .record({ condition: expressions(events.source, 1).boolean, kind: fc.constantFrom("join", "left join") })
  .map(({ condition, kind }) => ({
    from: `events as l ${kind} (select distinct_id as t, count() * 1.0 as n, min(event) = 'signup' as b from events where ${condition.text} group by distinct_id) as r on l.distinct_id = r.t`,
    source: sides,
    rows: (zone) => {
      const right = new Map<string, Row>()
      const kept = events.rows(zone).filter((row) => holds(condition.of(row, zone)))
      for (const [id, group] of groupBy(kept, (row) => row["distinct_id"] as string)) {
        const names = group.map((row) => row["event"] as string).sort()
        right.set(id, { t: id, n: group.length, b: names[0] === "signup" })
      }
      const missing: Row = { t: "", n: 0, b: false }
      return events.rows(zone).flatMap((row) => {
        const found = right.get(row["distinct_id"] as string)
        if (found === undefined && kind === "join") return []
        return [{ left: row, right: found ?? missing }]
      })
    }
  }))

const table: Arbitrary<Table> = fc.oneof({ arbitrary: fc.constant(events), weight: 3 }, inSubquery, joined)

const groupBy = (rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, readonly Row[]> =>
  Map.groupBy(rows, key)

/** SELECT … FROM … WHERE …, with ORDER BY over everything that is selected, and LIMIT. */
const plain: Arbitrary<Query> = table.chain(({ from, rows, source }) => {
  const of = expressions(source, 2)
  return fc
    .record({
      columns: fc.array(of.any, { minLength: 1, maxLength: 4 }),
      condition: fc.option(of.boolean, { nil: undefined }),
      isDescending: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      limit: fc.constantFrom(3, 10, 1000),
      isDistinct: fc.boolean()
    })
    .map(({ columns, condition, isDescending, limit, isDistinct }) => {
      const names = columns.map((_, index) => `c${index}`)
      return {
        text:
          `select ${isDistinct ? "distinct " : ""}${columns.map(({ text }, index) => `${text} as c${index}`).join(", ")} from ${from}` +
          (condition === undefined ? "" : ` where ${condition.text}`) +
          ` order by ${names.map((name, index) => `${name}${isDescending[index] === true ? " desc" : ""}`).join(", ")} limit ${limit}`,
        isOrdered: true,
        rows: (zone) => {
          const kept = rows(zone).filter((row) => condition === undefined || holds(condition.of(row, zone)))
          const all = kept.map((row) => columns.map((column) => column.of(row, zone)))
          return sorted(isDistinct ? distinct(all) : all, isDescending).slice(0, limit)
        }
      }
    })
})

/** Nulls come last, whatever the direction. */
const sorted = (
  rows: readonly (readonly Scalar[])[],
  isDescending: readonly boolean[]
): readonly (readonly Scalar[])[] =>
  rows.toSorted((a, b) => {
    for (const [index, left] of a.entries()) {
      const right = b[index] ?? null
      if (left === null || right === null) {
        if (left !== right) return left === null ? 1 : -1
        continue
      }
      const difference = order(left, right)
      if (difference !== 0) return isDescending[index] === true ? -difference : difference
    }
    return 0
  })

const keyOf = (row: readonly Scalar[]): string => JSON.stringify(row)
const distinct = (rows: readonly (readonly Scalar[])[]): readonly (readonly Scalar[])[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values()
]

/** An aggregate: text, and its value for the rows of a group. */
interface Aggregate {
  readonly text: string
  readonly of: (rows: readonly Row[], zone: string) => Scalar
}

const valuesOf = <Type extends Scalar>(x: Expr<Type>, rows: readonly Row[], zone: string): readonly Type[] =>
  rows.flatMap((row) => x.of(row, zone) ?? [])

const numberAggregates: readonly ((x: Expr<number>) => Aggregate)[] = [
  // Values that may be null are summed to null when there are none.
  (x) => ({
    text: `sum(${x.text})`,
    of: (rows, zone) => {
      const values = valuesOf(x, rows, zone)
      return values.length === 0 ? null : values.reduce((all, one) => all + one, 0)
    }
  }),
  (x) => ({
    text: `avg(${x.text})`,
    of: (rows, zone) => {
      const values = valuesOf(x, rows, zone)
      return values.length === 0 ? null : values.reduce((all, one) => all + one, 0) / values.length
    }
  }),
  (x) => ({ text: `count(${x.text})`, of: (rows, zone) => valuesOf(x, rows, zone).length })
]

const anyAggregates: readonly ((x: Expr) => Aggregate)[] = [
  (x) => ({ text: `min(${x.text})`, of: (rows, zone) => extreme(valuesOf(x, rows, zone), -1) }),
  (x) => ({ text: `max(${x.text})`, of: (rows, zone) => extreme(valuesOf(x, rows, zone), 1) }),
  (x) => ({
    text: `count(distinct ${x.text})`,
    of: (rows, zone) => new Set(valuesOf(x, rows, zone).map((value) => keyOf([value]))).size
  })
]

const extreme = (values: readonly Scalar[], sign: 1 | -1): Scalar =>
  values.length === 0 ? null : values.reduce((best, one) => (order(one, best) * sign > 0 ? one : best))

/** Over the rows for which a condition holds: the -If form, and FILTER. The sum of none is null or 0, depending on the column. */
const partAggregates: readonly ((x: Expr<number>, condition: Expr<boolean>) => Aggregate)[] = [
  (x, condition) => ({
    text: `ifNull(sumIf(${x.text}, ${condition.text}), 0)`,
    of: (rows, zone) => sumOf(x, condition, rows, zone)
  }),
  (x, condition) => ({
    text: `ifNull(sum(${x.text}) filter (where ${condition.text}), 0)`,
    of: (rows, zone) => sumOf(x, condition, rows, zone)
  })
]

const sumOf = (x: Expr<number>, condition: Expr<boolean>, rows: readonly Row[], zone: string): number =>
  valuesOf(
    x,
    rows.filter((row) => holds(condition.of(row, zone))),
    zone
  ).reduce((all, one) => all + one, 0)

/** All texts of a group, in order; nulls are left out. */
const listAggregate = (x: Expr<string>): Aggregate => ({
  text: `arrayStringConcat(arraySort(groupArray(${x.text})), ',')`,
  of: (rows, zone) => valuesOf(x, rows, zone).toSorted(order).join(",")
})

const conditionAggregate = (condition: Expr<boolean>): Aggregate => ({
  text: `countIf(${condition.text})`,
  of: (rows, zone) => rows.filter((row) => holds(condition.of(row, zone))).length
})

const counted: Aggregate = { text: "count()", of: (rows) => rows.length }

/** GROUP BY one or two keys with aggregates, and HAVING. */
const grouped: Arbitrary<Query> = table.chain(({ from, rows, source }) => {
  const of = expressions(source, 1)
  // A number that is always there has another sum over nothing, which cannot be: a group has a row.
  const aggregate = fc.oneof(
    fc.constant(counted),
    fc.tuple(fc.constantFrom(...numberAggregates), of.number).map(([make, x]) => make(x)),
    fc
      .tuple(fc.constantFrom(...anyAggregates), fc.oneof(of.text, of.number, of.time))
      .map(([make, x]) => make(x)),
    of.boolean.map(conditionAggregate),
    of.text.map(listAggregate),
    fc
      .tuple(fc.constantFrom(...partAggregates), fc.constantFrom(...source.number), of.boolean)
      .map(([make, x, condition]) => make(x, condition))
  )
  return fc
    .record({
      keys: fc.array(fc.oneof(of.text, of.number, of.time, of.day, of.boolean), {
        minLength: 1,
        maxLength: 2
      }),
      aggregates: fc.array(aggregate, { minLength: 1, maxLength: 3 }),
      condition: of.boolean,
      least: fc.constantFrom(0, 1, 2)
    })
    .map(({ keys, aggregates, condition, least }) => ({
      text:
        `select ${keys.map(({ text }, index) => `${text} as k${index}`).join(", ")}, ${aggregates.map(({ text }, index) => `${text} as a${index}`).join(", ")} ` +
        `from ${from} where ${condition.text} group by ${keys.map((_, index) => `k${index}`).join(", ")} having count() > ${least} limit 1000`,
      isOrdered: false,
      rows: (zone) => {
        const kept = rows(zone).filter((row) => holds(condition.of(row, zone)))
        const groups = groupBy(kept, (row) => keyOf(keys.map((key) => key.of(row, zone))))
        return [...groups.values()].flatMap((group) => {
          const [first] = group
          if (first === undefined || group.length <= least) return []
          return [
            [...keys.map((key) => key.of(first, zone)), ...aggregates.map((each) => each.of(group, zone))]
          ]
        })
      }
    }))
})

/** Two queries as one: UNION ALL, UNION DISTINCT, INTERSECT, EXCEPT. */
const combined: Arbitrary<Query> = fc
  .record({
    first: derived,
    second: derived,
    operator: fc.constantFrom("union all", "union distinct", "intersect", "except")
  })
  .map(({ first, second, operator }) => ({
    text: `select t, n from (${first.text}) ${operator} select t, n from (${second.text})`,
    isOrdered: false,
    rows: (zone) => {
      const [left, right] = [first, second].map(({ rows }) =>
        rows(zone).map((row) => [row["t"], row["n"]] as Scalar[])
      )
      return combine(operator, left ?? [], right ?? [])
    }
  }))

const combine = (
  operator: string,
  left: readonly (readonly Scalar[])[],
  right: readonly (readonly Scalar[])[]
): readonly (readonly Scalar[])[] => {
  const others = new Set(right.map(keyOf))
  switch (operator) {
    case "union all":
      return [...left, ...right]
    case "union distinct":
      return distinct([...left, ...right])
    case "intersect":
      return left.filter((row) => others.has(keyOf(row)))
    default:
      return left.filter((row) => !others.has(keyOf(row)))
  }
}

/** A CTE used twice: as a table and in IN. */
const withCte: Arbitrary<Query> = fc
  .record({ cte: derived, isNegated: fc.boolean() })
  .map(({ cte, isNegated }) => ({
    text: `with some as (${cte.text}) select event, properties.name from events where properties.name ${isNegated ? "not in" : "in"} (select t from some) limit 1000`,
    isOrdered: false,
    rows: (zone) => {
      const found = new Set(cte.rows(zone).map((row) => row["t"]))
      const name = events.source.text[2]
      return events
        .rows(zone)
        .map((row) => [row["event"] as string, name?.of(row, zone) ?? null])
        .filter(([, value]) => found.has(value) !== isNegated)
    }
  }))

/** An alias stands for what it names: in later columns, and in WHERE, where it hides the column of its name. */
const aliased: Arbitrary<Query> = fc
  .record({
    first: expressions(events.source, 1).text,
    name: fc.constantFrom("v", "event", "distinct_id"),
    wanted: fc.constantFrom("signup", "SIGNUP", "a", "ann", "ab-"),
    sign: fc.constantFrom("=", "!=", "<")
  })
  .map(({ first, name, wanted, sign }) => {
    const matches = (value: Scalar): boolean => {
      if (sign === "<") return value !== null && order(value, wanted) < 0
      return (value === wanted) === (sign === "=")
    }
    return {
      text: `select ${first.text} as ${name}, concat(${name}, '!') as w, count() as n from events where ${name} ${sign} '${wanted}' group by ${name}, w having n >= 1 order by ${name} limit 1000`,
      isOrdered: true,
      rows: (zone) => {
        const values = events.rows(zone).map((row) => first.of(row, zone))
        const groups = Map.groupBy(values.filter(matches), (value) => value)
        const rows = [...groups].map(([value, all]): readonly Scalar[] => [
          value,
          `${value ?? ""}!`,
          all.length
        ])
        return sorted(rows, [])
      }
    }
  })

/** LIMIT n BY keeps the first rows of each key, in the order of ORDER BY. */
const limitedBy: Arbitrary<Query> = fc
  .record({
    key: expressions(events.source, 1).text,
    most: fc.constantFrom(1, 2),
    condition: expressions(events.source, 1).boolean
  })
  .map(({ key, most, condition }) => ({
    text: `select ${key.text} as k, uuid from events where ${condition.text} order by uuid desc limit ${most} by k limit 1000`,
    isOrdered: true,
    rows: (zone) => {
      const seen = new Map<Scalar, number>()
      return events
        .rows(zone)
        .filter((row) => holds(condition.of(row, zone)))
        .toReversed()
        .flatMap((row) => {
          const value = key.of(row, zone)
          const count = (seen.get(value) ?? 0) + 1
          seen.set(value, count)
          return count > most ? [] : [[value, row["uuid"] as string]]
        })
    }
  }))

/** A window function over the rows that WHERE leaves. */
const windowed: Arbitrary<Query> = fc
  .record({
    condition: expressions(events.source, 1).boolean,
    key: fc.oneof(expressions(events.source, 1).text, expressions(events.source, 1).number),
    value: expressions(events.source, 0).number,
    kind: fc.constantFrom("row_number", "sum", "lag", "first_value")
  })
  .map(({ condition, key, value, kind }) => {
    const call = {
      row_number: "row_number()",
      sum: `sum(${value.text})`,
      lag: "lag(event)",
      first_value: "first_value(event)"
    }[kind]
    return {
      text: `select uuid, ${call} over (partition by ${key.text} order by uuid) as w from events where ${condition.text} limit 1000`,
      isOrdered: false,
      rows: (zone) => {
        const kept = events.rows(zone).filter((row) => holds(condition.of(row, zone)))
        const groups = groupBy(kept, (row) => keyOf([key.of(row, zone)]))
        // The rows are in the order of their ids already.
        return [...groups.values()].flatMap((group) =>
          group.map((row, index): readonly Scalar[] => {
            const before = valuesOf(value, group.slice(0, index + 1), zone)
            const result = {
              row_number: index + 1,
              sum: before.length === 0 ? null : before.reduce((all, one) => all + one, 0),
              lag: (group[index - 1]?.["event"] as string | undefined) ?? null,
              first_value: group[0]?.["event"] as string
            }[kind]
            return [row["uuid"] as string, result]
          })
        )
      }
    }
  })

export const queries: Arbitrary<Query> = fc.oneof(
  { arbitrary: plain, weight: 5 },
  { arbitrary: grouped, weight: 4 },
  combined,
  withCte,
  windowed,
  aliased,
  limitedBy
)
