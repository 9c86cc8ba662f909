/**
 * JSON that keeps every number as it was written.
 *
 * `JSON.parse` rounds integers beyond 2^53 and turns `1e400` into Infinity. Here such a number becomes whatever `inexact`
 * makes of its text; all others stay numbers. Going out, `Verbatim` puts ready JSON text into an answer unparsed.
 */

/** A number in JSON that a JavaScript number cannot hold, by its text. */
export type InexactNumber = (source: string) => unknown

/** Can only match where some number might be inexact: a run of 16 digits, or an exponent of three. */
const MAYBE_INEXACT = /\d{16}|[eE][+-]?\d{3}/

/** Parses JSON text; throws `SyntaxError` as `JSON.parse` does, and `RangeError` for nesting too deep to walk. */
export const parseJson = (text: string, inexact: InexactNumber = toBigint): unknown => {
  if (!MAYBE_INEXACT.test(text)) return JSON.parse(text)
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (typeof value !== "number" || context?.source === undefined) return value
    if (!Number.isFinite(value)) return inexact(context.source)
    if (!Number.isSafeInteger(value) && /^-?\d+$/.test(context.source)) return inexact(context.source)
    return value
  }
  // The third argument is in every Node this package supports; TypeScript's library does not know it yet.
  return JSON.parse(text, reviver)
}

/** The usual choice for values in a query: an integer stays exact, and nothing else can be inexact and finite. */
const toBigint: InexactNumber = (source) => (/^-?\d+$/.test(source) ? BigInt(source) : Number(source))

/** Node 22 and 24 have these; TypeScript's library does not know them yet. */
const raw = JSON as unknown as {
  readonly rawJSON: (text: string) => unknown
  readonly isRawJSON: (value: unknown) => boolean
}

/** A number that `JSON.stringify` writes exactly as given. */
export const exactNumber = (digits: string): unknown => raw.rawJSON(digits)
export const isExactNumber = (value: unknown): boolean => raw.isRawJSON(value)

/** JSON text that goes into an answer as it is. */
export class Verbatim {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Like `JSON.stringify`, with `Verbatim` and bigint written as they are and `undefined` members left out. */
export const jsonText = (value: unknown): string => {
  if (value instanceof Verbatim) return value.text
  if (typeof value === "bigint") return value.toString()
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(",")}}`
  }
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return "null"
  return JSON.stringify(value)
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
