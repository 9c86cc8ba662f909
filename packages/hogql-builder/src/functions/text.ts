/**
 * Text: case, padding, encoding, trimming, replacing, splitting.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { partial, plain } from "./signature.ts"
import type { NumberArg, TextArg } from "./signature.ts"

/** The length in characters. @since 0.2.0 */
export const lengthUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg], number>("lengthUTF8")
/** Filled up at the left to so many bytes. @since 0.2.0 */
export const leftPad = /* @__PURE__ */ plain<
  readonly [text: TextArg, length: NumberArg, fill?: TextArg],
  string
>("leftPad")
/** Filled up at the right to so many bytes. @since 0.2.0 */
export const rightPad = /* @__PURE__ */ plain<
  readonly [text: TextArg, length: NumberArg, fill?: TextArg],
  string
>("rightPad")
/** Filled up at the left to so many characters. @since 0.2.0 */
export const leftPadUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, length: NumberArg, fill?: TextArg],
  string
>("leftPadUTF8")
/** Filled up at the right to so many characters. @since 0.2.0 */
export const rightPadUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, length: NumberArg, fill?: TextArg],
  string
>("rightPadUTF8")
/** In small letters; letters outside ASCII stay. @since 0.1.0 */
export const lower = /* @__PURE__ */ plain<readonly [text: TextArg], string>("lower")
/** In capital letters; letters outside ASCII stay. @since 0.1.0 */
export const upper = /* @__PURE__ */ plain<readonly [text: TextArg], string>("upper")
/** In small letters of any script. @since 0.2.0 */
export const lowerUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg], string>("lowerUTF8")
/** In capital letters of any script. @since 0.2.0 */
export const upperUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg], string>("upperUTF8")
/** Whether the bytes are UTF-8. @since 0.2.0 */
export const isValidUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg], Flag>("isValidUTF8")
/** With a replacement for bytes that are no UTF-8. @since 0.2.0 */
export const toValidUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg], string>("toValidUTF8")
/** The pattern with `{0}`, `{1}` and so on filled in. @since 0.2.0 */
export const format = /* @__PURE__ */ plain<readonly [pattern: TextArg, ...texts: AnyOperand[]], string>(
  "format"
)
/** The characters from last to first. @since 0.2.0 */
export const reverseUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg], string>("reverseUTF8")
/** So many bytes from a position; the first is 1. @since 0.2.0 */
export const substring = /* @__PURE__ */ plain<
  readonly [text: TextArg, start: NumberArg, length: NumberArg],
  string
>("substring")
/** So many characters from a position; the first is 1. @since 0.2.0 */
export const substringUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, start: NumberArg, length: NumberArg],
  string
>("substringUTF8")
/** The first characters. @since 0.2.0 */
export const left = /* @__PURE__ */ plain<readonly [text: TextArg, length: NumberArg], string>("left")
/** The last characters. @since 0.2.0 */
export const right = /* @__PURE__ */ plain<readonly [text: TextArg, length: NumberArg], string>("right")
/** With that character at its end. @since 0.2.0 */
export const appendTrailingCharIfAbsent = /* @__PURE__ */ plain<
  readonly [text: TextArg, character: TextArg],
  string
>("appendTrailingCharIfAbsent")
/** From one encoding to another. @since 0.2.0 */
export const convertCharset = /* @__PURE__ */ plain<
  readonly [text: TextArg, from: TextArg, to: TextArg],
  string
