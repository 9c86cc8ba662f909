/**
 * Brings the two sides of a comparison to types that ClickHouse can compare, or refuses with the cast to write.
 *
 * Text that stands beside a time is read as a time, and a written text beside a number, or a yes or no, as one. The text of a row is not
 * converted to a number: PostHog does not either, and a silent cast would turn `'abc'` into a missing row. What ClickHouse would fail at, such as a text that is no UUID, is refused with its place.
 */
import { typeMismatch } from "../HogqlReason.ts"
import type { Span } from "../ast/Span.ts"
import { call, literal, number } from "../print/Sql.ts"
import { printHogql } from "../print/printHogql.ts"
import { areComparable } from "./alike.ts"
import { describeType } from "./calls/ofKind.ts"
import { dateSql, instantSql, readInstant } from "./instant.ts"
import { mentionsProperty } from "./mentionsProperty.ts"
import { type Fix, refuse, refuseWithFix } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Operand, Value } from "./Value.ts"
import {
  booleanType,
  floatType,
  integerType,
  isNumeric,
  isText,
  isTime,
  type ValueType
} from "./ValueType.ts"
import { isWrittenNumber, isWrittenUuid } from "./writtenText.ts"

const patternOperators = new Set(["like", "not like", "ilike", "not ilike"])

