/**
 * What a function gives, from the rules of its table and the types it was given.
 */
import { hogqlFunctions } from "../../functions/findFunction.ts"
import type { HogqlFunction, ReturnRule } from "../../functions/HogqlFunction.ts"
import type { Value } from "../Value.ts"
import {
  arrayType,
  flagType,
  floatType,
  integerType,
  isNumeric,
  isTime,
  nullableType,
  unknownType,
  type ValueType
} from "../ValueType.ts"
import { resultRules, summed } from "./resultRules.ts"

export const resultType = (called: HogqlFunction, args: readonly Value[]): ValueType => {
  // Own keys only: `toString` is a function of HogQL and of every object.
  const rule = Object.hasOwn(resultRules, called.name) ? resultRules[called.name] : undefined
  if (rule !== undefined) return rule(args)
  const type = byReturnRule(called, called.returns, args)
  if (type.merged !== undefined) return type
  switch (called.nullable) {
    case "never":
      return nullableType(type, type.name === "Unknown")
    case "always":
      return nullableType(type)
    case "all":
      return nullableType(type, args.length > 0 && args.every((arg) => arg.type.nullable))
    default:
      return called.returns === "merged"
        ? type
        : nullableType(
            type,
            type.nullable || type.name === "Unknown" || args.some((arg) => arg.type.nullable)
          )
  }
}

const byReturnRule = (called: HogqlFunction, returns: ReturnRule, args: readonly Value[]): ValueType => {
  if (returns === "arithmetic") {
    if (!args.every((arg) => isNumeric(arg.type))) return unknownType
    return args.every((arg) => arg.type.name === "Integer") ? integerType : floatType
  }
  if (returns === "average") return average(args[0]?.type ?? unknownType)
  if (returns === "flag") return flagType
  if (returns === "state") {
    const whole = hogqlFunctions.get(called.name.replace(/State(?=If|Or|$)/, ""))
    return whole === undefined ? unknownType : { ...unknownType, merged: resultType(whole, args) }
  }
  if (returns === "merged") return args[0]?.type.merged ?? unknownType
  if (typeof returns === "string")
    return returns === "Array" ? arrayType(unknownType) : { name: returns, nullable: false }
  if ("list" in returns) return arrayType(byReturnRule(called, returns.list, args))
  if ("argument" in returns) return sums(called, args.at(returns.argument)?.type ?? unknownType)
  if ("item" in returns) return sums(called, args.at(returns.item)?.type.element ?? unknownType)
  const present = "present" in returns ? args[returns.present]?.type : args[returns.presentItem]?.type.element
  return present === undefined || present.name === "Unknown" ? unknownType : nullableType(present, false)
}

/** Of a value in each row, or of the items of a list in each row. */
const average = (type: ValueType): ValueType => {
  const averaged = type.name === "Array" ? (type.element ?? unknownType) : type
  if (averaged.name === "Unknown") return unknownType
  return isTime(averaged) ? averaged : floatType
}

const sums = (called: HogqlFunction, type: ValueType): ValueType =>
  called.kind === "aggregate" && called.name.startsWith("sum") ? summed(type) : type
