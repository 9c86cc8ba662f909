/**
 * The items of an array as rows: ARRAY JOIN.
 */
import type { ArrayItemNode } from "./ast/ExpressionNode.ts"
import { freezeNode } from "./ast/ExpressionNode.ts"
import { ast, makeExpression, nodeOf } from "./expression.ts"
import type { ColumnExpression, Expression } from "./expression.ts"
import { checkAlias } from "./name.ts"
import { refuseArgument } from "./refuse.ts"

declare const itemName: unique symbol
declare const itemSource: unique symbol

/** An item of an array of a table in `Source`, for `arrayJoin`. @since 0.2.0 */
export interface ArrayItem<out Source extends string> {
  readonly [ast]: unknown
  readonly [itemSource]: Source | `${Source}:${string}`
}

/** The name of an item. */
export type ItemName<Item> = Item extends { readonly [itemName]: infer Name extends string } ? Name : never

/** An item as an expression. @since 0.2.0 */
export interface NamedItem<out T, Name extends string, Reads extends string> extends ColumnExpression<
  T,
  `${Name}:${Name}`
> {
  readonly [itemName]: Name
  readonly [itemSource]: Reads
}

/**
 * One item of an array at a time: `const url = arrayItem("url", sessions.$urls)`, then
 * `select(sessions).arrayJoin(url).columns({ url })`. Several items of one `arrayJoin` go through their arrays side by side.
 *
 * Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.2.0
 */
export const arrayItem = <const Name extends string, Item, Reads extends string>(
  name: Name,
  array: Expression<readonly Item[] | null, Reads>
): NamedItem<Item, Name, Reads> => {
  checkAlias(name)
  // As in makeExpression: name and reads exist for the compiler only.
  return makeExpression(
    freezeNode({ kind: "ArrayItem", name, array: nodeOf(array) })
  ) as unknown as NamedItem<Item, Name, Reads>
}

export const arrayItemNode = (item: ArrayItem<string>): ArrayItemNode => {
  const node = nodeOf(item)
  return node.kind === "ArrayItem"
    ? node
    : refuseArgument("items", "arrayJoin takes items made by arrayItem(…).")
}
