import type { ExpressionNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import type { Sql } from "../print/Sql.ts"
import { refuse } from "./refuse.ts"
import type { Value } from "./Value.ts"

const conditions = new Set<Value["type"]["name"]>(["Boolean", "Integer", "Unknown"])

/** Takes a value for a yes or no, and refuses text, numbers with a fraction, lists and times. */
export const condition = (value: Value, node: ExpressionNode, place: string): Sql => {
  if (conditions.has(value.type.name)) return value.sql
  return refuse(
    typeMismatch(
      `${place} needs a condition, and this is a value of type ${value.type.name}. Compare it with something.`,
      node.span
    )
  )
}
