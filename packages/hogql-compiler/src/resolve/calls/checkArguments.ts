/**
 * Arguments that ClickHouse would refuse for their type, refused here with a place and what to write instead.
 *
 * Text is the usual mistake: a property is text until it is converted.
 */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { typeMismatch } from "../../HogqlReason.ts"
import { printHogql } from "../../print/printHogql.ts"
import { refuseWithFix } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { isText } from "../ValueType.ts"

/** Functions of arrays whose first argument can be anything. */
const makers = new Set([
  "array",
  "arrayWithConstant",
  "arrayReduce",
  "range",
  "empty",
  "notEmpty",
  "isEmpty",
  "isNotEmpty"
])
const textToo = new Set(["length", "reverse"])

/** Functions of a time that take none as text, and where the time stands. */
const timePlaces: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...[
    ...["toYear", "toQuarter", "toMonth", "toDayOfYear", "toDayOfMonth", "toHour", "toMinute", "toSecond"],
    ...["toStartOfYear", "toStartOfISOYear", "toStartOfQuarter", "toStartOfMonth", "toStartOfWeek"],
    ...["toStartOfDay", "toStartOfHour", "toStartOfMinute", "toStartOfSecond", "toStartOfFiveMinutes"],
    ...["toStartOfTenMinutes", "toStartOfFifteenMinutes", "toStartOfInterval", "toLastDayOfMonth"],
    ...["toLastDayOfWeek", "toMonday", "toTime", "toISOYear", "toISOWeek", "timeSlot", "toYYYYMM"],
    ...["toYYYYMMDD", "toYYYYMMDDhhmmss", "monthName", "timeZoneOf", "timeZoneOffset", "formatDateTime"],
    ...["to_char", "toTimeZone", "toUnixTimestamp64Milli"]
  ].map((name) => [name, [0]] as const),
  ...["dateTrunc", "date_trunc", "date_part", "dateName", "timezone"].map((name) => [name, [1]] as const),
  ...["dateDiff", "date_diff", "age"].map((name) => [name, [1, 2]] as const)
])

const isList = ({ type }: Value): boolean => !isText(type) && !scalars.has(type.name)
const scalars = new Set<Value["type"]["name"]>([
  "Integer",
  "Float",
  "Decimal",
  "Boolean",
  "Date",
  "DateTime",
  "UUID"
])

/** Throws `TypeMismatch` for the first argument that cannot be right. */
export const checkArguments = (
  called: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const refuseAt = (place: number, wanted: string, conversion: (text: string) => string): void => {
    const [node, value] = [nodes[place], args[place]]
    if (node === undefined || value === undefined) return
    const shown = printHogql(node)
    const found = isText(value.type) ? "text" : `a value of type ${value.type.name}`
    refuseWithFix(
      typeMismatch(
        `${called.name} needs ${wanted}, and ${shown} is ${found}. Write ${conversion(shown)}.`,
        node.span
      ),
      { span: node.span, text: conversion(shown) }
    )
  }
  const isTextAt = (place: number): boolean => {
    const value = args[place]
    return value !== undefined && isText(value.type)
  }
  if (called.area === "arrays" && !makers.has(called.name) && !textToo.has(called.name)) {
    const place = nodes.findIndex((node) => node.node !== "Lambda")
    const value = args[place]
    if (value !== undefined && !isList(value))
      refuseAt(place, "a list", (text) =>
        isText(value.type) ? `JSONExtract(${text}, 'Array(String)')` : `[${text}]`
      )
  }
  if (called.area === "arithmetic") {
    const place = args.findIndex((_, index) => isTextAt(index))
    if (place >= 0) refuseAt(place, "a number", (text) => `toFloat(${text})`)
  }
  const place = timePlaces.get(called.name)?.find(isTextAt)
  if (place !== undefined) refuseAt(place, "a time", (text) => `toDateTime(${text})`)
}
