/**
 * The types an expression can have, and how they meet JavaScript.
 *
 * Text, numbers and booleans are TypeScript's own. HogQL tells more types apart than JSON can carry (a timestamp
 * arrives as text), so those are marker interfaces: they exist for the compiler only and are turned into what a row
 * really holds by {@link RowValue}, and into what may stand on the other side of a comparison by {@link PlainValue}.
 */

/** A moment in time. @since 0.1.0 */
export interface DateTime {
  readonly hogqlType: "DateTime"
}

/** A calendar date. @since 0.1.0 */
export interface CalendarDate {
  readonly hogqlType: "Date"
}

/** A UUID. @since 0.1.0 */
export interface Uuid {
  readonly hogqlType: "UUID"
}

/** A span of time such as seven days. @since 0.1.0 */
export interface Interval {
  readonly hogqlType: "Interval"
}

/** A whole JSON document, such as all properties of an event; rows hold it as JSON text. @since 0.1.0 */
export interface Json {
  readonly hogqlType: "Json"
}

/**
 * One property as the project defines it: text, unless its definition says number, boolean or time.
 *
 * It compares as text. Ask for it by type (`number`, `boolean`, `dateTime`) to compare it as something else.
 *
 * @since 0.1.0
 */
export interface Property {
  readonly hogqlType: "Property"
}

/**
 * The outcome of a comparison: a condition in a query, and 1 or 0 in a row, because ClickHouse answers so.
 *
 * @since 0.1.0
 */
export interface Flag {
  readonly hogqlType: "Flag"
}

/** Everything that is true or false. @since 0.1.0 */
export type Truth = boolean | Flag

/** Everything that reads as text. @since 0.1.0 */
export type Text = string | Property | Uuid

/** Everything that lies on the time line. @since 0.1.0 */
export type Temporal = DateTime | CalendarDate

/**
 * What a result row holds for a column of type `T`.
 *
 * A 64-bit integer beyond 2^53 arrives as a `bigint` although its type here says `number`.
 *
 * @since 0.1.0
 */
export type RowValue<T> = unknown extends T
  ? unknown
  : T extends Flag
    ? 0 | 1
    : T extends Property
      ? string | number | boolean
      : T extends DateTime | CalendarDate | Uuid | Interval | Json
        ? string
        : T extends readonly (infer Item)[]
          ? number extends T["length"]
            ? RowValue<Item>[]
            : { -readonly [Index in keyof T]: RowValue<T[Index]> }
          : T

/** The plain values that may be compared with an expression of type `T`. @since 0.1.0 */
export type PlainValue<T> = unknown extends T
  ? never
  : T extends DateTime
    ? Date
    : T extends string | Property | Uuid | CalendarDate
      ? string
      : T extends number
        ? number | bigint
        : T extends Truth
          ? boolean
          : T extends readonly (infer Item)[]
            ? readonly PlainValue<Item>[]
            : never

/** The types an expression may have to be compared with one of type `T`. @since 0.1.0 */
export type Comparable<T> = unknown extends T
  ? unknown
  : T extends Text
    ? Text | null
    : T extends Temporal
      ? Temporal | null
      : T extends number
        ? number | null
        : T extends Truth
          ? Truth | null
          : T | null

/** `null` when `T` can be null; a property always can. @since 0.1.0 */
export type NullOf<T> = T extends null ? null : never
