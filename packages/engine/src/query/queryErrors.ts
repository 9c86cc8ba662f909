/**
 * Why a query failed, in PostHog's codes: what the user can mend is a 400, what is too slow a 504, what is too big a 513.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/errors.py
 */
import type { HogqlCompileError } from "@posthog-driver/hogql-compiler"
import * as ApiError from "../server/ApiError.ts"
import type { StatementFailed, StoreError } from "../store/StoreError.ts"
import { MAX_ANSWER_BYTES } from "../store/frames.ts"
import { queryMistakes } from "./queryMistakes.ts"

const OFFSET_REFUSAL = "OFFSET is not supported on queries made with a personal API key."

export const fromCompileError = (error: HogqlCompileError): ApiError.ApiError => {
  const { reason } = error
  switch (reason._tag) {
    case "SyntaxInvalid":
    case "EmptyQuery":
    case "InputRefused":
      return ApiError.invalidInput(reason.message, { code: "hogql_syntax_error" })
    case "OffsetRefused": {
      const rest = reason.message.startsWith(OFFSET_REFUSAL)
        ? reason.message.slice(OFFSET_REFUSAL.length)
        : ` ${reason.message}`
      return ApiError.invalidInput(`${OFFSET_REFUSAL}${rest}`, { code: "hogql_query_error" })
    }
    // Of this text, too: another one is parsed by a fresh parser.
    case "ParserFailed":
    case "ParseTimedOut":
    case "UnknownTable":
    case "UnknownColumn":
    case "UnknownFunction":
    case "WrongArguments":
    case "NotSupported":
    case "UnknownCohort":
    case "UnknownAction":
    case "PlaceholderMissing":
    case "ValueInvalid":
    case "AmbiguousColumn":
    case "AliasInvalid":
    case "TypeMismatch":
    case "AggregateMisplaced":
      return ApiError.invalidInput(reason.message, { code: "hogql_query_error" })
    case "CompilerClosed":
      return ApiError.serverError("The engine is closing.", { status: 503 })
  }
}

export const queryTooSlow = ApiError.serverError(
  "Query execution timed out. Try a shorter date range, or fewer rows and columns.",
  { status: 504 }
)

const queryTooBig = ApiError.serverError(
  "Query ran out of memory. Try a shorter date range, or fewer rows and columns.",
  {
    status: 513,
    code: "clickhouse_memory_limit_exceeded"
  }
)

/** PostHog has no such limit of its own but its memory; the code is one it passes on from ClickHouse. */
const resultTooBig = ApiError.invalidInput(
  `The result is larger than ${MAX_ANSWER_BYTES / 1024 ** 2} MiB. Ask for fewer rows or columns, or for shorter values.`,
  { code: "too_many_bytes" }
)

const fromSymbol = (symbol: string, text: string, source: string | undefined): ApiError.ApiError => {
  const name = symbol === "SYNTAX_ERROR" ? syntaxMistake(text) : symbol
  const mistake = queryMistakes.get(name)
  if (mistake === undefined)
    return ApiError.serverError(`ClickHouse error while executing query. (${symbol})`)
  return ApiError.invalidInput(source === undefined ? mistake : `${mistake} ${source}`, {
    code: name.toLowerCase()
  })
}

/** Printed SQL always parses, unless there is too much of it; what may not is a type that a text names. */
const syntaxMistake = (text: string): string =>
  /query size exceeded/i.test(text)
    ? "QUERY_IS_TOO_LARGE"
    : text.startsWith("Syntax error (data type)")
      ? "UNKNOWN_TYPE"
      : "SYNTAX_ERROR"

/** Whether the query's author can mend it, and wants to know where. */
export const isMistake = ({ symbol }: StatementFailed): boolean =>
  symbol === "SYNTAX_ERROR" || queryMistakes.has(symbol)

/** `source` is what is known of where it failed, as a bracketed sentence. */
export const fromStoreError = (error: StoreError, source?: string): ApiError.ApiError => {
  const { reason } = error
  switch (reason._tag) {
    case "StatementFailed":
      if (reason.symbol === "TIMEOUT_EXCEEDED") return queryTooSlow
      if (reason.symbol === "MEMORY_LIMIT_EXCEEDED") return queryTooBig
      // From the store's process; the engine sets no limit on the number of rows.
      if (reason.symbol === "TOO_MANY_ROWS_OR_BYTES") return resultTooBig
      return fromSymbol(reason.symbol, reason.text, source)
    case "StoreCrashed":
      return ApiError.serverError("The database stopped while executing the query and was started again.")
    case "StoreBusy":
    case "StoreUnavailable":
    case "StoreClosed":
      return ApiError.serverError("The database is not available.", { status: 503 })
  }
}
