/**
 * Arrays, tuples and dictionaries made of expressions, and what is inside them.
 */
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { AnyOperand, Expression, OperandType, ReadsOf } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import type { NullOf } from "./HogqlType.ts"
import { wholeNumber } from "./refuse.ts"

type TypesOf<Items extends readonly AnyOperand[]> = {
  -readonly [Index in keyof Items]: OperandType<Items[Index]>
}

/** `[a, b]`: items of one type. @since 0.2.0 */
export const array = <const Items extends readonly AnyOperand[]>(
  ...items: Items
): Expression<OperandType<Items[number]>[], ReadsOf<Items[number]>> =>
  makeExpression(freezeNode({ kind: "Array", items: items.map(nodeOf) }))

/** `(a, b)`: members of any types. @since 0.2.0 */
export const tuple = <const Items extends readonly [AnyOperand, ...AnyOperand[]]>(
  ...items: Items
): Expression<TypesOf<Items>, ReadsOf<Items[number]>> =>
  makeExpression(freezeNode({ kind: "Tuple", items: items.map(nodeOf) }))

/** `{'a': b}`: values by name. A row holds it as PostHog writes it. @since 0.2.0 */
export const dict = <const Entries extends Readonly<Record<string, AnyOperand>>>(
  entries: Entries
): Expression<unknown, ReadsOf<Entries[keyof Entries]>> =>
  makeExpression(
    freezeNode({
      kind: "Dict",
      entries: Object.entries(entries).flatMap(([key, item]) => [nodeOf(key), nodeOf(item)])
    })
  )

/**
 * `list[position]`: the item at a position; the first is 1, and -1 is the last. Out of range it is a default value.
 *
 * @since 0.2.0
 */
export const itemAt = <Item, T extends readonly Item[] | null, Reads extends string>(
  list: Expression<T & (readonly Item[] | null), Reads>,
  position: number | Expression<number, Reads>
): Expression<(T extends readonly (infer I)[] ? I : never) | NullOf<T>, Reads> =>
  makeExpression(freezeNode({ kind: "Index", target: nodeOf(list), key: nodeOf(position) }))

/** `list[start:end]`: the items from one position to another, both included; to the end unless given. @since 0.2.0 */
export const slice = <T extends readonly unknown[], Reads extends string>(
  list: Expression<T, Reads>,
  start: number | Expression<number, Reads>,
  end?: number | Expression<number, Reads>
): Expression<T[number][], Reads> =>
  makeExpression(
    freezeNode({
      kind: "Slice",
      target: nodeOf(list),
      start: nodeOf(start),
      end: end === undefined ? undefined : nodeOf(end)
    })
  )

type Member<T, Index extends number> = T extends readonly [infer First, ...infer Rest]
  ? Index extends 1
    ? First
    : Member<Rest, Before<Index>>
  : never

type Before<Index extends number> = [never, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15][Index] &
  number

/** `members.position`: a member of a tuple; the first is 1. @since 0.2.0 */
export const memberAt = <T extends readonly unknown[], const Index extends number, Reads extends string>(
  members: Expression<T, Reads>,
  position: Index
): Expression<Member<T, Index>, Reads> =>
  makeExpression(
    freezeNode({
      kind: "TupleElement",
      target: nodeOf(members),
      index: wholeNumber("position", position, 1)
    })
  )
