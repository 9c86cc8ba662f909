/** Parameters of aggregates, in the first of two brackets, that are written out and cannot be right. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { wrongArguments } from "../../HogqlReason.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { refuseConstant } from "./checkConstants.ts"
import { oneOf } from "./constants/units.ts"

const shares = /^(quantile|median|percentile)/
const counts = /^(topK|groupArraySample|uniqUpTo|groupArray(If)?$|groupUniqArray(If)?$)/

/** ClickHouse keeps three times as many candidates, and at most 16,777,215. */
const mostOfTopK = 5_592_405
const mostOfUniqUpTo = 100

const funnelMode = oneOf("mode", [
  ...["strict_deduplication", "strict_order", "strict_increase", "strict_once", "allow_reentry"]
])

/** Throws `WrongArguments` for a share outside of 0 to 1, a count that is not above 0, and a mode that does not exist. */
export const checkParameter = (
  { name }: HogqlFunction,
  { constant }: Value,
  node: ExpressionNode,
  place: number
): void => {
  if (constant === undefined) return
  const isNumber = constant.kind === "integer" || constant.kind === "float"
  const written = isNumber ? Number(constant.value) : Number.NaN
  const wrong = (what: string) =>
    refuse(wrongArguments(name, `The parameter of ${name} is ${what}.`, node.span))
  if (shares.test(name) && !(written >= 0 && written <= 1)) wrong("a share between 0 and 1")
  if (counts.test(name) && !(constant.kind === "integer" && written > 0)) wrong("a whole number above 0")
  if (name.startsWith("topK") && written > mostOfTopK) wrong(`at most ${mostOfTopK}`)
  if (name.startsWith("uniqUpTo") && written > mostOfUniqUpTo) wrong(`at most ${mostOfUniqUpTo}`)
  if (!name.startsWith("windowFunnel")) return
  if (place === 0) {
    if (!(constant.kind === "integer" && written >= 0)) wrong("a number of seconds")
    return
  }
  const problem = funnelMode(constant, { name, args: [], nodes: [] })
  if (problem !== undefined) refuseConstant(name, problem, node)
}
