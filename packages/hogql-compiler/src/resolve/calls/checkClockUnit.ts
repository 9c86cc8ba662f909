/** A date has no hours to be cut down to. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { typeMismatch } from "../../HogqlReason.ts"
import { printHogql } from "../../print/printHogql.ts"
import { refuseWithFix } from "../refuse.ts"
import type { Value } from "../Value.ts"

const clockUnits = new Set(["second", "minute", "hour"])

/** Throws `TypeMismatch` for a date that is cut down to an hour or less. */
export const checkClockUnit = (
  { name }: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const isInterval = name === "toStartOfInterval"
  if (!isInterval && name !== "dateTrunc" && name !== "date_trunc") return
  const place = isInterval ? 0 : 1
  const [time, node, other] = [args[place], nodes[place], args[1 - place]]
  if (time?.type.name !== "Date" || node === undefined || other === undefined) return
  const unit = isInterval
    ? other.type.unit
    : other.constant?.kind === "string"
      ? other.constant.value
      : undefined
  if (unit === undefined || !clockUnits.has(unit.toLowerCase())) return
  const shown = printHogql(node)
  refuseWithFix(
    typeMismatch(
      `${name} by the ${unit.toLowerCase()} needs a time of day, and ${shown} is a Date. Write toDateTime(${shown}).`,
      node.span
    ),
    { span: node.span, text: (written) => `toDateTime(${written})` }
  )
}
