/**
 * How long a server asks to wait, from its headers.
 *
 * `retry-after-ms` is milliseconds; `retry-after` is seconds (a fraction is taken) or an HTTP date, which is compared with the
 * answer's own `date` when it has one, so that a wrong clock on this machine does not matter. What is neither is ignored.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */

/** The wait in milliseconds, never negative, or `undefined` when the answer names none. */
export const retryAfterMillis = (
  headers: Readonly<Record<string, string | undefined>>,
  nowMillis: number
): number | undefined => {
  const millis = plainNumber(headers["retry-after-ms"])
  if (millis !== undefined) return Math.ceil(millis)
  const text = headers["retry-after"]?.trim()
  const seconds = plainNumber(text)
  if (seconds !== undefined) return Math.ceil(seconds * 1000)
  const until = httpDate(text)
  if (until === undefined) return undefined
  return Math.max(0, until - (httpDate(headers["date"]) ?? nowMillis))
}

const plainNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined

/** Date.parse takes almost anything; an HTTP date begins with the day's name. */
const httpDate = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? undefined : millis
}
