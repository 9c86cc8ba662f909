/**
 * Functions over the items of arrays: `fn.arrayFilter((item) => gt(item, 1), list)`.
 *
 * The lambda is called once, with expressions that stand for the items; what it gives is the body. Several arrays of the
 * same length go side by side.
 */
import { call, freezeNode } from "../ast/ExpressionNode.ts"
import type { LambdaParameterNode } from "../ast/ExpressionNode.ts"
import type { AnyOperand, Expression, OperandType, ReadsOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { refuseArgument } from "../refuse.ts"
import type { ConditionArg, ListArg } from "./signature.ts"

/** The type of an array's items. @since 0.2.0 */
export type ItemOf<List> = Exclude<OperandType<List>, null> extends readonly (infer Item)[] ? Item : never

/** Expressions that stand for the items of arrays. @since 0.2.0 */
export type ItemsOf<Lists extends readonly ListArg[]> = {
  readonly [Index in keyof Lists]: Expression<ItemOf<Lists[Index]>>
}

type Lists = readonly [list: ListArg, ...others: ListArg[]]
type Reads<L extends Lists, Body> = ReadsOf<L[number]> | ReadsOf<Body>

/** A lambda as an operand, for functions that are called by name. @since 0.2.0 */
export const lambda = <const Body extends AnyOperand>(
  body: (...items: Expression<never>[]) => Body,
  parameters = body.length
): Expression<unknown, ReadsOf<Body>> => {
  if (typeof body !== "function") return refuseArgument("lambda", "A lambda is a function of the items.")
  const nodes = Array.from({ length: parameters }, () =>
    freezeNode<LambdaParameterNode>({ kind: "LambdaParameter" })
  )
  if (nodes.length === 0) return refuseArgument("lambda", "A lambda has at least one parameter.")
  return makeExpression(
    freezeNode({
      kind: "Lambda",
      parameters: nodes,
      body: nodeOf(body(...nodes.map((node) => makeExpression<never>(node))))
    })
  )
}

// What the items are exists for the compiler only.
const apply = (name: string, body: unknown, lists: readonly unknown[], extra = 0): Expression<never> =>
  makeExpression(
    call(name, [
      nodeOf(lambda(body as (...items: Expression<never>[]) => AnyOperand, lists.length + extra)),
      ...lists.map(nodeOf)
    ])
  )

type Test<Result> = <L extends Lists, Body extends ConditionArg>(
  condition: (...items: ItemsOf<L>) => Body,
  ...lists: L
) => Expression<Result, Reads<L, Body>>

type Pick = <L extends Lists, Body extends ConditionArg>(
  condition: (...items: ItemsOf<L>) => Body,
  ...lists: L
) => Expression<ItemOf<L[0]>, Reads<L, Body>>

type Keep = <L extends Lists, Body extends AnyOperand>(
  condition: (...items: ItemsOf<L>) => Body,
  ...lists: L
) => Expression<ItemOf<L[0]>[], Reads<L, Body>>

type Split = <L extends Lists, Body extends ConditionArg>(
  condition: (...items: ItemsOf<L>) => Body,
  ...lists: L
) => Expression<ItemOf<L[0]>[][], Reads<L, Body>>

const test =
  <Result>(name: string): Test<Result> =>
  (condition, ...lists) =>
    apply(name, condition, lists)
const pick =
  (name: string): Pick =>
  (condition, ...lists) =>
    apply(name, condition, lists)
const keep =
  (name: string): Keep =>
  (condition, ...lists) =>
    apply(name, condition, lists)
const split =
  (name: string): Split =>
  (condition, ...lists) =>
    apply(name, condition, lists)

/** What the lambda makes of each item. @since 0.2.0 */
export const arrayMap = <L extends Lists, const Body extends AnyOperand>(
  body: (...items: ItemsOf<L>) => Body,
  ...lists: L
): Expression<OperandType<Body>[], Reads<L, Body>> => apply("arrayMap", body, lists)
/** The items that meet the condition. @since 0.2.0 */
export const arrayFilter: Keep = /* @__PURE__ */ keep("arrayFilter")
/** Each item, or the last one before that met the condition. @since 0.2.0 */
export const arrayFill: Keep = /* @__PURE__ */ keep("arrayFill")
/** Each item, or the next one after that meets the condition. @since 0.2.0 */
export const arrayReverseFill: Keep = /* @__PURE__ */ keep("arrayReverseFill")
/** The array cut before each item that meets the condition. @since 0.2.0 */
export const arraySplit: Split = /* @__PURE__ */ split("arraySplit")
/** The array cut after each item that meets the condition. @since 0.2.0 */
export const arrayReverseSplit: Split = /* @__PURE__ */ split("arrayReverseSplit")
/** Whether any item meets the condition. @since 0.2.0 */
export const arrayExists: Test<Flag> = /* @__PURE__ */ test("arrayExists")
/** Whether all items meet the condition. @since 0.2.0 */
export const arrayAll: Test<Flag> = /* @__PURE__ */ test("arrayAll")
/** How many items meet the condition. @since 0.2.0 */
export const arrayCount: Test<number> = /* @__PURE__ */ test("arrayCount")
/** The first item that meets the condition; a default value when none does. @since 0.2.0 */
export const arrayFirst: Pick = /* @__PURE__ */ pick("arrayFirst")
/** The last item that meets the condition; a default value when none does. @since 0.2.0 */
export const arrayLast: Pick = /* @__PURE__ */ pick("arrayLast")
/** The position of the first item that meets the condition; 0 when none does. @since 0.2.0 */
export const arrayFirstIndex: Test<number> = /* @__PURE__ */ test("arrayFirstIndex")
/** The position of the last item that meets the condition; 0 when none does. @since 0.2.0 */
export const arrayLastIndex: Test<number> = /* @__PURE__ */ test("arrayLastIndex")

/** One value of all items: the lambda gets the value so far and an item. @since 0.2.0 */
export const arrayFold = <List extends ListArg, const Start extends AnyOperand, Body extends AnyOperand>(
  body: (sofar: Expression<OperandType<Start>>, item: Expression<ItemOf<List>>) => Body,
  list: List,
  start: Start
): Expression<OperandType<Start>, ReadsOf<List> | ReadsOf<Start> | ReadsOf<Body>> =>
  apply("arrayFold", body, [list, start])

/** The map with what the lambda makes of each key and value, as a tuple of both. @since 0.2.0 */
export const mapApply = <Body extends AnyOperand, Map extends AnyOperand>(
  body: (key: Expression<unknown>, value: Expression<unknown>) => Body,
  map: Map
): Expression<unknown, ReadsOf<Body> | ReadsOf<Map>> => apply("mapApply", body, [map], 1)
/** The entries of the map that meet the condition. @since 0.2.0 */
export const mapFilter = <Body extends ConditionArg, Map extends AnyOperand>(
  condition: (key: Expression<unknown>, value: Expression<unknown>) => Body,
  map: Map
): Expression<unknown, ReadsOf<Body> | ReadsOf<Map>> => apply("mapFilter", condition, [map], 1)
