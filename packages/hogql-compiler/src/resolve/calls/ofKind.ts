/** Whether a type is of a kind, and how kinds and types are called in messages. */
import type { ArgumentKind, PlainKind } from "../../functions/ArgumentKind.ts"
import { isNumeric, isText, isTime, type ValueType } from "../ValueType.ts"

const tests: Readonly<Record<PlainKind, (type: ValueType) => boolean>> = {
  any: () => true,
  text: isText,
  number: (type) => isNumeric(type) || type.name === "Boolean",
  native: ({ name }) => name === "Integer" || name === "Float" || name === "Boolean",
  whole: ({ name }) => name === "Integer" || name === "Boolean",
  Integer: ({ name }) => name === "Integer",
  Float: ({ name }) => name === "Float",
  Decimal: ({ name }) => name === "Decimal",
  Boolean: ({ name }) => name === "Boolean",
  time: isTime,
  Date: ({ name }) => name === "Date",
  DateTime: ({ name }) => name === "DateTime",
  interval: ({ name }) => name === "Interval",
  UUID: ({ name }) => name === "UUID",
  list: ({ name }) => name === "Array",
  tuple: ({ name }) => name === "Tuple",
  vector: ({ name, elements = [] }) =>
    name === "Tuple" && elements.every((element) => isOfKind(element, "number")),
  map: ({ name }) => name === "Map",
  // HogQL has no names for these types, so that nothing with a name is one.
  state: () => false,
  address: () => false,
  lambda: () => false
}

/** What only ClickHouse can tell is of every kind but a lambda's. */
export const isOfKind = (type: ValueType, kind: ArgumentKind): boolean => {
  if (kind === "lambda") return false
  if (type.name === "Unknown") return type.merged === undefined || kind === "state" || kind === "any"
  const item = itemKind(kind)
  if (item === undefined) return tests[kind as PlainKind](type)
  return type.name === "Array" && (type.element === undefined || isOfKind(type.element, item))
}

/** `number` of `number[]`. */
const itemKind = (kind: ArgumentKind): PlainKind | undefined =>
  kind.endsWith("[]") ? (kind.slice(0, -2) as PlainKind) : undefined

const singular: Readonly<Record<PlainKind, string>> = {
  any: "a value",
  text: "text",
  number: "a number",
  native: "a number that is no Decimal",
  whole: "a whole number",
  Integer: "an Integer",
  Float: "a Float",
  Decimal: "a Decimal",
  Boolean: "a Boolean",
  time: "a time",
  Date: "a Date",
  DateTime: "a DateTime",
  interval: "an interval",
  UUID: "a UUID",
  list: "a list",
  tuple: "a tuple",
  vector: "a tuple of numbers",
  map: "a map",
  state: "the state of an aggregate",
  address: "an IP address, as toIPv6 gives",
  lambda: "a lambda, as in x -> x + 1"
}

const plural: Partial<Readonly<Record<PlainKind, string>>> = {
  number: "numbers",
  native: "numbers",
  whole: "whole numbers",
  Integer: "whole numbers",
  text: "texts",
  time: "times",
  tuple: "tuples",
  list: "lists",
  vector: "tuples of numbers"
}

const describe = (kind: ArgumentKind): string => {
  const item = itemKind(kind)
  if (item === undefined) return singular[kind as PlainKind]
  return `a list of ${plural[item] ?? `${item}s`}`
}

/** As in "text, a number or a list of times". */
export const describeKinds = (kinds: readonly ArgumentKind[]): string => {
  const names = [...new Set(kinds.map(describe))]
  const last = names.pop() ?? ""
  return names.length === 0 ? last : `${names.join(", ")} or ${last}`
}

/** As in "text", "an interval" or "a value of type Array(Integer)". */
export const describeType = (type: ValueType): string => {
  if (isText(type)) return "text"
  if (type.name === "Interval") return "an interval"
  if (type.name === "Map") return "a map"
  return type.name === "Unknown" ? "the state of an aggregate" : `a value of type ${typeName(type)}`
}

const typeName = ({ name, element, elements }: ValueType): string => {
  if (element !== undefined && element.name !== "Unknown") return `${name}(${typeName(element)})`
  return elements === undefined ? name : `${name}(${elements.map(typeName).join(", ")})`
}
