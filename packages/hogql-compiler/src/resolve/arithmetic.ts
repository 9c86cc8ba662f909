/**
 * `+ - * / %` on numbers, lists and tuples of them, and `+ -` on times. Division gives a Float, and a Decimal where one is divided or divides, as in ClickHouse.
 */
import type { ArithmeticOperationNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import { call, type Sql } from "../print/Sql.ts"
import { printHogql } from "../print/printHogql.ts"
import { describeType } from "./calls/ofKind.ts"
import { mentionsProperty } from "./mentionsProperty.ts"
import { refuse, refuseWithFix } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import {
  arrayType,
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
    const isProperty = mentionsProperty(operand)
    return refuseWithFix(
      typeMismatch(
        `Text cannot be calculated with. Write toFloat(${shown})${isProperty ? ", or define the property as Numeric" : ""}.`,
        node.span
      ),
      {
        span: operand.span,
        text: (written) => `toFloat(${written})`,
        ...(isProperty ? {} : { isGuess: true })
      }
    )
  }
  const type = calculated(node.op, left.type, right.type)
  if (type === undefined) {
    return refuse(
      typeMismatch(
        `\`${node.op}\` is not defined between ${describeType(left.type)} and ${describeType(right.type)}.`,
        node.span
      )
    )
  }
  const isZero = right.constant?.kind === "integer" && right.constant.value === 0
  // A remainder of a number with a fraction is NaN.
  if (node.op === "%" && isZero && left.type.name === "Integer")
    return refuse(typeMismatch("A whole number has no remainder of a division by 0.", node.right.span))
  return {
    sql: calculation(node.op, left, right),
    type:
      type.name === "Array"
        ? type
        : nullableType(type, type.nullable || left.type.nullable || right.type.nullable)
  }
}

type Operator = ArithmeticOperationNode["op"]

/** In numbers that can be calculated with: ClickHouse's own difference of two times is a Decimal, and of a Decimal it makes a wrong remainder. */
const calculation = (op: Operator, left: Value, right: Value): Sql => {
  const sql = (value: Value): Sql =>
    op === "%" && value.type.name === "Decimal" ? call("toFloat64", value.sql) : value.sql
  const result = call(functions[op], sql(left), sql(right))
  const isDifference = op === "-" && isTime(left.type) && isTime(right.type)
  return isDifference && apart(left.type, right.type).name === "Float" ? call("toFloat64", result) : result
}

/** The type of the result, `undefined` where ClickHouse has no such operator. */
const calculated = (op: Operator, left: ValueType, right: ValueType): ValueType | undefined => {
  if (left.name === "Unknown" || right.name === "Unknown") return unknownType
  if (left.name === "Array" || right.name === "Array") return withLists(op, left, right)
  if (left.name === "Tuple" || right.name === "Tuple") return withTuples(op, left, right)
  const kinds = [kindOf(left), kindOf(right)]
  // A day and a moment have no difference.
  if (op === "-" && isTime(left) && isTime(right) && left.name !== right.name) return undefined
  return possible.has(kinds.join(op)) ? ofScalars(op, left, right) : undefined
}

/** What ClickHouse has an operator for, of the kinds below. */
const possible = new Set(
  ["+", "-", "*", "/", "%"]
    .map((op) => `number${op}number`)
    .concat(["number+time", "time+number", "time-number", "time%number", "time-time"])
    .concat(["time+interval", "time-interval", "interval+time", "interval+interval", "interval-interval"])
)

const kindOf = (type: ValueType): string => {
  if (isCounted(type)) return "number"
  return isTime(type) ? "time" : type.name.toLowerCase()
}

const scaling = new Set<Operator>(["*", "/", "%"])

/** Lists are added and subtracted item by item, and scaled by a number. */
const withLists = (op: Operator, left: ValueType, right: ValueType): ValueType | undefined => {
  const [ours, theirs] = [left.element ?? unknownType, right.element ?? unknownType]
  if (left.name === "Array" && right.name === "Array")
    return scaling.has(op) ? undefined : listOf(calculated(op, ours, theirs))
  if (!scaling.has(op)) return undefined
  if (left.name === "Array") return isCounted(right) ? listOf(calculated(op, ours, right)) : undefined
  if (theirs.name === "Tuple" && op !== "*") return undefined
  return isCounted(left) ? listOf(calculated(op, left, theirs)) : undefined
}

const listOf = (item: ValueType | undefined): ValueType | undefined =>
  item === undefined ? undefined : arrayType(item)

/** Tuples of numbers are vectors: `*` between two is their dot product. A time is moved by a tuple of intervals. */
const withTuples = (op: Operator, left: ValueType, right: ValueType): ValueType | undefined => {
  const [ours, theirs] = [left.elements, right.elements]
  if (left.name !== "Tuple") {
    if (isTime(left) && !scaling.has(op)) return left
    return op === "*" && isCounted(left)
      ? tupleOf(theirs?.map((item) => calculated(op, left, item)))
      : undefined
  }
  if (right.name !== "Tuple") {
    if (isTime(right) && op === "+") return right
    return scaling.has(op) && isCounted(right)
      ? tupleOf(ours?.map((item) => calculated(op, item, right)))
      : undefined
  }
  if (op === "/" || op === "%" || ours?.length !== theirs?.length) return undefined
  const items = ours?.map((item, at) => calculated(op, item, theirs?.[at] ?? unknownType))
  if (op !== "*") return tupleOf(items)
  if (items?.includes(undefined) === true) return undefined
  return items?.every((item) => item?.name === "Integer") === true ? integerType : floatType
}

const tupleOf = (items: readonly (ValueType | undefined)[] | undefined): ValueType | undefined => {
  if (items === undefined) return { name: "Tuple", nullable: false }
  const elements = items.filter((item) => item !== undefined)
  return elements.length < items.length ? undefined : { name: "Tuple", nullable: false, elements }
}

const ofScalars = (op: Operator, left: ValueType, right: ValueType): ValueType => {
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

const numbers = (op: Operator, left: ValueType, right: ValueType): ValueType => {
  if (left.name === "Float" || right.name === "Float") return floatType
  if (left.name === "Decimal" || right.name === "Decimal") return op === "%" ? floatType : decimalType
  return op === "/" ? floatType : integerType
}

/** Dates differ by days and times by seconds, with a fraction unless both are known to have none. */
const apart = (left: ValueType, right: ValueType): ValueType =>
  (left.name === "Date" && right.name === "Date") ||
  (left.isWholeSeconds === true && right.isWholeSeconds === true)
    ? integerType
    : floatType

/** A date that is moved by hours or less becomes a time. */
const moved = (time: ValueType, { unit }: ValueType): ValueType => {
  if (time.name === "DateTime") return time
  if (unit === undefined) return unknownType
  // ClickHouse takes a date's midnight in its own zone.
  return clockUnits.has(unit) ? { ...dateTimeType, zone: "UTC" } : time
}

const clockUnits = new Set(["second", "minute", "hour"])
