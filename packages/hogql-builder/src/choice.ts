/**
 * Choices: CASE, and conversions of types.
 */
import { call, constant, freezeNode } from "./ast/ExpressionNode.ts"
import type { AnyOperand, Expression, OperandType, ReadsOf } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import type { CalendarDate, DateTime, NullOf, Truth, Uuid } from "./HogqlType.ts"
import { oneOf, refuseArgument } from "./refuse.ts"

type Branch = readonly [condition: Expression<Truth | null, string>, result: AnyOperand]

type BranchReads<Branches> = Branches extends readonly [infer When, infer Then]
  ? ReadsOf<When> | ReadsOf<Then>
  : never

type BranchType<Branches> = Branches extends readonly [unknown, infer Then] ? OperandType<Then> : never

/**
 * The result of the first branch whose condition holds: `caseWhen([[isA, "a"], [isB, "b"]], "other")`; null when none does and
 * nothing else is given.
 *
 * @since 0.2.0
 */
export const caseWhen = <
  const Branches extends readonly [Branch, ...Branch[]],
  const Otherwise extends AnyOperand = null
>(
  branches: Branches,
  otherwise?: Otherwise
): Expression<
  BranchType<Branches[number]> | OperandType<Otherwise>,
  BranchReads<Branches[number]> | ReadsOf<Otherwise>
> => {
  if (branches.length === 0) return refuseArgument("branches", "A choice has at least one branch.")
  const args = branches.flatMap(([condition, result]) => [nodeOf(condition), nodeOf(result)])
  const last = otherwise === undefined ? constant(null) : nodeOf(otherwise)
  return makeExpression(call(branches.length === 1 ? "if" : "multiIf", [...args, last]))
}

interface CastTypes {
  readonly String: string
  readonly Int: number
  readonly Float: number
  readonly Boolean: Truth
  readonly Date: CalendarDate
  readonly DateTime: DateTime
  readonly UUID: Uuid
}

/** The types that {@link cast} knows. @since 0.2.0 */
export type CastType = keyof CastTypes

const castTypes = ["String", "Int", "Float", "Boolean", "Date", "DateTime", "UUID"] as const

const casting =
  (isTry: boolean) =>
  (operand: AnyOperand, type: CastType): Expression<never> =>
    makeExpression(
      freezeNode({ kind: "Cast", operand: nodeOf(operand), type: oneOf("type", type, castTypes), isTry })
    )

/**
 * `CAST(operand AS type)`. Text becomes null where it cannot be read as that type, because PostHog's conversions do so.
 *
 * @since 0.2.0
 */
export const cast: <Operand extends AnyOperand, const Type extends CastType>(
  operand: Operand,
  type: Type
) => Expression<
  CastTypes[Type] | (Type extends "String" ? NullOf<OperandType<Operand>> : null),
  ReadsOf<Operand>
> = /* @__PURE__ */ casting(false)

/** `TRY_CAST(operand AS type)`: null where the conversion fails. @since 0.2.0 */
export const tryCast: <Operand extends AnyOperand, const Type extends CastType>(
  operand: Operand,
  type: Type
) => Expression<CastTypes[Type] | null, ReadsOf<Operand>> = /* @__PURE__ */ casting(true)
