/**
 * Tables made of queries: in FROM, and in WITH.
 *
 * A table of WITH carries its definition along; whoever reads it, however deep, has it defined once at the head of the
 * whole query. There is nothing to declare and nothing to forget.
 */
import type { QueryNode, SetNode } from "./ast/SelectNode.ts"
import { columnsOf } from "./ast/SelectNode.ts"
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { CteNode } from "./ast/TableNode.ts"
import type { ColumnExpression, TypeOf } from "./expression.ts"
import { makeExpression } from "./expression.ts"
import type { Json } from "./HogqlType.ts"
import { checkAlias } from "./name.ts"
import type { Properties } from "./property.ts"
import { makeProperties } from "./property.ts"
import type { Query } from "./query.ts"
import { queryNode } from "./query.ts"
import type { Matching } from "./setQuery.ts"
import { setNode } from "./setQuery.ts"
import type { AnyTable } from "./table.ts"
import { makeTable } from "./table.ts"

type ColumnOf<T, Path extends string> = [T] extends [Json] ? Properties<Path> : ColumnExpression<T, Path>

/** The columns of a query as those of a table. @since 0.2.0 */
export type QueryTable<Columns, Source extends string> = AnyTable<Source> & {
  readonly [Name in keyof Columns & string]: ColumnOf<TypeOf<Columns[Name]>, `${Source}:${Name}`>
}

const tableColumnsOf =
  (query: QueryNode) =>
  (table: string): object =>
    Object.fromEntries(
      columnsOf(query).map(({ name, expression }) => [
        name,
        expression.kind === "Field" && expression.isJson === true
          ? makeProperties(table, [table, name])
          : makeExpression(freezeNode({ kind: "Field", table, chain: [table, name] }))
      ])
    )

/**
 * A query as a table in FROM or JOIN: `const daily = subquery(perDay, "daily")`, then `select(daily)` and `daily.n`.
 *
 * Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.2.0
 */
export const subquery = <Columns extends object, const Name extends string>(
  query: Query<Columns>,
  name: Name
): QueryTable<Columns, Name> => {
  checkAlias(name)
  const node = query[queryNode]
  // One column for each of the query, under its name, which is what the mapped type says.
  return makeTable(name, { kind: "Query", query: node }, tableColumnsOf(node)) as QueryTable<Columns, Name>
}

/**
 * A query as a table of WITH: `cte("daily", perDay)` prints `WITH daily AS (…)` at the head of every query that reads it.
 *
 * Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.2.0
 */
export const cte = <const Name extends string, Columns extends object>(
  name: Name,
  query: Query<Columns>
): QueryTable<Columns, Name> => {
  checkAlias(name)
  const node: CteNode = Object.freeze({ name, query: query[queryNode], isRecursive: false })
  return makeTable(name, { kind: "Cte", cte: node }, tableColumnsOf(node.query)) as QueryTable<Columns, Name>
}

/**
 * A table of WITH RECURSIVE: the rows of `start`, and those that `step` makes from the rows before, until it makes none.
 *
 * `recursiveCte("days", first, (days) => select(days).columns({ n: add(days.n, 1) }).where(lt(days.n, 7)))`
 *
 * @since 0.2.0
 */
export const recursiveCte = <const Name extends string, Columns extends object>(
  name: Name,
  start: Query<Columns>,
  step: (self: QueryTable<Columns, Name>) => Query<Matching<Columns>>
): QueryTable<Columns, Name> => {
  checkAlias(name)
  const columns = tableColumnsOf(start[queryNode])
  const self = makeTable(name, { kind: "CteSelf", name }, columns) as QueryTable<Columns, Name>
  const query: SetNode = setNode("UNION ALL", [start[queryNode], step(self)[queryNode]])
  const node: CteNode = Object.freeze({ name, query, isRecursive: true })
  return makeTable(name, { kind: "Cte", cte: node }, columns) as QueryTable<Columns, Name>
}
