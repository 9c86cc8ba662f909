/**
 * How long a server asks to wait, from its headers.
 *
 * `retry-after-ms` is milliseconds; `retry-after` is seconds (a fraction is taken) or an HTTP date, which is compared with the
 * answer's own `date` when it has one, so that a wrong clock on this machine does not matter. Of several values, as a proxy that adds its own
 * makes of it, the longest counts. What is neither is ignored.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
import type { RateLimited } from "./failures/answers.ts"

/**
 * How long to wait after a 429 that names no time. The concurrency limit never does, and is not over at once; the budget of bytes fills up
 * slowly.
 */
export const unnamedWaitMillis: Readonly<Record<RateLimited["kind"], number>> = {
  throttled: 1_000,
  concurrency: 1_000,
  budget: 60_000
}

/** The wait in milliseconds, never negative, or `undefined` when the answer names none. */
export const retryAfterMillis = (
  headers: Readonly<Record<string, string | undefined>>,
  nowMillis: number
): number | undefined => {
  const millis = plainNumber(headers["retry-after-ms"])
  if (millis !== undefined) return Math.ceil(millis)
  const text = headers["retry-after"]
  const seconds = plainNumber(text)
  if (seconds !== undefined) return Math.min(longestMillis, Math.ceil(seconds * 1000))
  const until = httpDate(text)
  if (until === undefined) return undefined
  return Math.max(0, until - (httpDate(headers["date"]) ?? nowMillis))
}

/** 31,000 years: still a number, and more than anybody waits. */
const longestMillis = 1e15

/** The largest of one number or several, which are joined by commas. */
const plainNumber = (text: string | undefined): number | undefined => {
  const numbers = (text ?? "").split(",").map((each) => each.trim())
  return numbers.every((each) => /^\d+(\.\d+)?$/.test(each))
    ? Math.min(longestMillis, Math.max(...numbers.map(Number)))
    : undefined
}

/**
 * Date.parse takes almost anything; an HTTP date begins with the day's name. Of its three forms the oldest (`Sun Nov  6 08:49:37 1994`) does
 * not say that it is in GMT, and Date.parse would take it for local time.
 */
const httpDate = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim() ?? ""
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(trimmed)) return undefined
  const millis = Date.parse(/\d{4}$/.test(trimmed) ? `${trimmed} GMT` : trimmed)
  return Number.isNaN(millis) ? undefined : millis
}
