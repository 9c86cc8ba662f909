/**
 * Aggregates made of others by appending words, and what can be added to the call of an aggregate.
 *
 * @see https://clickhouse.com/docs/sql-reference/aggregate-functions/combinators
 */
import { freezeNode } from "../ast/ExpressionNode.ts"
import type { CallNode } from "../ast/ExpressionNode.ts"
import type { AggregateExpression, AnyOperand, ReadsOf } from "../expression.ts"
import { ast, nodeOf } from "../expression.ts"
import { orderNode } from "../order.ts"
import type { OrderKey, OrderReads } from "../order.ts"
import type { AggregateReads } from "../reads.ts"
import { refuseArgument } from "../refuse.ts"
import type { ConditionArg } from "./signature.ts"
import { makeAggregate, roleCall } from "./signature.ts"

type Base = "avg" | "sum" | "min" | "max" | "count" | "countDistinct" | "median"
type Combinator =
  "If" | "Array" | "Map" | "State" | "Merge" | "ForEach" | "OrDefault" | "OrNull" | "ArgMin" | "ArgMax"
type Ending = "" | "If" | "OrDefault" | "OrDefaultIf" | "OrNull" | "OrNullIf"

/** The name of a combined aggregate, such as `sumArrayIf` or `avgOrNull`. @since 0.2.0 */
export type CombinedName = `${Base}${Combinator}${Ending}`

const combinedName =
  /^(?:avg|sum|min|max|count|countDistinct|median)(?:If|Array|Map|State|Merge|ForEach|OrDefault|OrNull|ArgMin|ArgMax)(?:If|OrDefault|OrDefaultIf|OrNull|OrNullIf)?$/

/** What a combined aggregate makes: a number, unless its name says otherwise. @since 0.2.0 */
export type CombinedResult<Name extends CombinedName> = Name extends
  `${string}${"State" | "Map" | "Arg"}${string}` | `${"min" | "max"}${string}`
  ? unknown
  : Name extends `${string}ForEach${string}`
    ? number[]
    : number | null

/**
 * A combined aggregate by its name: `fn.combined("sumOrNull", price)`.
 *
 * Fails with `HogqlBuildError` (`ArgumentRefused`) on a name that HogQL does not combine.
 *
 * @since 0.2.0
 */
export const combined = <const Name extends CombinedName, A extends readonly AnyOperand[]>(
  name: Name,
  ...args: A
): AggregateExpression<CombinedResult<Name>, AggregateReads<ReadsOf<A[number]>>> =>
  combinedName.test(name)
    ? makeAggregate(roleCall("aggregate", name, args))
    : refuseArgument("name", "This aggregate is not one that HogQL combines.")

const aggregateCall = (aggregate: AggregateExpression<unknown, string>): CallNode => {
  const node = aggregate[ast]
  return node.kind === "Call" && node.role === "aggregate"
    ? node
    : refuseArgument("aggregate", "This takes an aggregate, such as fn.count(…).")
}

/** The aggregate over different values only: `distinctly(fn.count(x))` prints `count(DISTINCT x)`. @since 0.2.0 */
export const distinctly = <T, Reads extends string>(
  aggregate: AggregateExpression<T, Reads>
): AggregateExpression<T, Reads> =>
  makeAggregate(freezeNode({ ...aggregateCall(aggregate), isDistinct: true as const }))

/** The aggregate over the rows that meet a condition: prints `count() FILTER (WHERE …)`. @since 0.2.0 */
export const filtered = <T, Reads extends string, Condition extends ConditionArg>(
  aggregate: AggregateExpression<T, Reads>,
  condition: Condition
): AggregateExpression<T, Reads | AggregateReads<ReadsOf<Condition>>> =>
  makeAggregate(freezeNode({ ...aggregateCall(aggregate), filter: nodeOf(condition) }))

/**
 * The aggregate over sorted rows: `ordered(fn.groupArray(x), y)` prints `groupArray(x ORDER BY y ASC)`. PostHog decides for which
 * aggregates it takes that; `fn.arraySort` over the finished array always works.
 *
 * @since 0.2.0
 */
export const ordered = <T, Reads extends string, const Keys extends readonly [OrderKey, ...OrderKey[]]>(
  aggregate: AggregateExpression<T, Reads>,
  ...keys: Keys
): AggregateExpression<T, Reads | AggregateReads<OrderReads<Keys[number]>>> =>
  makeAggregate(freezeNode({ ...aggregateCall(aggregate), orderBy: keys.map(orderNode) }))