>("convertCharset")
/** As base 58. @since 0.2.0 */
export const base58Encode = /* @__PURE__ */ plain<readonly [text: TextArg], string>("base58Encode")
/** From base 58; an error when it is none. @since 0.2.0 */
export const base58Decode = /* @__PURE__ */ plain<readonly [text: TextArg], string>("base58Decode")
/** From base 58; empty when it is none. @since 0.2.0 */
export const tryBase58Decode = /* @__PURE__ */ plain<readonly [text: TextArg], string>("tryBase58Decode")
/** As base 64. @since 0.2.0 */
export const base64Encode = /* @__PURE__ */ plain<readonly [text: TextArg], string>("base64Encode")
/** From base 64; an error when it is none. @since 0.2.0 */
export const base64Decode = /* @__PURE__ */ plain<readonly [text: TextArg], string>("base64Decode")
/** From base 64; empty when it is none. @since 0.2.0 */
export const tryBase64Decode = /* @__PURE__ */ plain<readonly [text: TextArg], string>("tryBase64Decode")
/** Whether the text ends with the other. @since 0.1.0 */
export const endsWith = /* @__PURE__ */ plain<readonly [text: TextArg, ending: TextArg], Flag>("endsWith")
/** Whether the text begins with the other. @since 0.1.0 */
export const startsWith = /* @__PURE__ */ plain<readonly [text: TextArg, beginning: TextArg], Flag>(
  "startsWith"
)
/** With entities for `<`, `&`, `>`, `"` and `'`. @since 0.2.0 */
export const encodeXMLComponent = /* @__PURE__ */ plain<readonly [text: TextArg], string>(
  "encodeXMLComponent"
)
/** With entities resolved. @since 0.2.0 */
export const decodeXMLComponent = /* @__PURE__ */ plain<readonly [text: TextArg], string>(
  "decodeXMLComponent"
)
/** The text without tags. @since 0.2.0 */
export const extractTextFromHTML = /* @__PURE__ */ plain<readonly [html: TextArg], string>(
  "extractTextFromHTML"
)
/** The code of the first character. @since 0.2.0 */
export const ascii = /* @__PURE__ */ plain<readonly [text: TextArg], number>("ascii")
/** The texts with a separator between. @since 0.2.0 */
export const concatWithSeparator = /* @__PURE__ */ plain<
  readonly [separator: TextArg, ...texts: TextArg[]],
  string
>("concatWithSeparator")
/** The text so many times. @since 0.2.0 */
export const repeat = /* @__PURE__ */ plain<readonly [text: TextArg, times: NumberArg], string>("repeat")
/** Each word with a capital letter. @since 0.2.0 */
export const initcap = /* @__PURE__ */ plain<readonly [text: TextArg], string>("initcap")
/** Filled up at the left to so many bytes. @since 0.2.0 */
export const lpad = /* @__PURE__ */ plain<readonly [text: TextArg, length: NumberArg, fill: TextArg], string>(
  "lpad"
)
/** Filled up at the right to so many bytes. @since 0.2.0 */
export const rpad = /* @__PURE__ */ plain<readonly [text: TextArg, length: NumberArg, fill: TextArg], string>(
  "rpad"
)
/** Every occurrence replaced. @since 0.2.0 */
export const replace = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, replacement: TextArg],
  string
>("replace")
/** Every occurrence replaced. @since 0.1.0 */
export const replaceAll = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, replacement: TextArg],
  string
>("replaceAll")
/** The first occurrence replaced. @since 0.2.0 */
export const replaceOne = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, replacement: TextArg],
  string
>("replaceOne")
/** Every match of an RE2 pattern replaced; `\\1` is its first group. @since 0.2.0 */
export const replaceRegexpAll = /* @__PURE__ */ plain<
  readonly [text: TextArg, pattern: TextArg, replacement: TextArg],
  string
>("replaceRegexpAll")
/** The first match replaced. @since 0.2.0 */
export const replaceRegexpOne = /* @__PURE__ */ plain<
  readonly [text: TextArg, pattern: TextArg, replacement: TextArg],
  string
>("replaceRegexpOne")
/** With backslashes, so that as a pattern it matches itself. @since 0.2.0 */
export const regexpQuoteMeta = /* @__PURE__ */ plain<readonly [text: TextArg], string>("regexpQuoteMeta")
/** Each character of `from` by that of `to`, byte by byte. @since 0.2.0 */
export const translate = /* @__PURE__ */ plain<readonly [text: TextArg, from: TextArg, to: TextArg], string>(
  "translate"
)
/** Each character of `from` by that of `to`. @since 0.2.0 */
export const translateUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, from: TextArg, to: TextArg],
  string
