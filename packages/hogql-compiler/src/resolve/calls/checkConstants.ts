/**
 * Arguments and parameters that are written out and cannot be right, whatever the rows: a type that does not exist, a share above 1.
 */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { wrongArguments } from "../../HogqlReason.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { isTypeText } from "./typeText.ts"

/** Functions whose last argument names a type. */
const typed = new Set(["JSONExtract", "JSONExtractKeysAndValues"])

const shares = /^(quantile|median|percentile)/
const counts = /^(topK|groupArraySample|uniqUpTo|groupArray(If)?$|groupUniqArray(If)?$)/

/** Throws `WrongArguments` where the last argument should be the name of a type and is none. */
export const checkTypeText = (
  { name }: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const [last, node] = [args.at(-1), nodes.at(-1)]
  if (!typed.has(name) || last === undefined) return
  const { constant } = last
  // A calculated text is left to ClickHouse.
  if (constant === undefined || (constant.kind === "string" && isTypeText(constant.value))) return
  refuse(
    wrongArguments(
      name,
      `The last argument of ${name} is a type written as text, such as 'Int64', 'String' or 'Array(String)'.`,
      node?.span
    )
  )
}

/** Throws `WrongArguments` for a share outside of 0 to 1, and for a count that is not above 0. */
export const checkParameter = ({ name }: HogqlFunction, { constant }: Value, node: ExpressionNode): void => {
  if (constant === undefined) return
  const isNumber = constant.kind === "integer" || constant.kind === "float"
  const written = isNumber ? Number(constant.value) : Number.NaN
  const wrong = (what: string) =>
    refuse(wrongArguments(name, `The parameter of ${name} is ${what}.`, node.span))
  if (shares.test(name) && !(written >= 0 && written <= 1)) wrong("a share between 0 and 1")
  if (counts.test(name) && !(constant.kind === "integer" && written > 0)) wrong("a whole number above 0")
  if (name.startsWith("windowFunnel") && isNumber && !(constant.kind === "integer" && written >= 0))
    wrong("a number of seconds")
}
