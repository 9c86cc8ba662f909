/**
 * Whole queries in which every name and value is hostile.
 */
import fc from "fast-check"
import {
  alias as aliasOf,
  arrayItem,
  cte,
  defineTable,
  except,
  fn,
  intersect,
  named,
  namedWindow,
  numbers,
  over,
  recursiveCte,
  sample,
  select,
  subquery,
  unionAll,
  unionDistinct,
  valuesTable
} from "../../src/index.ts"
import type { AnyExpression, AnySelect, Select } from "../../src/index.ts"
import { queryNode } from "../../src/query.ts"
import { joinKinds } from "../../src/ast/TableNode.ts"
import { alias, scalarValue } from "./arbitraries.ts"
import { smallExpression } from "./expressions.ts"

/** The builder as an untyped program sees it: the types are tested elsewhere. */
type Loose = Readonly<Record<keyof Select<string, object> & string, (...args: readonly unknown[]) => Loose>>
const loose = (query: unknown): Loose => query as Loose
const strict = (query: unknown): AnySelect => query as AnySelect
// Tables too: their columns are looked up by hostile names.
type LooseTable = Readonly<Record<string, AnyExpression>>

const column = alias
const undotted = alias.filter((name) => !name.includes("."))

/** Names that are all different, so that none stands for two things. */
const names = fc.uniqueArray(undotted, { minLength: 9, maxLength: 9 })

const share = fc.constantFrom<number | readonly [number, number]>(0.1, 1, [1, 10], [3, 7])

const stored = (name: string, path: readonly string[], columnName: string): unknown =>
  path.length > 1
    ? defineTable(path as unknown as readonly [string, string], name, { [columnName]: "string" })
    : aliasOf(defineTable(path[0] ?? "t", { [columnName]: "string" }), name)

/** A table called `name` with the column `columnName`. */
const table = (name: string, columnName: string, inner: AnyExpression): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc
      .array(column, { minLength: 1, maxLength: 3 })
      .map((path) => stored(name, path.length === 1 ? [path[0]!.replaceAll(".", "_")] : path, columnName)),
    fc.constant(subquery(strict(loose(select()).columns({ [columnName]: inner })) as never, name)),
    fc.constant(cte(name, strict(loose(select()).columns({ [columnName]: inner })) as never)),
    fc
      .array(scalarValue, { minLength: 1, maxLength: 3 })
      .map((values) => valuesTable(name, values.map((given) => ({ [columnName]: given })) as never)),
    fc.constant(
      recursiveCte(
        name,
        strict(loose(select()).columns({ [columnName]: inner })) as never,
        (self) =>
          strict(
            loose(select(self)).columns({ [columnName]: (self as unknown as LooseTable)[columnName]! })
          ) as never
      )
    ),
    fc
      .tuple(share, fc.option(share, { nil: undefined }))
      .map(([part, offset]) => sample(stored(name, ["plain"], columnName) as never, part, offset))
  )

const free = smallExpression.filter((expression) => !JSON.stringify(expression, shown).includes('"events"'))
function shown(_key: string, part: unknown): unknown {
  if (typeof part === "bigint") return String(part)
  // A symbol holds the tree; JSON would not look behind it.
  if (typeof part !== "object" || part === null) return part
  const [symbol] = Object.getOwnPropertySymbols(part)
  return symbol === undefined ? part : (part as Record<symbol, unknown>)[symbol]
}

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })
const wholeNumber = fc.nat({ max: 1_000 })