>("translateUTF8")
/** The parts between one character. @since 0.2.0 */
export const splitByChar = /* @__PURE__ */ plain<
  readonly [separator: TextArg, text: TextArg, limit?: NumberArg],
  string[]
>("splitByChar")
/** The parts between a text. @since 0.2.0 */
export const splitByString = /* @__PURE__ */ plain<
  readonly [separator: TextArg, text: TextArg, limit?: NumberArg],
  string[]
>("splitByString")
/** The parts between matches. @since 0.2.0 */
export const splitByRegexp = /* @__PURE__ */ plain<
  readonly [pattern: TextArg, text: TextArg, limit?: NumberArg],
  string[]
>("splitByRegexp")
/** The parts between spaces. @since 0.2.0 */
export const splitByWhitespace = /* @__PURE__ */ plain<readonly [text: TextArg, limit?: NumberArg], string[]>(
  "splitByWhitespace"
)
/** The parts between spaces and punctuation. @since 0.2.0 */
export const splitByNonAlpha = /* @__PURE__ */ plain<readonly [text: TextArg, limit?: NumberArg], string[]>(
  "splitByNonAlpha"
)
/** One part; the first is 1; empty when there is none. @since 0.2.0 */
export const split_part = /* @__PURE__ */ plain<
  readonly [text: TextArg, separator: TextArg, position: NumberArg],
  string
>("split_part")
/** The runs of letters. @since 0.2.0 */
export const alphaTokens = /* @__PURE__ */ plain<readonly [text: TextArg, limit?: NumberArg], string[]>(
  "alphaTokens"
)
/** The groups of every match. @since 0.2.0 */
export const extractAllGroups = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], string[][]>(
  "extractAllGroups"
)
/** All runs of so many characters. @since 0.2.0 */
export const ngrams = /* @__PURE__ */ plain<readonly [text: TextArg, length: NumberArg], string[]>("ngrams")
/** The runs of letters and digits. @since 0.2.0 */
export const tokens = /* @__PURE__ */ plain<readonly [text: TextArg], string[]>("tokens")
/** Without spaces (or those characters) at the left. @since 0.2.0 */
export const trimLeft = /* @__PURE__ */ plain<readonly [text: TextArg, characters?: TextArg], string>(
  "trimLeft"
)
/** Without spaces (or those characters) at the right. @since 0.2.0 */
export const trimRight = /* @__PURE__ */ plain<readonly [text: TextArg, characters?: TextArg], string>(
  "trimRight"
)
/** Without spaces (or those characters) at both ends. @since 0.1.0 */
export const trim = /* @__PURE__ */ plain<readonly [text: TextArg, characters?: TextArg], string>("trim")
/** Without spaces (or those characters) at the left. @since 0.2.0 */
export const ltrim = /* @__PURE__ */ plain<readonly [text: TextArg, characters?: TextArg], string>("ltrim")
/** Without spaces (or those characters) at the right. @since 0.2.0 */
export const rtrim = /* @__PURE__ */ plain<readonly [text: TextArg, characters?: TextArg], string>("rtrim")
/** Without spaces (or those characters) at both ends. @since 0.2.0 */
export const btrim = /* @__PURE__ */ plain<readonly [text: TextArg, characters?: TextArg], string>("btrim")
/** The MD5 sum, in hexadecimal digits. @since 0.2.0 */
export const md5 = /* @__PURE__ */ plain<readonly [text: TextArg], string>("md5")
/** The name of a language; `Unknown` when the code is. @since 0.2.0 */
export const languageCodeToName = /* @__PURE__ */ plain<readonly [code: TextArg], string>(
  "languageCodeToName"
)
/** A version as numbers, to be sorted and compared. @since 0.2.0 */
export const sortableSemver = /* @__PURE__ */ partial<readonly [version: TextArg], number[]>("sortableSemver")
