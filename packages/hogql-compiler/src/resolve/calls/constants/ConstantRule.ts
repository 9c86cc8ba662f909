/** What a written argument must be, so that a call can succeed at all. */
import type { ConstantNode } from "../../../ast/Expression.ts"
import type { ExpressionNode } from "../../../ast/Expression.ts"
import type { Value } from "../../Value.ts"

/** What is wrong with it: the sentence says what would be right. */
export interface ConstantProblem {
  readonly message: string
  /** What to write instead, when it is near. */
  readonly instead?: string
}

/** The call around the argument. */
export interface ConstantCall {
  readonly name: string
  readonly args: readonly Value[]
  readonly nodes: readonly ExpressionNode[]
}

/** Gives what is wrong, and nothing when it can be right. It refuses only what no row can save. */
export type ConstantRule = (constant: ConstantNode, call: ConstantCall) => ConstantProblem | undefined

/** The number that is written, if one is. */
export const numberOf = (constant: ConstantNode | undefined): number | undefined =>
  constant?.kind === "integer" || constant?.kind === "float" ? Number(constant.value) : undefined
