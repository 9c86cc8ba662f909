/**
 * Functions of one row: choices, conversions, text, numbers.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import { call } from "../ast/ExpressionNode.ts"
import type { Flag, NullOf, PlainValue, Text, Truth } from "../HogqlType.ts"
import type { Condition } from "../condition.ts"
import type { AnyExpression, Expression, OperandType, SourceOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import type { HogqlValue } from "../value.ts"

type AnyOperand = AnyExpression | HogqlValue

const scalar = <T, Source extends string>(name: string, args: readonly unknown[]): Expression<T, Source> =>
  makeExpression(call(name, args.map(nodeOf)))

/** One of two values, by a condition; a null condition counts as false. @since 0.1.0 */
export const choose = <
  const Then extends AnyOperand,
  const Else extends AnyOperand,
  Source extends string = never
>(
  condition: Condition<Source>,
  then: Then,
  otherwise: Else
): Expression<OperandType<Then> | OperandType<Else>, Source | SourceOf<Then> | SourceOf<Else>> =>
  scalar("if", [condition, then, otherwise])

/** The first operand that is not null. @since 0.1.0 */
export const coalesce = <const First extends AnyOperand, const Last extends AnyOperand>(
  first: First,
  last: Last
): Expression<Exclude<OperandType<First>, null> | OperandType<Last>, SourceOf<First> | SourceOf<Last>> =>
  scalar("coalesce", [first, last])

/** The expression, or null where it equals the value. @since 0.1.0 */
export const nullIf = <T, Source extends string>(
  expression: Expression<T, Source>,
  value: Expression<T, Source> | PlainValue<T>
): Expression<T | null, Source> => scalar("nullIf", [expression, value])

/** The number that a text, a boolean or a number stands for; null when it is none. @since 0.1.0 */
export const toFloat = <Source extends string>(
  expression: Expression<Text | number | Truth | null, Source>
): Expression<number | null, Source> => scalar("toFloat", [expression])

/** The whole number that a text, a boolean or a number stands for; null when it is none. @since 0.1.0 */
export const toInt = <Source extends string>(
  expression: Expression<Text | number | Truth | null, Source>
): Expression<number | null, Source> => scalar("toInt", [expression])

/** Anything as text. @since 0.1.0 */
export const toText = <T, Source extends string>(
  expression: Expression<T, Source>
): Expression<string | NullOf<T>, Source> => scalar("toString", [expression])

type OneText<Result> = <T extends Text | null, Source extends string = never>(
  text: Expression<T, Source>
) => Expression<Result | NullOf<T>, Source>

const ofText =
  <Result>(name: string): OneText<Result> =>
  (text) =>
    scalar(name, [text])

/** In small letters; letters outside ASCII stay. @since 0.1.0 */
export const lower = ofText<string>("lower")
/** In capital letters; letters outside ASCII stay. @since 0.1.0 */
export const upper = ofText<string>("upper")
/** Without spaces at both ends. @since 0.1.0 */
export const trim = ofText<string>("trim")
/** The host name of a URL. @since 0.1.0 */
export const domain = ofText<string>("domain")
/** The path of a URL, without its query. @since 0.1.0 */
export const path = ofText<string>("path")

/** The length in bytes of a text, or the number of items of an array. @since 0.1.0 */
export const length = <T extends Text | readonly unknown[] | null, Source extends string>(
  expression: Expression<T, Source>
): Expression<number | NullOf<T>, Source> => scalar("length", [expression])

/** The texts one after another; null counts as empty. @since 0.1.0 */
export const concat = <Source extends string = never>(
  ...texts: readonly [TextOperand<Source>, TextOperand<Source>, ...TextOperand<Source>[]]
): Expression<string, Source> => scalar("concat", texts)

/** A text, or an expression that is one. @since 0.1.0 */
export type TextOperand<Source extends string> = string | Expression<Text | null, Source>

/** Whether the text begins with the other. @since 0.1.0 */
export const startsWith = <T extends Text | null, Source extends string>(
  text: Expression<T, Source>,
  beginning: string | Expression<Text, Source>
): Expression<Flag | NullOf<T>, Source> => scalar("startsWith", [text, beginning])

/** Whether the text ends with the other. @since 0.1.0 */
export const endsWith = <T extends Text | null, Source extends string>(
  text: Expression<T, Source>,
  ending: string | Expression<Text, Source>
): Expression<Flag | NullOf<T>, Source> => scalar("endsWith", [text, ending])

/** The text with every occurrence of `search` replaced. @since 0.1.0 */
export const replaceAll = <T extends Text | null, Source extends string>(
  text: Expression<T, Source>,
  search: string,
  replacement: string
): Expression<string | NullOf<T>, Source> => scalar("replaceAll", [text, search, replacement])

/** What an RE2 regular expression (or its first group) finds first; empty when nothing. @since 0.1.0 */
export const extract = <T extends Text | null, Source extends string>(
  text: Expression<T, Source>,
  pattern: string
): Expression<string | NullOf<T>, Source> => scalar("extract", [text, pattern])

type OneNumber = <T extends number | null, Source extends string = never>(
  number: Expression<T, Source>
) => Expression<number | NullOf<T>, Source>

const ofNumber =
  (name: string): OneNumber =>
  (number) =>
    scalar(name, [number])

/** Without its sign. @since 0.1.0 */
export const abs = ofNumber("abs")
/** The greatest whole number not above it. @since 0.1.0 */
export const floor = ofNumber("floor")
/** The smallest whole number not below it. @since 0.1.0 */
export const ceil = ofNumber("ceil")

/** Rounded to so many decimals (0 unless given); halves go to the even neighbour. @since 0.1.0 */
export const round = <T extends number | null, Source extends string>(
  number: Expression<T, Source>,
  decimals?: number
): Expression<number | NullOf<T>, Source> =>
  scalar("round", decimals === undefined ? [number] : [number, decimals])

/** The smallest of the operands. @since 0.1.0 */
export const least = <T, Source extends string>(
  first: Expression<T, Source>,
  ...others: readonly (Expression<T, Source> | PlainValue<T>)[]
): Expression<T, Source> => scalar("least", [first, ...others])

/** The greatest of the operands. @since 0.1.0 */
export const greatest = <T, Source extends string>(
  first: Expression<T, Source>,
  ...others: readonly (Expression<T, Source> | PlainValue<T>)[]
): Expression<T, Source> => scalar("greatest", [first, ...others])

/** One row for each item of the array. @since 0.1.0 */
export const arrayJoin = <Item, Source extends string>(
  array: Expression<readonly Item[], Source>
): Expression<Item, Source> => scalar("arrayJoin", [array])

/** Whether the array holds the value. @since 0.1.0 */
export const has = <Item, Source extends string>(
  array: Expression<readonly Item[], Source>,
  item: Expression<Item, Source> | PlainValue<Item>
): Expression<Flag, Source> => scalar("has", [array, item])