export const comparable = (
  op: string,
  left: Operand,
  right: Operand,
  span: Span,
  scope: Scope
): { readonly left: Value; readonly right: Value } => {
  if (patternOperators.has(op)) return { left: textOf(left, op), right: patternOf(right, op) }
  const sides = {
    left: beside(left, right, span, scope),
    right: beside(right, left, span, scope)
  }
  // A written text is read as whatever it stands beside.
  if (left.value.constant?.kind === "string" || right.value.constant?.kind === "string") return sides
  if (areComparable(left.value.type, right.value.type)) return sides
  const uuidSide = [left, right].find(({ value }) => value.type.name === "UUID")
  if (uuidSide !== undefined && [left, right].some(({ value }) => isText(value.type))) {
    return refuseWithFix(
      typeMismatch(`A UUID is compared with text here. Write toString(${printHogql(uuidSide.node)}).`, span),
      wrapped("toString", uuidSide)
    )
  }
  return refuse(
    typeMismatch(
      `${capital(describeType(left.value.type))} is compared with ${describeType(right.value.type)} here.`,
      span
    )
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** One side, fit to stand beside the other. */
const beside = (own: Operand, other: Operand, span: Span, scope: Scope): Value => {
  const { value } = own
  const wanted = other.value.type
  if (isTime(wanted) && value.constant?.kind === "string") return timeConstant(own, other, scope)
  if (wanted.name === "UUID" && value.constant?.kind === "string" && !isWrittenUuid(value.constant.value)) {
    return refuse(typeMismatch("This text is compared with a UUID and is none.", own.node.span))
  }
  const meant = other.value.constant === undefined ? writtenAs(value, wanted) : undefined
  if (meant !== undefined) return meant
  if (isText(value.type) && isNumeric(wanted)) return mismatch(own, other, span)
  if (isText(value.type) && wanted.name === "Boolean") return booleanMismatch(own, other, span)
  if (isText(value.type) && isTime(wanted)) {
    return refuseWithFix(
      typeMismatch(`Text is compared with a ${wanted.name} here. Convert it: toDateTime(…).`, span),
      wrapped("toDateTime", own)
    )
  }
  if (value.type.name === "Date" && wanted.name === "DateTime") {
    // Midnight in the time's zone, not in the column's.
    const sql = call("toDateTime64", value.sql, number(6), literal(zoneOf(wanted, scope)))
    return { ...value, sql }
  }
  if (
    value.storedInstant !== undefined &&
    (isTime(wanted) || other.value.constant !== undefined) &&
    beforeGrouping(scope)
  ) {
    return { ...value, sql: value.storedInstant }
  }
  return value
}

/** What a written text such as `'20'` or `'true'` means beside a number, or a yes or no. */
const writtenAs = ({ constant }: Value, wanted: Value["type"]): Value | undefined => {
  if (constant?.kind !== "string") return undefined
  if (isNumeric(wanted) && isWrittenNumber(constant.value)) {
    const value = Number(constant.value)
    return constant.value.includes(".")
      ? { sql: { kind: "float", value }, type: floatType, constant }
      : { sql: number(value), type: integerType, constant }
  }
  if (wanted.name !== "Boolean" || !["true", "false"].includes(constant.value)) return undefined
  return { sql: { kind: "boolean", value: constant.value === "true" }, type: booleanType, constant }
}

/** After grouping, the column must stand exactly as it does in GROUP BY, time zone included. */
const beforeGrouping = (scope: Scope): boolean =>
  scope.clause === "where" || scope.clause === "on" || scope.aggregate !== undefined

const timeConstant = (own: Operand, other: Operand, scope: Scope): Value => {
  const { value, node } = own
  const written = value.constant?.kind === "string" ? readInstant(value.constant.value) : undefined
  if (written === undefined) {
    return refuse(
      typeMismatch(
        "This text is compared with a time and is none. Write 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'.",
        node.span
      )
    )
  }
  if (other.value.type.name === "Date") {
    if (written.hasTime) {
      return refuse(
        typeMismatch("A date is compared with a time of day here. Write 'YYYY-MM-DD'.", node.span)
      )
    }
    return { ...value, sql: dateSql(written) }
  }
  return { ...value, sql: instantSql(written, zoneOf(other.value.type, scope)) }
}

/** A text beside a time in a zone of choice is read in that zone, as ClickHouse does. */
const zoneOf = (type: ValueType, scope: Scope): string => type.zone ?? scope.environment.timezone

const mismatch = (own: Operand, other: Operand, span: Span): never => {
  const isConstant = own.value.constant?.kind === "string"
  const target = isConstant ? other : own
  const cast = isConstant ? "toString" : "toFloat"
  const shown = printHogql(target.node)
  return refuseWithFix(
    typeMismatch(
      isConstant
        ? `A number is compared with text here. Write the number without quotes, or ${cast}(${shown}).`
        : `Text is compared with a number here. Write ${cast}(${shown})${orDefine(target, "Numeric")}.`,
      span
    ),
    isConstant ? unquoted(own, other) : numberOf(target)
  )
}

/** A property can be a number that nobody defined as one. Any other text is text, and its number would be NULL. */
const numberOf = (operand: Operand): Fix => {
  const fix = wrapped("toFloat", operand)
  return mentionsProperty(operand.node) ? fix : { ...fix, isGuess: true }
}

/** A number in quotes is meant as the number; any other text can only be compared as text. */
const unquoted = (constant: Operand, other: Operand): Fix => {
  const written = constant.value.constant?.kind === "string" ? constant.value.constant.value : ""
  return constant.isGiven !== true && isWrittenNumber(written)
    ? { span: constant.node.span, text: written }
    : { ...wrapped("toString", other), isGuess: true }
}

const booleanMismatch = (own: Operand, other: Operand, span: Span): never => {
  const constant = other.value.constant
  const reason = typeMismatch(
    `Text is compared with a yes or no here. Compare ${printHogql(own.node)} with 'true' or 'false'${orDefine(own, "Boolean")}.`,
    span
  )
  if (other.isGiven === true) return refuse(reason)
  return refuseWithFix(
    reason,
    constant?.kind === "boolean"
      ? { span: other.node.span, text: `'${constant.value}'` }
      : wrapped("toString", other)
  )
}

const orDefine = ({ value }: Operand, type: string): string =>
  value.json === undefined ? "" : `, or define the property as ${type}`

const wrapped = (name: string, { node }: Operand) => ({
  span: node.span,
  text: (written: string) => `${name}(${written})`
})

const textOf = ({ value, node }: Operand, op: string): Value => {
  if (isText(value.type) || value.type.name === "Unknown") return value
  return refuseWithFix(
    typeMismatch(
      `${op} compares text, and this is of type ${value.type.name}. Write toString(…).`,
      node.span
    ),
    { span: node.span, text: (written) => `toString(${written})` }
  )
}

/** A backslash takes the meaning from the character after it, so a pattern cannot end with one. */
const patternOf = (pattern: Operand, op: string): Value => {
  const { constant } = pattern.value
  const trailing = constant?.kind === "string" ? /\\*$/.exec(constant.value)?.[0].length : undefined
  if (trailing === undefined || trailing % 2 === 0) return textOf(pattern, op)
  return refuse(
    typeMismatch(
      `The pattern of ${op} ends with a lone backslash, which escapes nothing. Double it to look for one.`,
      pattern.node.span
    )
  )
}
