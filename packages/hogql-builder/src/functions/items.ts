/**
 * Functions over arrays that take a lambda or none: sorting, and numbers made of all items.
 */
import { call } from "../ast/ExpressionNode.ts"
import type { AnyOperand, Expression, NullIn, OperandType, ReadsOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import type { ItemOf } from "./lambda.ts"
import { lambda } from "./lambda.ts"
import type { ListArg } from "./signature.ts"

/** By the items themselves, or by what a lambda makes of each. @since 0.2.0 */
export interface ItemFunction<Kind extends "items" | "item" | "number" | "numbers"> {
  <List extends ListArg>(list: List): Expression<ItemResult<Kind, List>, ReadsOf<List>>
  <List extends ListArg, Body extends AnyOperand>(
    body: (item: Expression<ItemOf<List>>) => Body,
    list: List
  ): Expression<
    Kind extends "item" ? OperandType<Body> : ItemResult<Kind, List>,
    ReadsOf<List> | ReadsOf<Body>
  >
}

type ItemResult<Kind, List> = Kind extends "items"
  ? ItemOf<List>[]
  : Kind extends "item"
    ? ItemOf<List>
    : Kind extends "number"
      ? number
      : number[]

const byItem = <Kind extends "items" | "item" | "number" | "numbers">(name: string): ItemFunction<Kind> => {
  const build = (...args: readonly unknown[]): Expression<never> => {
    const operands = args.map((arg) =>
      typeof arg === "function" ? lambda(arg as (...items: Expression<never>[]) => AnyOperand, 1) : arg
    )
    return makeExpression(call(name, operands.map(nodeOf)))
  }
  // What the items are exists for the compiler only.
  return build
}

/** The items in ascending order. @since 0.2.0 */
export const arraySort = /* @__PURE__ */ byItem<"items">("arraySort")
/** The items in descending order. @since 0.2.0 */
export const arrayReverseSort = /* @__PURE__ */ byItem<"items">("arrayReverseSort")
/** The smallest. @since 0.2.0 */
export const arrayMin = /* @__PURE__ */ byItem<"item">("arrayMin")
/** The greatest. @since 0.2.0 */
export const arrayMax = /* @__PURE__ */ byItem<"item">("arrayMax")
/** The sum. @since 0.2.0 */
export const arraySum = /* @__PURE__ */ byItem<"number">("arraySum")
/** The mean. @since 0.2.0 */
export const arrayAvg = /* @__PURE__ */ byItem<"number">("arrayAvg")
/** The sums so far. @since 0.2.0 */
export const arrayCumSum = /* @__PURE__ */ byItem<"numbers">("arrayCumSum")
/** The sums so far, never below 0. @since 0.2.0 */
export const arrayCumSumNonNegative = /* @__PURE__ */ byItem<"numbers">("arrayCumSumNonNegative")

/** One row for each item of the array. @since 0.1.0 */
export const arrayJoin = <List extends ListArg>(list: List): Expression<ItemOf<List>, ReadsOf<List>> =>
  makeExpression(call("arrayJoin", [nodeOf(list)]))

/** The item at a position; the first is 1. @since 0.2.0 */
export const arrayElement = <List extends ListArg, Position extends AnyOperand>(
  list: List,
  position: Position
): Expression<ItemOf<List> | NullIn<List>, ReadsOf<List> | ReadsOf<Position>> =>
  makeExpression(call("arrayElement", [nodeOf(list), nodeOf(position)]))

/** Whether the array holds the item. @since 0.1.0 */
export const has = <List extends ListArg, const Item extends AnyOperand>(
  list: List,
  item: Item
): Expression<Flag, ReadsOf<List> | ReadsOf<Item>> =>
  makeExpression(call("has", [nodeOf(list), nodeOf(item)]))
