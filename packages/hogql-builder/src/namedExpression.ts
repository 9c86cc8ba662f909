/**
 * Values with a name in WITH: `expression AS name`.
 */
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { Expression } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import { checkAlias } from "./name.ts"

/**
 * An expression defined once, in the WITH of the query that uses it, and written by its name:
 * `named("is_pro", eq(events.properties.text("plan"), "pro"))` prints `WITH … AS is_pro`.
 *
 * Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.2.0
 */
export const named = <T, Reads extends string>(
  name: string,
  expression: Expression<T, Reads>
): Expression<T, Reads> => {
  checkAlias(name)
  return makeExpression(freezeNode({ kind: "NamedExpression", name, expression: nodeOf(expression) }))
}
