/**
 * The gate before PostHog's parser: refuses text that the parser cannot be trusted with.
 *
 * The parser's own guard counts brackets above 1,000 only. Long before that it hangs (nested calls cost the square of their
 * depth) or overruns its 64 KB stack and corrupts itself (380 chained operators, 120 nested dictionaries, 100 nested
 * tags, all measured on version 1.3.87). The limits stay at about half of that. Each refusal names what, how much, where.
 */
import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import { type Depth, Nesting } from "./Nesting.ts"
import { scan, type Scan, type Unclosed } from "./scan.ts"

/** Longest text in all, in UTF-16 units. */
export const maximumLength = 20 * 1024 * 1024

/** Longest text outside string literals, in UTF-16 units. */
export const maximumLengthOutsideStrings = 256 * 1024

/** A text that was let through. */
export type Passed = Scan & Depth

/**
 * Lets a text through, giving its tokens, or throws a {@link HogqlCompileError}.
 */
export const passGate = (text: string): Passed => {
  refuseUnreadable(text)
  const scanned = scan(text)
  if (scanned.lengthOutsideStrings > maximumLengthOutsideStrings) {
    throw refusal(
      "length outside string literals",
      scanned.lengthOutsideStrings,
      maximumLengthOutsideStrings,
      {
        message: `The query has ${scanned.lengthOutsideStrings} characters outside its string literals; at most ${maximumLengthOutsideStrings} are read. Pass long lists as values, or split the query.`
      }
    )
  }
  if (scanned.unclosed !== undefined && !hasTag(scanned)) throw unclosed(scanned.unclosed, text.length)
  if (scanned.tokens.every((token) => token.kind === "semicolon"))
    throw new HogqlCompileError(Reason.emptyQuery())
  return { ...scanned, ...new Nesting().check(scanned.tokens) }
}

const refuseUnreadable = (text: string): void => {
  if (text.length > maximumLength) {
    throw refusal("length", text.length, maximumLength, {
      message: `The query has ${text.length} characters; at most ${maximumLength} are read. Split the query.`
    })
  }
  const nul = text.indexOf("\0")
  if (nul !== -1) {
    throw refusal("NUL character", undefined, undefined, {
      message: `The query holds a NUL character at offset ${nul}, which HogQL cannot represent. Remove it.`,
      span: { start: nul, end: nul + 1 }
    })
  }
  if (!text.isWellFormed()) {
    const surrogate = text.search(/\p{Surrogate}/u)
    throw refusal("lone surrogate", undefined, undefined, {
      message: `The query holds half of a UTF-16 pair at offset ${surrogate}, which is no character. Remove it.`,
      span: { start: surrogate, end: surrogate + 1 }
    })
  }
}

/** Text between HogQLX tags may hold a single quote, so an unclosed string proves nothing there. */
const hasTag = ({ tokens }: Scan): boolean =>
  tokens.some((token, index) => token.text === "<" && tokens[index + 1]?.start === token.end)

const unclosed = ({ what, start }: Unclosed, end: number): HogqlCompileError =>
  new HogqlCompileError(
    Reason.syntaxInvalid(`The ${what} that starts at offset ${start} is never closed. ${closing[what]}`, {
      start,
      end
    })
  )

const closing: Record<Unclosed["what"], string> = {
  string: "Close it with a single quote; write a quote inside it twice.",
  "quoted name": "Close it with the quote it starts with.",
  comment: "Close it with */."
}

const refusal = (
  what: string,
  found: number | undefined,
  limit: number | undefined,
  { message, span }: { readonly message: string; readonly span?: Span }
): HogqlCompileError =>
  new HogqlCompileError(
    Reason.inputRefused(
      { what, message, ...(found === undefined ? {} : { found }), ...(limit === undefined ? {} : { limit }) },
      span
    )
  )
