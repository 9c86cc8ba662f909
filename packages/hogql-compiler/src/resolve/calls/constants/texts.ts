/** Texts that are read as something else. */
import { quote } from "../../../HogqlReason.ts"
import type { ConstantRule } from "./ConstantRule.ts"

/** A text for which `canBe` holds; anything but text is left to other checks. */
export const textThat =
  (canBe: (text: string) => boolean, what: string, advice: string): ConstantRule =>
  (constant, { name }) =>
    constant.kind !== "string" || canBe(constant.value)
      ? undefined
      : { message: `${name} cannot read ${quote(constant.value)} as ${what}. ${advice}` }

const monthsAndDays = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun/i

/** ClickHouse reads times in many ways; this is none of them: no digit and no name, or a day that does not exist. */
const canBeTime = (text: string): boolean => {
  if (!/\d/.test(text)) return monthsAndDays.test(text)
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text) ?? []
  if (year === undefined || Number(month) === 0 || Number(day) === 0) return true
  return Number(month) <= 12 && Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
}

export const time = textThat(canBeTime, "a time", "Write 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'.")

export const wholeNumberText = textThat(
  (text) => /^[+-]?\d+$/.test(text),
  "a whole number",
  "Write it in digits, without quotes."
)

/** Whatever has a digit may be read. */
export const numberText = textThat(
  (text) => /\d|inf|nan/i.test(text),
  "a number",
  "Write the number without quotes."
)

export const date = textThat((text) => /\d/.test(text), "a date", "Write 'YYYY-MM-DD'.")

const yesOrNo = /^(true|false|t|f|yes|no|y|n|on|off|1|0|enabled?|disabled?)$/i
export const bool = textThat((text) => yesOrNo.test(text), "a yes or no", "Write 'true' or 'false'.")

const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/
const isIPv4 = (text: string): boolean => {
  const match = octets.exec(text)
  return match !== null && match.slice(1).every((octet) => Number(octet) <= 255)
}
export const ipv4 = textThat(isIPv4, "an IPv4 address", "Write it as '192.0.2.1'.")
export const ipv6 = textThat(
  (text) => isIPv4(text) || /^[\da-f:.]*:[\da-f:.]*$/i.test(text),
  "an IPv6 address",
  "Write it as '2001:db8::1'."
)
export const cidr = textThat(
  (text) => /\/\d{1,3}$/.test(text),
  "a range of addresses",
  "Write it as '192.0.2.0/24'."
)

const isBase64 = (text: string): boolean => {
  const written = text.replaceAll(/\s/g, "")
  return written.length % 4 === 0 && /^[\w+/]*={0,2}$/.test(written) && !written.includes("_")
}
export const base64 = textThat(isBase64, "base64", "It has groups of four letters, filled up with =.")
export const base58 = textThat(
  (text) => /^[1-9A-HJ-NP-Za-km-z]*$/.test(text),
  "base58",
  "It has no 0, O, I and l, and no sign."
)

export const oneByte = textThat(
  (text) => text.length === 1 && text < "\u{80}",
  "a single character",
  "It is exactly one byte."
)

export const dateFormat = textThat(
  (text) => !text.replaceAll(/%[^]/g, "").endsWith("%"),
  "a format",
  "It cannot end with a lone %; write %% for one."
)
