/**
 * Arguments that ClickHouse would refuse for their type, refused here with a place and what to write instead.
 *
 * Text is the usual mistake: a property is text until it is converted.
 */
import type { ExpressionNode, LambdaNode } from "../../ast/Expression.ts"
import type { ArgumentKind } from "../../functions/ArgumentKind.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { typeMismatch, wrongArguments } from "../../HogqlReason.ts"
import { printHogql } from "../../print/printHogql.ts"
import { type Fix, refuse, refuseWithFix } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { mentionsProperty } from "../mentionsProperty.ts"
import {
  dateTimeType,
  dateType,
  floatType,
  isText,
  unknownType,
  uuidType,
  type ValueType
} from "../ValueType.ts"
import { isWrittenFor } from "../writtenText.ts"
import { checkAlike } from "./checkAlike.ts"
import { checkClockUnit } from "./checkClockUnit.ts"
import { checkFold } from "./checkFold.ts"
import { checkItems } from "./checkItems.ts"
import { describeKinds, describeType, isOfKind } from "./ofKind.ts"

/** Throws `TypeMismatch` for the first argument that cannot be right, and `WrongArguments` for a lambda that cannot. */
export const checkArguments = (
  called: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const [first] = nodes
  nodes.forEach((node, place) => {
    const value = args[place]
    if (value === undefined) return
    if (node.node === "Lambda") checkLambda(called, node, value, place, args)
    else if (called.name === "arrayElement" && place === 1 && args[0]?.type.name === "Array")
      checkKind(["whole"], called, value, node)
    else checkKind(kindsAt(called, place, first?.node === "Lambda"), called, value, node)
  })
  checkAlike(called.name, args, nodes)
  checkClockUnit(called, args, nodes)
  checkFold(called, args, nodes)
  checkItems(called, args, nodes)
}

/** Behind a lambda that can be left out there are the lists it walks through. */
const kindsAt = (
  { takes, lambda }: HogqlFunction,
  place: number,
  hasLambda: boolean
): readonly ArgumentKind[] => {
  const isOptional = lambda !== undefined && takes[0]?.[0] !== "lambda"
  if (hasLambda && isOptional) return ["list"]
  return takes[Math.min(place, takes.length - 1)] ?? ["any"]
}

/** Throws `TypeMismatch` for a value of none of these kinds. */
export const checkKind = (
  kinds: readonly ArgumentKind[],
  called: HogqlFunction,
  value: Value,
  node: ExpressionNode
): void => {
  const { type, json } = value
  if (kinds.some((kind) => isOfKind(type, kind))) return
  const shown = printHogql(node)
  const told = `${called.name} needs ${describeKinds(kinds)}, and ${shown} is ${describeType(type)}.`
  const conversion = conversionTo(kinds, type)
  if (conversion === undefined) return refuse(typeMismatch(told, node.span))
  const isProperty = json !== undefined && kinds.some((kind) => kind === "number" || kind === "native")
  const definition = isProperty ? ", or define the property as Numeric" : ""
  return refuseWithFix(typeMismatch(`${told} Write ${conversion(shown)}${definition}.`, node.span), {
    span: node.span,
    text: conversion,
    ...(isSafe(kinds, value, node) ? {} : { isGuess: true })
  } satisfies Fix)
}

type Conversion = (text: string) => string

const call =
  (name: string): Conversion =>
  (text) =>
    `${name}(${text})`

const listFromText =
  (item: string): Conversion =>
  (text) =>
    `JSONExtract(${text}, 'Array(${item})')`

/** What to write around an argument, from text and into text first of all. */
const conversionTo = (kinds: readonly ArgumentKind[], from: ValueType): Conversion | undefined => {
  const wanted = new Set(kinds)
  const takesAny = (...some: readonly ArgumentKind[]): boolean => some.some((kind) => wanted.has(kind))
  if (isText(from)) {
    if (takesAny("number", "native", "Float")) return call("toFloat")
    if (takesAny("whole", "Integer")) return call("toInt")
    if (takesAny("time", "DateTime")) return call("toDateTime")
    if (takesAny("Date")) return call("toDate")
    if (takesAny("UUID")) return call("toUUID")
    if (takesAny("number[]", "native[]", "Float[]")) return listFromText("Float64")
    if (takesAny("whole[]", "Integer[]")) return listFromText("Int64")
    return takesAny("list", "text[]") ? listFromText("String") : undefined
  }
  // The text of a number is no time, where both are taken.
  if (takesAny("text") && isScalar(from) && !takesAny("time", "DateTime", "Date")) return call("toString")
  if (takesAny("Float") && from.name === "Integer") return call("toFloat")
  if (takesAny("list") && isScalar(from)) return (text) => `[${text}]`
  if (takesAny("DateTime") && from.name === "Date") return call("toDateTime")
  return undefined
}

/**
 * Every value has a text, every whole number is a Float, and every date has a midnight. A text can be none of what is asked for: a property
 * is often a number or a time that nobody defined as one, a written text is checked, and any other would come to nothing.
 */
const isSafe = (kinds: readonly ArgumentKind[], { constant, type }: Value, node: ExpressionNode): boolean => {
  if (constant?.kind === "string") return isWrittenForAny(constant.value, kinds)
  if (isText(type)) return mentionsProperty(node)
  return kinds.includes("text") || kinds.includes("Float") || kinds.includes("DateTime")
}

const isWrittenForAny = (text: string, kinds: readonly ArgumentKind[]): boolean => {
  const reads: readonly (readonly [ArgumentKind, ValueType])[] = [
    ["number", floatType],
    ["native", floatType],
    ["Float", floatType],
    ["time", dateTimeType],
    ["DateTime", dateTimeType],
    ["Date", dateType],
    ["UUID", uuidType]
  ]
  return reads.some(([kind, type]) => kinds.includes(kind) && isWrittenFor(text, type))
}

const isScalar = ({ name }: ValueType): boolean =>
  !["Array", "Tuple", "Map", "Interval", "Unknown"].includes(name)

const checkLambda = (
  { name, lambda }: HogqlFunction,
  node: LambdaNode,
  value: Value,
  place: number,
  args: readonly Value[]
): void => {
  if (lambda === undefined || place > 0) {
    return refuse(wrongArguments(name, `${name} takes no lambda${place > 0 ? " here" : ""}.`, node.span))
  }
  // A lambda's type is a list of what it gives.
  const given = value.type.element ?? unknownType
  if (!isOfKind(given, lambda)) {
    return refuse(
      typeMismatch(
        `The lambda of ${name} has to give ${lambda === "whole" ? "a condition" : describeKinds([lambda])}, and gives ${describeType(given)}.`,
        node.expr.span
      )
    )
  }
  checkLambdaArguments(name, node, args.slice(1))
}

/** One for each list, two for a map's keys and values, and one for each place of a list of tuples. */
const checkLambdaArguments = (name: string, node: LambdaNode, others: readonly Value[]): void => {
  const isMap = name.startsWith("map")
  const wanted = isMap ? 2 : others.length
  const items = others[0]?.type.element
  const opensTuples =
    !isMap &&
    others.length === 1 &&
    (items === undefined || items.name === "Unknown" || items.name === "Tuple")
  if (node.args.length === wanted || others.length === 0 || opensTuples) return undefined
  const walked = isMap ? "a map's keys and values" : wanted === 1 ? "1 list" : `${wanted} lists`
  return refuse(
    wrongArguments(
      name,
      `${name} walks through ${walked}, and its lambda takes ${node.args.length}.`,
      node.span
    )
  )
}
