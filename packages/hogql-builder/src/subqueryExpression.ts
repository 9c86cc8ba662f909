/**
 * Queries inside expressions: as a value, and as the question whether there are rows.
 *
 * HogQL has no correlated subqueries: a query inside another sees only its own tables.
 */
import { call, freezeNode } from "./ast/ExpressionNode.ts"
import type { SubqueryNode } from "./ast/ExpressionNode.ts"
import { columnsOf } from "./ast/SelectNode.ts"
import { makeExpression } from "./expression.ts"
import type { Expression, TypeOf } from "./expression.ts"
import type { Flag } from "./HogqlType.ts"
import type { AnySelect, Query } from "./query.ts"
import { queryNode } from "./query.ts"
import { refuseArgument } from "./refuse.ts"

export const subqueryNode = (query: AnySelect): SubqueryNode =>
  freezeNode({ kind: "Subquery", query: query[queryNode] })

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never

/** What a query of several columns cannot be, so that the compiler shows the sentence. */
type OneColumn<Columns> =
  true extends IsUnion<keyof Columns> ? "A query used as a value has exactly one column." : unknown

/**
 * The value of a query of one column and one row; null when it has no row.
 *
 * Fails with `HogqlBuildError` (`ArgumentRefused`) when the query has several columns.
 *
 * @since 0.2.0
 */
export const scalar = <Columns extends object>(
  query: Query<Columns> & OneColumn<Columns>
): Expression<TypeOf<Columns[keyof Columns]> | null> => {
  const node = subqueryNode(query)
  if (columnsOf(node.query).length !== 1)
    return refuseArgument("query", "A query used as a value has exactly one column.")
  return makeExpression(node)
}

/** Whether the query has a row. @since 0.2.0 */
export const exists = (query: AnySelect): Expression<Flag> =>
  makeExpression(call("exists", [subqueryNode(query)]))
