/**
 * The types a HogQL value can have, as names a person reads.
 *
 * Nullability is told apart from the name: a column is a `String` that may be null, never a `Nullable(String)`. `Unknown`
 * means that only ClickHouse can tell.
 *
 * @since 0.1.0
 */
export type HogqlTypeName =
  | "String"
  | "Integer"
  | "Float"
  | "Decimal"
  | "Boolean"
  | "Date"
  | "DateTime"
  | "UUID"
  | "Array"
  | "Tuple"
  | "JSON"
  | "Unknown"
