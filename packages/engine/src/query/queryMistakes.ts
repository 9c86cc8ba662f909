/**
 * ClickHouse errors that the text of a query or the values it reads can cause, with the sentence that its author is told.
 *
 * The sentences are fixed: ClickHouse's own quote the printed SQL, its parameters, stored values and paths. PostHog tells fewer of
 * these; the rest it answers with a 500 and the name. What is not listed is the engine's own fault, or its machine's.
 *
 * @see https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
 */
const sentences: Readonly<Record<string, readonly string[]>> = {
  "An argument has a type that the function or operator does not take. Convert it first, as in toFloat(x) or toString(x).":
    [
      "ILLEGAL_TYPE_OF_ARGUMENT",
      "BAD_GET",
      "BAD_TYPE_OF_FIELD",
      "TYPE_MISMATCH",
      "UNEXPECTED_DATA_TYPE",
      "DATA_TYPE_CANNOT_BE_PROMOTED",
      "DATA_TYPE_CANNOT_BE_USED_IN_KEY",
      "DATA_TYPE_CANNOT_BE_USED_IN_TABLES",
      "ILLEGAL_TYPE_OF_COLUMN_FOR_FILTER",
      "INCOMPATIBLE_COLUMNS",
      "INCORRECT_ELEMENT_OF_SET",
      "NO_SUITABLE_FUNCTION_IMPLEMENTATION",
      "SUSPICIOUS_TYPE_FOR_LOW_CARDINALITY"
    ],
  "Values of types that have nothing in common stand in one place, such as the branches of if() or the items of an array. Convert them to one type.":
    ["NO_COMMON_TYPE"],
  "An argument is not of the kind the function needs; some arguments must be written as constants.": [
    "ILLEGAL_COLUMN",
    "BAD_ARGUMENTS",
    "ILLEGAL_DIVISION",
    "UNSUPPORTED_PARAMETER",
    "AGGREGATE_FUNCTION_THROW"
  ],
  "An argument is out of the range that the function takes.": [
    "ARGUMENT_OUT_OF_BOUND",
    "PARAMETER_OUT_OF_BOUND",
    "POSITION_OUT_OF_BOUND",
    "INCORRECT_INDEX",
    "ILLEGAL_INDEX",
    "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE"
  ],
  "A function was called with a wrong number of arguments.": [
    "NUMBER_OF_ARGUMENTS_DOESNT_MATCH",
    "TOO_FEW_ARGUMENTS_FOR_FUNCTION",
    "TOO_MANY_ARGUMENTS_FOR_FUNCTION"
  ],
  "The parameters in the first bracket of an aggregate are not what it takes.": [
    "AGGREGATE_FUNCTION_DOESNT_ALLOW_PARAMETERS",
    "FUNCTION_CANNOT_HAVE_PARAMETERS",
    "PARAMETERS_TO_AGGREGATE_FUNCTIONS_MUST_BE_LITERALS"
  ],
  "A text could not be read as the type asked for. Use a function that gives NULL instead, such as toFloat or accurateCastOrNull.":
    [
      "ATTEMPT_TO_READ_AFTER_EOF",
      "CANNOT_PARSE_ESCAPE_SEQUENCE",
      "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
      "CANNOT_PARSE_QUOTED_STRING",
      "CANNOT_PARSE_TEXT",
      "CANNOT_READ_ALL_DATA",
      "UNEXPECTED_DATA_AFTER_PARSED_VALUE",
      "UNEXPECTED_END_OF_FILE",
      "UNKNOWN_ELEMENT_OF_ENUM"
    ],
  "A text could not be read as a yes or no.": ["CANNOT_PARSE_BOOL"],
  "A text could not be read as a date.": ["CANNOT_PARSE_DATE"],
  "A text could not be read as a time.": ["CANNOT_PARSE_DATETIME"],
  "A text could not be read as a number.": ["CANNOT_PARSE_NUMBER"],
  "A text could not be read as a UUID.": ["CANNOT_PARSE_UUID"],
  "A text could not be read as an IP address.": [
    "CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING",
    "CANNOT_PARSE_IPV4",
    "CANNOT_PARSE_IPV6"
  ],
  "A text could not be read as an array.": ["CANNOT_READ_ARRAY_FROM_TEXT"],
  "A text could not be read as a map.": ["CANNOT_READ_MAP_FROM_TEXT"],
  "A value is not of the form the function reads.": [
    "CANNOT_DECOMPRESS",
    "CANNOT_NORMALIZE_STRING",
    "CORRUPTED_DATA",
    "INCORRECT_DATA",
    "SIZE_OF_FIXED_STRING_DOESNT_MATCH",
    "TOO_LARGE_SIZE_COMPRESSED",
    "UNICODE_ERROR"
  ],
  "A value could not be converted to the type asked for.": [
    "CANNOT_CONVERT_TYPE",
    "CANNOT_FORMAT_DATETIME",
    "CANNOT_PRINT_FLOAT_OR_DOUBLE_NUMBER"
  ],
  "NULL cannot be converted to a type without NULL.": ["CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN"],
  "A type is named that does not exist, or is not written as it has to be.": [
    "DATA_TYPE_CANNOT_HAVE_ARGUMENTS",
    "ILLEGAL_SYNTAX_FOR_DATA_TYPE",
    "UNKNOWN_TYPE"
  ],
  "A decimal has more digits than its type can hold.": ["DECIMAL_OVERFLOW"],
  "A regular expression or pattern cannot be read. Mind the syntax of RE2, and that backslashes are doubled.":
    ["CANNOT_COMPILE_REGEXP", "HYPERSCAN_CANNOT_SCAN_TEXT", "INVALID_REGEXP"],
  "Arrays that are walked together differ in length.": [
    "NUMBER_OF_DIMENSIONS_MISMATCHED",
    "SIZES_OF_ARRAYS_DONT_MATCH",
    "SIZES_OF_COLUMNS_IN_TUPLE_DOESNT_MATCH"
  ],
  "An array would have more items than it may have.": ["TOO_LARGE_ARRAY_SIZE"],
  "A text would be longer than it may be.": ["TOO_LARGE_STRING_SIZE"],
  "Items of arrays and tuples are counted from 1.": ["ZERO_ARRAY_OR_TUPLE_INDEX"],
  "throwIf() met a row for which its condition holds.": ["FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"],
  "An aggregate stands where there is none allowed, or inside another one.": ["ILLEGAL_AGGREGATION"],
  "A column is selected that is neither grouped by nor inside an aggregate.": ["NOT_AN_AGGREGATE"],
  "A name stands for more than one column. Write the table before it.": [
    "AMBIGUOUS_COLUMN_NAME",
    "AMBIGUOUS_IDENTIFIER"
  ],
  "A name is given to two things.": [
    "COLUMN_QUERIED_MORE_THAN_ONCE",
    "DUPLICATE_COLUMN",
    "MULTIPLE_EXPRESSIONS_FOR_ALIAS"
  ],
  "An alias is defined by itself.": ["CYCLIC_ALIASES", "INFINITE_LOOP"],
  "The condition of a JOIN must compare columns of both sides.": [
    "INVALID_JOIN_ON_EXPRESSION",
    "UNKNOWN_JOIN"
  ],
  "This kind of JOIN cannot be combined with its condition.": [
    "EXPECTED_ALL_OR_ANY",
    "INCOMPATIBLE_TYPE_OF_JOIN",
    "UNSUPPORTED_JOIN_KEYS"
  ],
  "The bound of LIMIT or OFFSET must be a whole number that is not negative.": ["INVALID_LIMIT_EXPRESSION"],
  "WITH TIES needs an ORDER BY, and cannot stand with LIMIT BY.": [
    "LIMIT_BY_WITH_TIES_IS_NOT_SUPPORTED",
    "WITH_TIES_WITHOUT_ORDER_BY"
  ],
  "WITH FILL cannot be used like this.": ["INVALID_WITH_FILL_EXPRESSION"],
  "A number counts past what there is: a column in GROUP BY or ORDER BY, or what an argument may be.": [
    "INDEX_OF_POSITIONAL_ARGUMENT_IS_OUT_OF_RANGE"
  ],
  "A subquery that stands for a value gives more than one row.": ["INCORRECT_RESULT_OF_SCALAR_SUBQUERY"],
  "The queries of a set operation, or the two sides of IN, differ in their number of columns.": [
    "INTERSECT_OR_EXCEPT_RESULT_STRUCTURES_MISMATCH",
    "NUMBER_OF_COLUMNS_DOESNT_MATCH",
    "UNION_ALL_RESULT_STRUCTURES_MISMATCH"
  ],
  "The query cannot be run as it is written.": [
    "INCORRECT_QUERY",
    "SAMPLING_NOT_SUPPORTED",
    "UNEXPECTED_EXPRESSION",
    "UNSUPPORTED_METHOD"
  ],
  "ClickHouse cannot do this with such arguments.": ["NOT_IMPLEMENTED", "FUNCTION_NOT_ALLOWED"],
  "The query uses an aggregate function that does not exist.": ["UNKNOWN_AGGREGATE_FUNCTION"],
  "The query uses a function that does not exist.": ["UNKNOWN_FUNCTION"],
  "The query uses a name that does not exist.": ["UNKNOWN_IDENTIFIER"],
  "The query reads a table that does not exist.": ["UNKNOWN_TABLE"],
  "The query is too large. Use fewer nested subqueries, conditions or values.": [
    "QUERY_IS_TOO_LARGE",
    "TOO_BIG_AST",
    "TOO_DEEP_AST",
    "TOO_DEEP_RECURSION",
    "TOO_DEEP_SUBQUERIES",
    "TOO_MANY_QUERY_PLAN_OPTIMIZATIONS"
  ],
  "The query makes more columns than it may. Select fewer.": [
    "TOO_MANY_COLUMNS",
    "TOO_MANY_TEMPORARY_COLUMNS",
    "TOO_MANY_TEMPORARY_NON_CONST_COLUMNS"
  ],
  "The query reads or keeps more than it may. Use a shorter date range, or fewer rows and columns.": [
    "LIMIT_EXCEEDED",
    "SET_SIZE_LIMIT_EXCEEDED",
    "TOO_MANY_BYTES",
    "TOO_MANY_ROWS"
  ],
  "A value given with the query cannot be read as its type.": [
    "BAD_QUERY_PARAMETER",
    "BAD_REQUEST_PARAMETER"
  ],
  "A setting is out of its range.": ["INVALID_SETTING_VALUE"]
}

/** The sentence for each error's name, where its author can mend the query. */
export const queryMistakes: ReadonlyMap<string, string> = new Map(
  Object.entries(sentences).flatMap(([sentence, symbols]) =>
    symbols.map((symbol) => [symbol, sentence] as const)
  )
)
