/**
 * What a function gives, from the rules of its table and the types it was given.
 *
 * The tables say "an array" or "the type of an argument"; what is inside an array is worked out here.
 */
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import type { Value } from "../Value.ts"
import {
  arrayType,
  commonType,
  dateTimeType,
  dateType,
  floatType,
  integerType,
  intervalType,
  isNumeric,
  nullableType,
  stringType,
  unknownType,
  type ValueType
} from "../ValueType.ts"

type Rule = (args: readonly Value[]) => ValueType

const typeAt = (args: readonly Value[], index: number): ValueType => args[index]?.type ?? unknownType
const elementAt = (args: readonly Value[], index: number): ValueType =>
  typeAt(args, index).element ?? unknownType
const lastList: Rule = (args) => arrayType(args.at(-1)?.type.element ?? unknownType)
const firstList: Rule = (args) => arrayType(elementAt(args, 0))
const collected: Rule = (args) => arrayType(nullableType(typeAt(args, 0), false))
const texts: Rule = () => arrayType(stringType)
const numbers: Rule = () => arrayType(integerType)

const rules: Readonly<Record<string, Rule>> = {
  ...all(["groupArray", "groupUniqArray", "array_agg", "topK", "groupArraySample"], collected),
  ...all(["groupArrayIf", "groupUniqArrayIf", "groupArraySampleIf"], collected),
  ...all(["arraySort", "arrayReverseSort", "arrayFilter", "arrayFill", "arrayReverseFill"], lastList),
  ...all(
    ["arrayReverse", "arrayDistinct", "arraySlice", "arrayPopBack", "arrayPopFront", "arrayPushBack"],
    firstList
  ),
  ...all(
    [
      "arrayPushFront",
      "arrayResize",
      "arrayIntersect",
      "arrayCompact",
      "arrayRotateLeft",
      "arrayRotateRight"
    ],
    firstList
  ),
  ...all(
    ["splitByChar", "splitByString", "splitByRegexp", "splitByWhitespace", "splitByNonAlpha", "alphaTokens"],
    texts
  ),
  ...all(
    ["extractAll", "tokens", "ngrams", "JSONExtractArrayRaw", "JSONExtractKeys", "extractURLParameters"],
    texts
  ),
  ...all(["extractURLParameterNames", "URLHierarchy", "URLPathHierarchy"], texts),
  ...all(["range", "arrayEnumerate", "arrayEnumerateUniq", "arrayEnumerateDense"], numbers),
  // A lambda's type is an array of what it gives.
  arrayMap: (args) => typeAt(args, 0),
  arrayConcat: (args) => commonType(args.map((arg) => arg.type)),
  array: (args) => arrayType(commonType(args.map((arg) => arg.type))),
  arrayFlatten: (args) => (elementAt(args, 0).name === "Array" ? elementAt(args, 0) : firstList(args)),
  arrayZip: (args) =>
    arrayType({ name: "Tuple", nullable: false, elements: args.map((_, index) => elementAt(args, index)) }),
  tuple: (args) => ({ name: "Tuple", nullable: false, elements: args.map((arg) => arg.type) }),
  tupleElement: (args) => {
    const index = args[1]?.constant
    return index?.kind === "integer"
      ? (typeAt(args, 0).elements?.[Number(index.value) - 1] ?? unknownType)
      : unknownType
  },
  ...all(["arrayElement", "arrayJoin"], (args) => elementAt(args, 0)),
  ...all(["arrayFirst", "arrayLast"], (args) => args.at(-1)?.type.element ?? unknownType),
  // With a lambda they work on what it gives, which is an array too.
  ...all(["arrayMin", "arrayMax"], (args) => elementAt(args, 0)),
  arraySum: (args) => summed(elementAt(args, 0)),
  ...all(["arrayCumSum", "arrayCumSumNonNegative"], (args) => arrayType(summed(elementAt(args, 0)))),
  arrayDifference: lastList,
  if: (args) => commonType([typeAt(args, 1), typeAt(args, 2)]),
  multiIf: (args) =>
    commonType(
      args.filter((_, index) => index % 2 === 1 || index === args.length - 1).map((arg) => arg.type)
    ),
  ...all(["coalesce", "ifNull"], (args) => {
    const common = commonType(args.map((arg) => arg.type))
    return nullableType(common, common.name === "Unknown" || args.every((arg) => arg.type.nullable))
  }),
  ...all(["least", "greatest", "max2", "min2"], (args) => commonType(args.map((arg) => arg.type))),
  ...all(["dateTrunc", "date_trunc", "toStartOfInterval", "dateAdd", "dateSub"], truncated),
  ...all(
    ["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"].map(
      (unit) => `toInterval${unit}`
    ),
    () => intervalType
  ),
  ...all(["minus", "plus"], () => unknownType)
}

/** A sum of yes and no is a count. */
function summed(type: ValueType): ValueType {
  return type.name === "Boolean" ? nullableType(integerType, type.nullable) : type
}

/** Units that turn a time into a date when it is cut down to them. */
const dateUnits = new Set(["week", "month", "quarter", "year"])

function truncated(args: readonly Value[]): ValueType {
  const unit = args[0]?.constant
  const cut = args.find((arg) => arg.type.name === "DateTime" || arg.type.name === "Date")
  if (unit?.kind !== "string" || cut === undefined) return unknownType
  return nullableType(dateUnits.has(unit.value.toLowerCase()) ? dateType : dateTimeType, cut.type.nullable)
}

function all(names: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(names.map((name) => [name, rule]))
}

export const resultType = (called: HogqlFunction, args: readonly Value[]): ValueType => {
  // Own keys only: `toString` is a function of HogQL and of every object.
  const rule = Object.hasOwn(rules, called.name) ? rules[called.name] : undefined
  if (rule !== undefined) return rule(args)
  const type = byReturnRule(called, args)
  switch (called.nullable) {
    case "never":
      return nullableType(type, type.name === "Unknown")
    case "always":
      return nullableType(type)
    case "all":
      return nullableType(type, args.length > 0 && args.every((arg) => arg.type.nullable))
    default:
      return nullableType(type, type.name === "Unknown" || args.some((arg) => arg.type.nullable))
  }
}

const byReturnRule = (called: HogqlFunction, args: readonly Value[]): ValueType => {
  const { returns } = called
  if (typeof returns === "string" && returns !== "arithmetic") {
    return returns === "Array" ? arrayType(unknownType) : { name: returns, nullable: false }
  }
  if (returns === "arithmetic") {
    if (!args.every((arg) => isNumeric(arg.type))) return unknownType
    return args.every((arg) => arg.type.name === "Integer") ? integerType : floatType
  }
  const type = typeAt(args, returns.argument)
  return called.kind === "aggregate" && called.name.startsWith("sum") ? summed(type) : type
}
