/**
 * Why a query failed, in PostHog's codes: what the user can mend is a 400, what is too slow a 504, what is too big a 513.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/errors.py
 */
import type { HogqlCompileError } from "@posthog-driver/hogql-compiler"
import * as ApiError from "../server/ApiError.ts"
import type { StoreError } from "../store/StoreError.ts"

/** ClickHouse errors that a user can mend by writing another query; PostHog passes their names on in lower case. */
const EXPOSED_SYMBOLS = new Set([
  "AMBIGUOUS_COLUMN_NAME",
  "ARGUMENT_OUT_OF_BOUND",
  "BAD_ARGUMENTS",
  "CANNOT_COMPILE_REGEXP",
  "CANNOT_CONVERT_TYPE",
  "CANNOT_PARSE_BOOL",
  "CANNOT_PARSE_DATE",
  "CANNOT_PARSE_DATETIME",
  "CANNOT_PARSE_NUMBER",
  "CANNOT_PARSE_TEXT",
  "CANNOT_PARSE_UUID",
  "DECIMAL_OVERFLOW",
  "ILLEGAL_AGGREGATION",
  "ILLEGAL_COLUMN",
  "ILLEGAL_DIVISION",
  "ILLEGAL_TYPE_OF_ARGUMENT",
  "INVALID_JOIN_ON_EXPRESSION",
  "NOT_AN_AGGREGATE",
  "NO_COMMON_TYPE",
  "NUMBER_OF_ARGUMENTS_DOESNT_MATCH",
  "SYNTAX_ERROR",
  "TOO_LARGE_ARRAY_SIZE",
  "TOO_MANY_BYTES",
  "TYPE_MISMATCH",
  "UNION_ALL_RESULT_STRUCTURES_MISMATCH",
  "UNKNOWN_FUNCTION",
  "UNKNOWN_IDENTIFIER",
  "UNKNOWN_TABLE",
  "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE"
])

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
    case "ParserFailed":
    case "ParseTimedOut":
    case "CompilerClosed":
      return ApiError.serverError(reason.message)
    default:
      return ApiError.invalidInput(reason.message, { code: "hogql_query_error" })
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

export const fromStoreError = (error: StoreError): ApiError.ApiError => {
  const { reason } = error
  switch (reason._tag) {
    case "StatementFailed":
      if (reason.symbol === "TIMEOUT_EXCEEDED") return queryTooSlow
      if (reason.symbol === "MEMORY_LIMIT_EXCEEDED") return queryTooBig
      if (EXPOSED_SYMBOLS.has(reason.symbol)) {
        return ApiError.invalidInput(reason.text, { code: reason.symbol.toLowerCase() })
      }
      return ApiError.serverError(`ClickHouse error while executing query. (${reason.symbol})`)
    case "StoreCrashed":
      return ApiError.serverError("The database stopped while executing the query and was started again.")
    case "StoreBusy":
    case "StoreUnavailable":
    case "StoreClosed":
      return ApiError.serverError("The database is not available.", { status: 503 })
  }
}
