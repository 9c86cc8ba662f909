/**
 * Placeholders by name: those PostHog fills (`{filters}`, `{variables.x}`), and values under names of the caller's choice.
 */
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { Expression, OperandType } from "./expression.ts"
import { makeExpression } from "./expression.ts"
import type { Flag } from "./HogqlType.ts"
import { checkName } from "./name.ts"
import { refuseArgument } from "./refuse.ts"
import { checkValue, isBindable } from "./value.ts"
import type { HogqlValue } from "./value.ts"

/**
 * `{name}` or `{first.second}`, to be filled by whoever runs the query. You vouch for its type.
 *
 * Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.2.0
 */
export const placeholder = <T = unknown>(...path: readonly [string, ...string[]]): Expression<T> => {
  for (const part of path) checkName(part)
  return makeExpression(freezeNode({ kind: "Placeholder", chain: [...path], value: undefined }))
}

/** `{filters}`: the filters of the dashboard or insight that shows the query; all rows where there are none. @since 0.2.0 */
export const filters: Expression<Flag> = /* @__PURE__ */ placeholder<Flag>("filters")

/** `{variables.name}`: an SQL variable by its code name. You vouch for its type. @since 0.2.0 */
export const variable = <T = unknown>(codeName: string): Expression<T> => placeholder("variables", codeName)

const plainName = /^[A-Za-z][A-Za-z0-9_]*$/

/**
 * A value under a name of yours: `parameter("minimum", 10)` prints `{minimum}`, and `values` holds `minimum: 10`.
 *
 * Fails with `HogqlBuildError`: `ValueRefused` when the value cannot reach PostHog unchanged, `ArgumentRefused` when JSON
 * would change it (use `value`, which writes it out) or the name is no word.
 *
 * @since 0.2.0
 */
export const parameter = <const V extends HogqlValue>(name: string, plain: V): Expression<OperandType<V>> => {
  if (!plainName.test(name))
    return refuseArgument("name", "A parameter's name is a word of letters, digits and _.")
  const checked = checkValue(plain)
  if (!isBindable(checked))
    return refuseArgument(
      "value",
      "JSON would change this value. Use value(…), which writes it into the text."
    )
  return makeExpression(freezeNode({ kind: "Placeholder", chain: [name], value: checked }))
}
