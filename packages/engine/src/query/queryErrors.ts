/**
 * Why a query failed, in PostHog's codes: what the user can mend is a 400, what is too slow a 504, what is too big a 513.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/errors.py
 */
import type { HogqlCompileError } from "@posthog-driver/hogql-compiler"
import * as ApiError from "../server/ApiError.ts"
import type { StoreError } from "../store/StoreError.ts"
import { MAX_ANSWER_BYTES } from "../store/frames.ts"

/**
 * ClickHouse errors that a user can mend by writing another query; PostHog passes their names on in lower case. Which of them
 * PostHog passes on is not fully known; here all are that speak of the query and not of the server.
 */
const EXPOSED_SYMBOLS = new Set([
  "AMBIGUOUS_COLUMN_NAME",
  "AMBIGUOUS_IDENTIFIER",
  "ARGUMENT_OUT_OF_BOUND",
  "BAD_ARGUMENTS",
  "BAD_GET",
  "BAD_QUERY_PARAMETER",
  "BAD_REQUEST_PARAMETER",
  "BAD_TYPE_OF_FIELD",
  "CANNOT_COMPILE_REGEXP",
  "CANNOT_CONVERT_TYPE",
  "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
  "CANNOT_PARSE_BOOL",
  "CANNOT_PARSE_DATE",
  "CANNOT_PARSE_DATETIME",
  "CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING",
  "CANNOT_PARSE_ESCAPE_SEQUENCE",
  "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  "CANNOT_PARSE_IPV4",
  "CANNOT_PARSE_IPV6",
  "CANNOT_PARSE_NUMBER",
  "CANNOT_PARSE_QUOTED_STRING",
  "CANNOT_PARSE_TEXT",
  "CANNOT_PARSE_UUID",
  "DECIMAL_OVERFLOW",
  "DUPLICATE_COLUMN",
  "EXPECTED_ALL_OR_ANY",
  "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO",
  "ILLEGAL_AGGREGATION",
  "ILLEGAL_COLUMN",
  "ILLEGAL_DIVISION",
  "ILLEGAL_TYPE_OF_ARGUMENT",
  "INVALID_JOIN_ON_EXPRESSION",
  "INVALID_LIMIT_EXPRESSION",
  "INVALID_REGEXP",
  "INVALID_SETTING_VALUE",
  "INVALID_WITH_FILL_EXPRESSION",
  "NOT_AN_AGGREGATE",
  "NO_COMMON_TYPE",
  "NUMBER_OF_ARGUMENTS_DOESNT_MATCH",
  "NUMBER_OF_COLUMNS_DOESNT_MATCH",
  "SIZES_OF_ARRAYS_DONT_MATCH",
  "SYNTAX_ERROR",
  "TOO_BIG_AST",
  "TOO_DEEP_AST",
  "TOO_DEEP_RECURSION",
  "TOO_DEEP_SUBQUERIES",
  "TOO_FEW_ARGUMENTS_FOR_FUNCTION",
  "TOO_LARGE_ARRAY_SIZE",
  "TOO_LARGE_STRING_SIZE",
  "TOO_MANY_ARGUMENTS_FOR_FUNCTION",
  "TOO_MANY_BYTES",
  "TYPE_MISMATCH",
  "UNEXPECTED_EXPRESSION",
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

export const fromStoreError = (error: StoreError): ApiError.ApiError => {
  const { reason } = error
  switch (reason._tag) {
    case "StatementFailed":
      if (reason.symbol === "TIMEOUT_EXCEEDED") return queryTooSlow
      if (reason.symbol === "MEMORY_LIMIT_EXCEEDED") return queryTooBig
      // From the store's process; the engine sets no limit on the number of rows.
      if (reason.symbol === "TOO_MANY_ROWS_OR_BYTES") return resultTooBig
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
