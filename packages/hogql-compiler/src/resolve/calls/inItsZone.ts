import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import type { Value } from "../Value.ts"
import { isNumeric, isText, type ValueType } from "../ValueType.ts"

/** `Asia/Tokyo`, `UTC`, `Etc/GMT+3`: nothing that could be a date or a pattern. */
const zoneName = /^[A-Za-z][\w+/-]*$/

/**
 * The time that a function gives, with the zone it is in: the one named in the call, or else the one of the time it was made from.
 *
 * A function that is given the project's zone leaves the other one. One that makes a time of a date, a number or a text without being given
 * a zone takes ClickHouse's own, which is UTC.
 */
export const inItsZone = (type: ValueType, called: HogqlFunction, args: readonly Value[]): ValueType => {
  if (type.name !== "DateTime" || type.zone !== undefined) return type
  const last = args.at(-1)?.constant
  const takesZone = called.takesTimezone || called.area === "dates"
  if (takesZone && last?.kind === "string" && zoneName.test(last.value)) return { ...type, zone: last.value }
  if (called.takesTimezone) return type
  const from = args.find((arg) => arg.type.name === "DateTime" || arg.type.name === "Date")?.type
  if (from?.name === "DateTime") return from.zone === undefined ? type : { ...type, zone: from.zone }
  const isMade = from !== undefined || args.every((arg) => isNumeric(arg.type) || isText(arg.type))
  return isMade ? { ...type, zone: "UTC" } : type
}
