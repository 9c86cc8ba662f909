/**
 * JSON that ClickHouse can read, from JSON that a client may send.
 *
 * One integer beyond 64 bits, one `1e400`, one lone surrogate or nesting of a thousand levels, and ClickHouse's parser refuses
 * the whole document: every property of the event reads as NULL. So such a value is rewritten here: a number too large becomes
 * its digits as text, a lone surrogate U+FFFD, and what is nested too deep its own JSON as text.
 */
import { exactNumber, isExactNumber } from "../json.ts"

/** ClickHouse gives up near 1,000; far fewer make sense. */
const MAX_DEPTH = 200
const INT64_MIN = -(2n ** 63n)
const UINT64_MAX = 2n ** 64n - 1n

/** For `parseJson`: an integer that fits in 64 bits stays exact, any other inexact number becomes text. */
export const repairNumber = (source: string): unknown => {
  if (!/^-?\d+$/.test(source)) return source
  const integer = BigInt(source)
  return integer >= INT64_MIN && integer <= UINT64_MAX ? exactNumber(integer.toString()) : source
}

/** The same value with every text well formed and nothing deeper than ClickHouse reads. */
export const repairValue = (value: unknown, depth = 0): unknown => {
  if (typeof value === "string") return value.toWellFormed()
  if (typeof value !== "object" || value === null || isExactNumber(value)) return value
  if (depth >= MAX_DEPTH) return JSON.stringify(value).toWellFormed()
  if (Array.isArray(value)) return value.map((member) => repairValue(member, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.toWellFormed(), repairValue(member, depth + 1)])
  )
}
