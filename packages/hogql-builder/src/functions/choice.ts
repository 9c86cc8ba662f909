/**
 * Choices between values, and what is done about null.
 */
import { call } from "../ast/ExpressionNode.ts"
import type { AnyOperand, Expression, NullIn, OperandType, ReadsOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import type { ConditionArg } from "./signature.ts"

const make = <T, Reads extends string>(name: string, args: readonly unknown[]): Expression<T, Reads> =>
  makeExpression(call(name, args.map(nodeOf)))

/** One of two values, by a condition; a null condition counts as false. @since 0.1.0 */
const choose = <When extends ConditionArg, const Then extends AnyOperand, const Else extends AnyOperand>(
  condition: When,
  then: Then,
  otherwise: Else
): Expression<OperandType<Then> | OperandType<Else>, ReadsOf<When> | ReadsOf<Then> | ReadsOf<Else>> =>
  make("if", [condition, then, otherwise])

export { choose as if }

/** Conditions and values in turn, and a last value where none holds. See also `caseWhen`. @since 0.2.0 */
export const multiIf = <T = unknown, const A extends readonly AnyOperand[] = readonly AnyOperand[]>(
  ...args: A
): Expression<T, ReadsOf<A[number]>> => make("multiIf", args)

type NonNull<O> = Exclude<OperandType<O>, null>

type FirstOf<Operands> = Operands extends readonly [infer Only]
  ? OperandType<Only>
  : Operands extends readonly [infer First, ...infer Rest]
    ? null extends OperandType<First>
      ? NonNull<First> | FirstOf<Rest>
      : OperandType<First>
    : never

/** The first operand that is not null. @since 0.1.0 */
export const coalesce = <const A extends readonly [AnyOperand, ...AnyOperand[]]>(
  ...operands: A
): Expression<FirstOf<A>, ReadsOf<A[number]>> => make("coalesce", operands)

/** The operand, or the other where it is null. @since 0.2.0 */
export const ifNull = <const Operand extends AnyOperand, const Other extends AnyOperand>(
  operand: Operand,
  other: Other
): Expression<NonNull<Operand> | OperandType<Other>, ReadsOf<Operand> | ReadsOf<Other>> =>
  make("ifNull", [operand, other])

/** The operand, or null where it equals the value. @since 0.1.0 */
export const nullIf = <const Operand extends AnyOperand, const Other extends AnyOperand>(
  operand: Operand,
  other: Other
): Expression<OperandType<Operand> | null, ReadsOf<Operand> | ReadsOf<Other>> =>
  make("nullIf", [operand, other])

/** The operand as a type without null; a default value where it was null. @since 0.2.0 */
export const assumeNotNull = <Operand extends AnyOperand>(
  operand: Operand
): Expression<NonNull<Operand>, ReadsOf<Operand>> => make("assumeNotNull", [operand])

/** The operand as a type with null: the unmatched rows of an outer join hold null there. @since 0.2.0 */
export const toNullable = <Operand extends AnyOperand>(
  operand: Operand
): Expression<OperandType<Operand> | null, ReadsOf<Operand>> => make("toNullable", [operand])

type SameType<A extends readonly AnyOperand[]> = Expression<OperandType<A[number]>, ReadsOf<A[number]>>

/** The smallest of the operands. @since 0.1.0 */
export const least = <const A extends readonly [AnyOperand, AnyOperand, ...AnyOperand[]]>(
  ...operands: A
): SameType<A> => make("least", operands)
/** The greatest of the operands. @since 0.1.0 */
export const greatest = <const A extends readonly [AnyOperand, AnyOperand, ...AnyOperand[]]>(
  ...operands: A
): SameType<A> => make("greatest", operands)

/** The item of `to` where the operand is in `from`; else the other, or the operand itself. @since 0.2.0 */
export const transform = <T = unknown, const A extends readonly AnyOperand[] = readonly AnyOperand[]>(
  ...args: A & readonly [operand: AnyOperand, from: AnyOperand, to: AnyOperand, otherwise?: AnyOperand]
): Expression<T, ReadsOf<A[number]>> => make("transform", args)

/** Anything as text. @since 0.1.0 */
const toText = <Operand extends AnyOperand>(
  operand: Operand
): Expression<string | NullIn<Operand>, ReadsOf<Operand>> => make("toString", [operand])

export { toText as toString }

/** The texts one after another; null counts as empty. @since 0.1.0 */
export const concat = <const A extends readonly [AnyOperand, AnyOperand, ...AnyOperand[]]>(
  ...texts: A
): Expression<string, ReadsOf<A[number]>> => make("concat", texts)