/** A SELECT with any of its clauses. */
export const anySelect: fc.Arbitrary<AnySelect> = fc
  .record({ names, columnName: column, inner: free, joinedInner: free })
  .chain(({ names: taken, columnName, inner, joinedInner }) => {
    const [first = "", second = "", third = "", item = "", value = "", window = "", ...aliases] = taken
    return fc
      .record({
        from: table(first, columnName, inner),
        joined: some(table(second, columnName, joinedInner)),
        kind: fc.constantFrom(...joinKinds),
        usesUsing: fc.boolean(),
        arrayJoin: some(fc.boolean()),
        isDistinct: fc.boolean(),
        condition: smallExpressionOver,
        clauses: fc.subarray(["prewhere", "where", "having", "qualify"] as const),
        repeat: fc.integer({ min: 1, max: 2 }),
        group: fc.constantFrom("", "", "groupBy", "groupByRollup", "groupByCube", "groupBySets"),
        direction: fc.constantFrom("asc", "desc"),
        fill: some(
          fc.record({ from: scalarValue, to: scalarValue, step: fc.integer() }, { requiredKeys: [] })
        ),
        limit: some(wholeNumber),
        withTies: fc.boolean(),
        percent: fc.boolean(),
        offset: some(wholeNumber),
        limitBy: some(fc.tuple(wholeNumber, some(wholeNumber))),
        usesWindow: fc.boolean(),
        usesNamed: fc.boolean(),
        hasCross: fc.boolean()
      })
      .map((given) => {
        const read = (source: unknown): AnyExpression => (source as LooseTable)[columnName]!
        const own = read(given.from)
        let query = loose(select(given.from as never))
        if (given.joined !== undefined) {
          const on = given.usesUsing
            ? { using: [columnName, ...aliases] }
            : given.condition(read(given.joined))
          query =
            given.kind === "CROSS JOIN"
              ? query.crossJoin(given.joined)
              : query.join(given.kind, given.joined, on)
        }
        if (given.hasCross) query = query.crossJoin(numbers(third, 5, 1))
        const key = named(value, given.condition(own))
        const columns: Record<string, unknown> = {
          [aliases[0]!]: own,
          [aliases[1]!]: given.usesNamed ? key : own
        }
        if (given.arrayJoin !== undefined) {
          const unrolled = arrayItem(item, own as never)
          query = given.arrayJoin ? query.leftArrayJoin(unrolled) : query.arrayJoin(unrolled)
          columns[item] = unrolled
        }
        const byWindow = namedWindow(window, { partitionBy: [own], orderBy: [[own, "desc"]] })
        if (given.usesWindow) columns[aliases[2]!] = over(fn.count(), byWindow)
        query = query.columns(columns)
        if (given.isDistinct) query = query.distinct()
        for (const clause of given.clauses)
          for (let time = 0; time < given.repeat; time++) query = query[clause](given.condition(own))
        query = query.orderBy(aliases[0], given.direction, given.fill)
        if (given.fill !== undefined) query = query.interpolate({ [aliases[0]!]: given.condition(own) })
        if (given.limitBy !== undefined)
          query = query.limitBy(given.limitBy[0], [own, aliases[0]], given.limitBy[1])
        if (given.limit !== undefined)
          query = given.percent
            ? query.limitPercent(given.limit % 101)
            : query.limit(given.limit, { withTies: given.withTies })
        if (given.offset !== undefined) query = query.offset(given.offset)
        // A generated condition may hold an aggregate; then every column has to be grouped.
        const tree = strict(query)[queryNode]
        const isAggregated = tree.kind === "Select" && tree.isAggregated
        const isGrouped = given.group !== "" || isAggregated || given.clauses.includes("having")
        if (isGrouped) {
          const keys = Object.keys(columns).filter((name) => !(given.usesWindow && name === aliases[2]))
          const method = given.group === "" ? "groupBy" : given.group
          query =
            method === "groupBySets"
              ? query.groupBySets([own, ...keys], [], [own])
              : query[method](own, ...keys)
        }
        return strict(query)
      })
  })

/** A condition made of a column. */
const smallExpressionOver: fc.Arbitrary<(own: AnyExpression) => AnyExpression> = free.map(
  (other) => (own: AnyExpression) => fn.if(own as never, other, own)
)

/** One column of a hostile name, so that the members of a set go together. */
const member = (name: string, position: number): fc.Arbitrary<AnySelect> =>
  fc
    .record({ inner: free, limit: some(wholeNumber), cteName: undotted, usesCte: fc.boolean() })
    .map(({ inner, limit, cteName, usesCte }) => {
      const plain = loose(select()).columns({ [name]: inner })
      const shared = cte(`${cteName} ${position}`, strict(plain) as never)
      const read = usesCte
        ? loose(select(shared)).columns({ [name]: (shared as unknown as LooseTable)[name] })
        : plain
      return strict(limit === undefined ? read : read.limit(limit))
    })

/** A set of queries, one of them perhaps a set itself. */
export const anySet: fc.Arbitrary<AnySelect> = alias.chain((name) =>
  fc
    .record({
      build: fc.constantFrom(unionAll, unionDistinct, intersect, except),
      inner: fc.constantFrom(unionAll, except),
      members: fc.tuple(member(name, 1), member(name, 2), member(name, 3)),
      isNested: fc.boolean()
    })
    .map(({ build, inner, members, isNested }) => {
      const [first, second, ...others] = members as readonly unknown[] as readonly never[]
      const start = isNested ? [inner(first!, second!) as never] : [first!, second!]
      return (build as (...queries: never[]) => AnySelect)(...start, ...others)
    })
)
