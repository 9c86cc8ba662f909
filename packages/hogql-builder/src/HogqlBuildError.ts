/**
 * The few ways in which building a query can fail.
 *
 * Everything is refused while the query is being written, before any text exists: a value that HogQL text or JSON
 * would change on the way (a NUL is dropped by PostHog's parser, a lone surrogate crashes it) is a failure here and
 * never a different value there.
 */

/** A value that cannot reach PostHog unchanged. @since 0.1.0 */
export interface ValueRefused {
  readonly _tag: "ValueRefused"
  readonly problem:
    | "nul-character"
    | "lone-surrogate"
    | "unsafe-integer"
    | "integer-out-of-range"
    | "invalid-date"
    | "date-out-of-range"
    | "nested-too-deeply"
    | "not-a-value"
  readonly message: string
}

/** A name (column, alias, table, property key) that cannot be written in HogQL. @since 0.1.0 */
export interface NameRefused {
  readonly _tag: "NameRefused"
  readonly name: string
  readonly problem: "empty" | "nul-character" | "lone-surrogate" | "percent-sign" | "reserved" | "dotted"
  readonly message: string
}

/** The query has no columns. @since 0.1.0 */
export interface ColumnsMissing {
  readonly _tag: "ColumnsMissing"
  readonly message: string
}

/** Two columns of one query were given the same name. @since 0.1.0 */
export interface ColumnRepeated {
  readonly _tag: "ColumnRepeated"
  readonly name: string
  readonly message: string
}

/** A name was used that is not among the query's columns. @since 0.1.0 */
export interface ColumnUnknown {
  readonly _tag: "ColumnUnknown"
  readonly name: string
  readonly message: string
}

/** A column of a table that the query does not read from. @since 0.1.0 */
export interface TableMismatch {
  readonly _tag: "TableMismatch"
  readonly table: string
  readonly from: string
  readonly message: string
}

/** A column that a grouped query reads row by row. @since 0.2.0 */
export interface ColumnUngrouped {
  readonly _tag: "ColumnUngrouped"
  readonly column: string
  readonly message: string
}

/** Two tables, WITH items or windows of one query have the same name. @since 0.2.0 */
export interface NameTaken {
  readonly _tag: "NameTaken"
  readonly name: string
  readonly message: string
}

/** An argument outside what the method or function takes. @since 0.1.0 */
export interface ArgumentRefused {
  readonly _tag: "ArgumentRefused"
  readonly argument: string
  readonly message: string
}

/** A `hogql` template that could not be nested or filled safely. @since 0.1.0 */
export interface TemplateRefused {
  readonly _tag: "TemplateRefused"
  readonly problem:
    | "interpolation-in-quotes"
    | "interpolation-in-comment"
    | "interpolation-touches-word"
    | "unclosed-quote"
    | "unclosed-comment"
    | "unbalanced-brackets"
    | "top-level-comma"
    | "format-string"
    | "invalid-escape"
    | "definition-outside-select"
  readonly message: string
}

/** Every way in which building a query can fail. @since 0.1.0 */
export type HogqlBuildReason =
  | ValueRefused
  | NameRefused
  | ColumnsMissing
  | ColumnRepeated
  | ColumnUnknown
  | TableMismatch
  | ColumnUngrouped
  | NameTaken
  | ArgumentRefused
  | TemplateRefused

/**
 * A query could not be built; `reason` says why, as plain data.
 *
 * The message never contains a value: values may be personal data.
 *
 * @since 0.1.0
 */
export class HogqlBuildError extends Error {
  readonly _tag = "HogqlBuildError"
  readonly reason: HogqlBuildReason

  constructor(reason: HogqlBuildReason) {
    super(reason.message)
    this.name = "HogqlBuildError"
    this.reason = reason
  }
}
