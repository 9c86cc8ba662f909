/**
 * `+ - * / %` on numbers, and `+ -` on times. Division always gives a fraction, as in ClickHouse.
 */
import type { ArithmeticOperationNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import { call } from "../print/Sql.ts"
import { printHogql } from "../print/printHogql.ts"
import { refuseWithFix } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import {
  dateTimeType,
  floatType,
  integerType,
  isNumeric,
  isText,
  isTime,
  nullableType,
  unknownType,
  type ValueType
} from "./ValueType.ts"

const functions = { "+": "plus", "-": "minus", "*": "multiply", "/": "divide", "%": "modulo" } as const

export const resolveArithmetic = (node: ArithmeticOperationNode, scope: Scope): Value => {
  const left = scope.value(node.left)
  const right = scope.value(node.right)
  for (const [value, operand] of [
    [left, node.left],
    [right, node.right]
  ] as const) {
    if (!isText(value.type)) continue
    const shown = printHogql(operand)
    return refuseWithFix(
      typeMismatch(
        `Text cannot be calculated with. Write toFloat(${shown}), or define the property as Numeric.`,
        node.span
      ),
      { span: operand.span, text: (written) => `toFloat(${written})` }
    )
  }
  const type = resultType(node.op, left.type, right.type)
  return {
    sql: call(functions[node.op], left.sql, right.sql),
    type: nullableType(type, type.nullable || left.type.nullable || right.type.nullable)
  }
}

const resultType = (op: ArithmeticOperationNode["op"], left: ValueType, right: ValueType): ValueType => {
  if (isTime(left) && right.name === "Interval") return moved(left, right)
  if (left.name === "Interval" && isTime(right)) return moved(right, left)
  if (isTime(left) && isTime(right)) {
    // Two times differ by a decimal or a whole number of seconds, depending on their precision.
    return op === "-" && left.name === "Date" && right.name === "Date" ? integerType : unknownType
  }
  if (isTime(left) && right.name === "Integer") return left
  if (left.name === "Interval") return left
  if (!isNumeric(left) || !isNumeric(right)) return unknownType
  if (op === "/") return floatType
  return left.name === "Integer" && right.name === "Integer"
    ? integerType
    : left.name === "Decimal"
      ? left
      : floatType
}

/** A date that is moved by hours or less becomes a time. */
const moved = (time: ValueType, { unit }: ValueType): ValueType => {
  if (time.name === "DateTime") return time
  if (unit === undefined) return unknownType
  return clockUnits.has(unit) ? dateTimeType : time
}

const clockUnits = new Set(["second", "minute", "hour"])
