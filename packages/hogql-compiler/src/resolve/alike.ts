/**
 * Which types have something in common: what ClickHouse compares, and what it puts into one list.
 *
 * What is not known is alike to everything, and so is NULL.
 */
import { isNumeric, isText, isTime, type ValueType } from "./ValueType.ts"

/** Whether values of both types can stand in one list: numbers with numbers, dates with times, lists with lists of the like. */
export const areAlike = (left: ValueType, right: ValueType): boolean =>
  areMatched(left, right, areAlike, false)

/** Whether ClickHouse has `=` and `<` for them. Beside what is alike, times stand beside numbers. */
export const areComparable = (left: ValueType, right: ValueType): boolean =>
  areMatched(left, right, areComparable, true)

const areMatched = (
  left: ValueType,
  right: ValueType,
  areItems: (left: ValueType, right: ValueType) => boolean,
  isCompared: boolean
): boolean => {
  if (left.name === "Unknown" || right.name === "Unknown") return true
  if (left.name === "Array" && right.name === "Array") {
    return left.element === undefined || right.element === undefined || areItems(left.element, right.element)
  }
  if (left.name === "Tuple" && right.name === "Tuple") {
    const [ours, theirs] = [left.elements, right.elements]
    if (ours === undefined || theirs === undefined) return true
    return ours.length === theirs.length && ours.every((item, at) => areItems(item, theirs[at] ?? item))
  }
  const kinds = [kindOf(left), kindOf(right)]
  if (kinds[0] === kinds[1]) return true
  // A DateTime counts seconds, a Date nothing.
  const withDate = left.name === "Date" || right.name === "Date"
  return isCompared && !withDate && comparedToo.has(kinds.toSorted().join(" "))
}

const kindOf = (type: ValueType): string => {
  if (isText(type)) return "text"
  if (isNumeric(type) || type.name === "Boolean") return "number"
  return isTime(type) ? "time" : type.name
}

const comparedToo = new Set(["number time", "Interval number", "Interval time"])
