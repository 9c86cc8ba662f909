/** ClickHouse adds up no list of which an item can be missing. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { typeMismatch } from "../../HogqlReason.ts"
import { printHogql } from "../../print/printHogql.ts"
import { refuseWithFix } from "../refuse.ts"
import type { Value } from "../Value.ts"

/** Throws `TypeMismatch` where what is added up can be NULL: the items of a list, or what a lambda makes of them. */
export const checkItems = (
  { name, kind, lambda, takes }: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const [value, node] = [args[0], nodes[0]]
  const element = value?.type.element
  if (kind !== "scalar" || takes[0]?.includes("number[]") !== true) return
  if (node === undefined || element?.nullable !== true || element.name === "Unknown") return
  const isLambda = node.node === "Lambda"
  if (isLambda && lambda !== "number") return
  const blamed = isLambda ? node.expr : node
  const shown = printHogql(blamed)
  const instead = (text: string): string =>
    isLambda ? `ifNull(${text}, 0)` : `arrayMap(x -> ifNull(x, 0), ${text})`
  refuseWithFix(
    typeMismatch(
      `${name} cannot add up what is missing, and ${shown} can ${isLambda ? "be" : "hold"} NULL. Write ${instead(shown)}.`,
      blamed.span
    ),
    // Whether a missing item counts as 0 is for its author to say.
    { span: blamed.span, text: instead, isGuess: true }
  )
}
