/**
 * What an argument may be. A kind is often wider than a type: any time, or whatever counts as a number.
 *
 * ClickHouse is the judge of the tables: a test calls every function with every type at every place.
 */

/**
 * Names with a capital are HogQL's types. `number` is all that counts as one, true and false included; `native` is the same without
 * Decimal, as ClickHouse calls it, and `whole` without fractions, too. A `vector` is a tuple of numbers, a `state` what a `…State`
 * aggregate or a bitmap function gives, an `address` what toIPv4 and toIPv6 do.
 *
 * @see https://clickhouse.com/docs/sql-reference/data-types
 */
export type PlainKind =
  | "any"
  | "text"
  | "number"
  | "native"
  | "whole"
  | "Integer"
  | "Float"
  | "Decimal"
  | "Boolean"
  | "time"
  | "Date"
  | "DateTime"
  | "interval"
  | "UUID"
  | "list"
  | "tuple"
  | "vector"
  | "map"
  | "state"
  | "address"
  | "lambda"

/** `number[]` is a list of numbers. */
export type ArgumentKind = PlainKind | `${PlainKind}[]`

/** The kind of every argument, or the kinds of each place; a list at a place means any of them. */
export type ArgumentKinds = ArgumentKind | readonly (ArgumentKind | readonly ArgumentKind[])[]

/** What a lambda gives for an item. */
export type LambdaKind = "any" | "number" | "whole" | "tuple"

/** The kind of a list that holds what is of this kind. */
export const listOfKind = (kind: ArgumentKind): ArgumentKind =>
  kind === "any" || isListKind(kind) ? "list" : `${kind}[]`

const isListKind = (kind: ArgumentKind): kind is `${PlainKind}[]` => kind.endsWith("[]")
