/**
 * Functions whose result needs more than a line of their table can say: the branches of `if`, what a lambda gives, the unit of
 * a date, a type named in text.
 */
import { readCastType } from "../castType.ts"
import type { Value } from "../Value.ts"
import {
  arrayType,
  flagType,
  commonType,
  dateTimeType,
  dateType,
  floatType,
  integerType,
  intervalType,
  isText,
  mapType,
  nullableType,
  unknownType,
  type ValueType
} from "../ValueType.ts"

type Rule = (args: readonly Value[]) => ValueType

const typeAt = (args: readonly Value[], index: number): ValueType => args[index]?.type ?? unknownType
const anyNullable = (args: readonly Value[]): boolean => args.some((arg) => arg.type.nullable)
const elementAt = (args: readonly Value[], index: number): ValueType =>
  typeAt(args, index).element ?? unknownType

/** A sum of yes and no is a count. */
export const summed = (type: ValueType): ValueType =>
  type.name === "Boolean" ? nullableType(integerType, type.nullable) : type

/** Units that turn a time into a date when it is cut down to them. */
const dateUnits = new Set(["week", "month", "quarter", "year"])

const truncated: Rule = (args) => {
  const unit = args[0]?.constant
  return unit?.kind === "string" ? cut(typeAt(args, 1), unit.value.toLowerCase()) : unknownType
}

const cut = (time: ValueType, unit: string | undefined): ValueType => {
  if (unit === undefined || (time.name !== "DateTime" && time.name !== "Date")) return unknownType
  return nullableType(dateUnits.has(unit) ? dateType : dateTimeType, time.nullable)
}

const startOfInterval: Rule = (args) => {
  const time = typeAt(args, 0)
  // Counted from an origin, a time stays a time.
  if (args.length === 3 && time.name === "DateTime") return nullableType(time, anyNullable(args))
  const { unit } = typeAt(args, 1)
  return nullableType(cut(time, unit), anyNullable(args))
}

/** A missing value is looked up like any other, so only what is found can be missing. */
const transformed: Rule = (args) => commonType([elementAt(args, 2), typeAt(args, args.length === 4 ? 3 : 0)])

const sumOfItems: Rule = (args) => {
  const items = args.flatMap(
    ({ type }) => type.elements ?? (type.element === undefined ? [unknownType] : [type.element])
  )
  return nullableType(
    items.every((item) => item.name === "Integer") ? integerType : floatType,
    anyNullable(args)
  )
}

/** Two lists give two lists. */
const mapOrLists: Rule = (args) =>
  args.length < 2
    ? typeAt(args, 0)
    : { name: "Tuple", nullable: false, elements: [typeAt(args, 0), typeAt(args, 1)] }

const pair =
  (type: ValueType): Rule =>
  (args) => ({ name: "Tuple", nullable: anyNullable(args), elements: [type, type] })

const extracted: Rule = (args) => {
  const named = args.at(-1)?.constant
  if (named?.kind !== "string") return unknownType
  const type = readCastType(named.value)?.type ?? unknownType
  return nullableType(
    type,
    type.nullable || (type.name !== "Array" && type.name !== "Tuple" && typeAt(args, 0).nullable)
  )
}

