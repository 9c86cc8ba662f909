/**
 * Window functions that look at one other row.
 */
import type { AggregateExpression, AnyOperand, OperandType, ReadsOf } from "../expression.ts"
import type { NeedsOver } from "../reads.ts"
import { makeAggregate, roleCall } from "./signature.ts"

/** A value of another row, so of the type of its first argument. @since 0.2.0 */
export type RowFunction<P extends readonly unknown[], Missing> = <A extends P>(
  ...args: A
) => AggregateExpression<
  OperandType<A[0]> | OperandType<A[2 & keyof A]> | Missing,
  NeedsOver | ReadsOf<A[number]>
>

type Shifted = readonly [operand: AnyOperand, rows?: number, otherwise?: AnyOperand]

const ofRow =
  <P extends readonly unknown[], Missing>(name: string): RowFunction<P, Missing> =>
  (...args) =>
    makeAggregate(roleCall("window", name, args))

/** The value of the first row of the frame. @since 0.2.0 */
export const first_value = /* @__PURE__ */ ofRow<readonly [operand: AnyOperand], never>("first_value")
/** The value of the last row of the frame. @since 0.2.0 */
export const last_value = /* @__PURE__ */ ofRow<readonly [operand: AnyOperand], never>("last_value")
/** The value of one row of the frame, from 1. @since 0.2.0 */
export const nth_value = /* @__PURE__ */ ofRow<readonly [operand: AnyOperand, row: number], null>("nth_value")
/** The value so many rows (1 unless given) before, inside the frame; a default value where there is none. @since 0.2.0 */
export const lagInFrame = /* @__PURE__ */ ofRow<Shifted, never>("lagInFrame")
/** The value so many rows (1 unless given) after, inside the frame; a default value where there is none. @since 0.2.0 */
export const leadInFrame = /* @__PURE__ */ ofRow<Shifted, never>("leadInFrame")
/** The value so many rows (1 unless given) before; null where there is none. @since 0.2.0 */
export const lag = /* @__PURE__ */ ofRow<Shifted, null>("lag")
/** The value so many rows (1 unless given) after; null where there is none. @since 0.2.0 */
export const lead = /* @__PURE__ */ ofRow<Shifted, null>("lead")
