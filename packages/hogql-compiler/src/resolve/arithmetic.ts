/**
 * `+ - * / %` on numbers, and `+ -` on times. Division gives a Float, and a Decimal where one is divided or divides, as in ClickHouse.
 */
import type { ArithmeticOperationNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import { call } from "../print/Sql.ts"
import { printHogql } from "../print/printHogql.ts"
import { refuse, refuseWithFix } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import {
  dateTimeType,
  decimalType,
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
  const kinds = [kindOf(left.type), kindOf(right.type)]
  if (!kinds.includes(undefined) && !possible.has(kinds.join(node.op)))
    return refuse(
      typeMismatch(
        `\`${node.op}\` is not defined between ${article(left.type)} and ${article(right.type)}.`,
        node.span
      )
    )
  const isZero = right.constant?.kind === "integer" && right.constant.value === 0
  // A remainder of a number with a fraction is NaN.
  if (node.op === "%" && isZero && left.type.name === "Integer")
    return refuse(typeMismatch("A whole number has no remainder of a division by 0.", node.right.span))
  const type = resultType(node.op, left.type, right.type)
  return {
    sql: call(functions[node.op], left.sql, right.sql),
    type: nullableType(type, type.nullable || left.type.nullable || right.type.nullable)
  }
}

/** What ClickHouse has an operator for, of the kinds below. */
const possible = new Set(
  ["+", "-", "*", "/", "%"]
    .map((op) => `number${op}number`)
    .concat(["number+time", "time+number", "time-number", "time%number", "time-time"])
    .concat(["time+interval", "time-interval", "interval+time", "interval+interval", "interval-interval"])
)

/** `undefined` for what is not known, and for lists, of which ClickHouse calculates with some. */
const kindOf = (type: ValueType): string | undefined => {
  if (isCounted(type)) return "number"
  if (isTime(type)) return "time"
  return type.name === "Interval" || type.name === "UUID" ? type.name.toLowerCase() : undefined
}

const article = ({ name }: ValueType): string => `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`

const resultType = (op: ArithmeticOperationNode["op"], left: ValueType, right: ValueType): ValueType => {
  const [isLeftNumber, isRightNumber] = [isCounted(left), isCounted(right)]
  if (isLeftNumber && isRightNumber) return numbers(op, left, right)
  if (isTime(left) && right.name === "Interval") return moved(left, right)
  if (left.name === "Interval" && isTime(right)) return moved(right, left)
  if (left.name === "Interval") return left
  if (isTime(left) && isTime(right)) return op === "-" ? apart(left, right) : unknownType
  if (isTime(left) && isRightNumber) return op === "%" ? numbers(op, integerType, right) : left
  return isLeftNumber && isTime(right) && op === "+" ? right : unknownType
}

/** Yes and no count as 1 and 0. */
const isCounted = (type: ValueType): boolean => isNumeric(type) || type.name === "Boolean"

const numbers = (op: ArithmeticOperationNode["op"], left: ValueType, right: ValueType): ValueType => {
  if (left.name === "Float" || right.name === "Float") return floatType
  if (left.name === "Decimal" || right.name === "Decimal") return decimalType
  return op === "/" ? floatType : integerType
}

/** Dates differ by days and times by seconds, with a fraction unless both are known to have none. */
const apart = (left: ValueType, right: ValueType): ValueType =>
  (left.name === "Date" && right.name === "Date") ||
  (left.isWholeSeconds === true && right.isWholeSeconds === true)
    ? integerType
    : unknownType

/** A date that is moved by hours or less becomes a time. */
const moved = (time: ValueType, { unit }: ValueType): ValueType => {
  if (time.name === "DateTime") return time
  if (unit === undefined) return unknownType
  // ClickHouse takes a date's midnight in its own zone.
  return clockUnits.has(unit) ? { ...dateTimeType, zone: "UTC" } : time
}

const clockUnits = new Set(["second", "minute", "hour"])