export const resultRules: Readonly<Record<string, Rule>> = {
  ...all(
    [
      "map",
      "mapFromArrays",
      "mapAdd",
      "mapSubtract",
      "mapPopulateSeries",
      "mapExtractKeyLike",
      "mapApply",
      "mapFilter",
      "mapUpdate"
    ],
    () => mapType
  ),
  // A lambda's type is an array of what it gives.
  arrayMap: (args) => typeAt(args, 0),
  arrayConcat: (args) => commonType(args.map((arg) => arg.type)),
  array: (args) => arrayType(commonType(args.map((arg) => arg.type))),
  arrayFlatten: (args) =>
    elementAt(args, 0).name === "Array" ? elementAt(args, 0) : arrayType(elementAt(args, 0)),
  arrayWithConstant: (args) => arrayType(typeAt(args, 1)),
  arrayZip: (args) =>
    arrayType({ name: "Tuple", nullable: false, elements: args.map((_, index) => elementAt(args, index)) }),
  tuple: (args) => ({ name: "Tuple", nullable: false, elements: args.map((arg) => arg.type) }),
  tupleElement: (args) => {
    const index = args[1]?.constant
    const tuple = typeAt(args, 0)
    if (index?.kind !== "integer") return unknownType
    const item = tuple.elements?.[Number(index.value) - 1] ?? unknownType
    return nullableType(item, item.nullable || tuple.nullable)
  },
  // Text is read as a time.
  ...all(
    ["Years", "Quarters", "Months", "Weeks", "Days", "Hours", "Minutes", "Seconds"].flatMap((unit) => [
      `add${unit}`,
      `subtract${unit}`
    ]),
    (args) => {
      const [first, second] = [typeAt(args, 0), typeAt(args, 1)]
      const isTime = first.name === "DateTime" || isText(first)
      if (first.name !== "Date" && !isTime) return unknownType
      return nullableType(isTime ? dateTimeType : first, first.nullable || second.nullable)
    }
  ),
  ...all(
    ["Hours", "Minutes", "Seconds"].flatMap((unit) => [`add${unit}`, `subtract${unit}`]),
    (args) => nullableType(dateTimeType, anyNullable(args))
  ),
  arrayElement: (args) => {
    const item = elementAt(args, 0)
    return nullableType(item, item.nullable || typeAt(args, 1).nullable)
  },
  arrayJoin: (args) => elementAt(args, 0),
  ...all(["arrayFirst", "arrayLast"], (args) => elementAt(args, 1)),
  // A lambda may look at more lists; the first is the one that is sorted.
  ...all(["arraySort", "arrayReverseSort"], (args) => typeAt(args, args.length > 1 ? 1 : 0)),
  // With a lambda they work on what it gives, which is an array too.
  ...all(["arrayMin", "arrayMax"], (args) => elementAt(args, 0)),
  arraySum: (args) => summed(elementAt(args, 0)),
  ...all(["arrayCumSum", "arrayCumSumNonNegative"], (args) => arrayType(summed(elementAt(args, 0)))),
  ...all(["groupArrayMovingSum", "groupArrayMovingSumIf"], (args) =>
    arrayType(nullableType(summed(typeAt(args, 0)), typeAt(args, 0).name === "Unknown"))
  ),
  arrayDifference: (args) => arrayType(args.at(-1)?.type.element ?? unknownType),
  // What is searched has no type of its own here, and is never NULL.
  ...all(["mapContainsKeyLike", "bitmapContains"], (args) =>
    nullableType(flagType, typeAt(args, 1).nullable)
  ),
  if: (args) => commonType([typeAt(args, 1), typeAt(args, 2)]),
  multiIf: (args) =>
    commonType(
      args.filter((_, index) => index % 2 === 1 || index === args.length - 1).map((arg) => arg.type)
    ),
  ...all(["coalesce", "ifNull"], (args) => {
    const common = commonType(args.map((arg) => arg.type))
    return nullableType(common, common.name === "Unknown" || args.every((arg) => arg.type.nullable))
  }),
  ...all(["least", "greatest"], (args) => commonType(args.map((arg) => arg.type))),
  ...all(["dateTrunc", "date_trunc"], truncated),
  toStartOfInterval: startOfInterval,
  transform: transformed,
  ...all(["L1Norm", "L1Distance", "dotProduct"], sumOfItems),
  ...all(["sumMap", "minMap", "maxMap", "sumMapIf", "minMapIf", "maxMapIf"], (args) =>
    mapOrLists(args.slice(0, 2))
  ),
  ...all(["geohashDecode", "h3ToGeo"], pair(floatType)),
  h3GetIndexesFromUnidirectionalEdge: pair(integerType),
  JSONExtract: extracted,
  ...Object.fromEntries(
    ["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"].map((unit) => [
      `toInterval${unit}`,
      (args: readonly Value[]) => ({
        ...nullableType(intervalType, typeAt(args, 0).nullable),
        unit: unit.toLowerCase()
      })
    ])
  ),
  ...all(["minus", "plus"], () => unknownType)
}

function all(names: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(names.map((name) => [name, rule]))
}
