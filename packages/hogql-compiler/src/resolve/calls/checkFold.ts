/** What `arrayFold` begins with has the type of what its lambda gives. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { typeMismatch } from "../../HogqlReason.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { unknownType, type ValueType } from "../ValueType.ts"
import { describeType } from "./ofKind.ts"

/** Throws `TypeMismatch` for a beginning of another type. */
export const checkFold = (
  { name }: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const [lambda, beginning, node] = [args[0], args.at(-1), nodes.at(-1)]
  if (name !== "arrayFold" || lambda === undefined || beginning === undefined || node === undefined) return
  const given = lambda.type.element ?? unknownType
  if (given.name === beginning.type.name || isOpen(given) || isOpen(beginning.type)) return
  refuse(
    typeMismatch(
      `The lambda of arrayFold gives ${describeType(given)}, and begins with ${describeType(beginning.type)}. Convert one of them.`,
      node.span
    )
  )
}

const isOpen = ({ name }: ValueType): boolean => name === "Unknown" || name === "JSON"
