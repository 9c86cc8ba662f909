/**
 * Window functions: `over(fn.sum(x), { partitionBy: [y], orderBy: [[z, "desc"]] })`.
 *
 * @see https://clickhouse.com/docs/sql-reference/window-functions
 */
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { FrameNode, NamedWindowNode, WindowNode } from "./ast/WindowNode.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import type { AggregateExpression, AnyExpression, Expression, ReadsOf } from "./expression.ts"
import { checkName } from "./name.ts"
import { orderNode } from "./order.ts"
import type { OrderKey, OrderReads } from "./order.ts"
import type { OverReads } from "./reads.ts"
import { oneOf, refuseArgument, wholeNumber } from "./refuse.ts"

/** A border of a frame: so many rows (or so much of the sort key) before or after the current row. @since 0.2.0 */
export type FrameBorder =
  | "unbounded preceding"
  | "current row"
  | "unbounded following"
  | { readonly preceding: number }
  | { readonly following: number }

/** The rows around the current one that a window function looks at. @since 0.2.0 */
export interface WindowFrame {
  /** `rows` counts rows, `range` measures the sort key. */
  readonly unit: "rows" | "range"
  readonly start: FrameBorder
  /** The current row unless given. */
  readonly end?: FrameBorder
}

/** How a window function divides and sorts the rows. All rows in no order unless given. @since 0.2.0 */
export interface WindowDefinition {
  readonly partitionBy?: readonly AnyExpression[]
  readonly orderBy?: readonly OrderKey[]
  readonly frame?: WindowFrame
}

declare const windowReads: unique symbol

const namedWindowNode: unique symbol = Symbol("hogql-builder/window")

/** A window with a name, made by {@link namedWindow}. @since 0.2.0 */
export interface NamedWindow<out Reads extends string> {
  readonly [namedWindowNode]: NamedWindowNode
  readonly [windowReads]: Reads
}

type DefinitionReads<Definition extends WindowDefinition> =
  | (Definition["partitionBy"] extends readonly (infer Key)[] ? ReadsOf<Key> : never)
  | (Definition["orderBy"] extends readonly (infer Key)[] ? OrderReads<Key> : never)

const words: ReadonlyMap<unknown, string> = /* @__PURE__ */ new Map([
  ["unbounded preceding", "UNBOUNDED PRECEDING"],
  ["current row", "CURRENT ROW"],
  ["unbounded following", "UNBOUNDED FOLLOWING"]
])

const border = (given: FrameBorder): string => {
  const word = words.get(given)
  if (word !== undefined) return word
  if (typeof given === "object" && "preceding" in given)
    return `${wholeNumber("preceding", given.preceding, 0)} PRECEDING`
  if (typeof given === "object" && "following" in given)
    return `${wholeNumber("following", given.following, 0)} FOLLOWING`
  return refuseArgument("frame", "A frame's border must be a word or a number of rows before or after.")
}

const frameNode = ({ unit, start, end = "current row" }: WindowFrame): FrameNode =>
  Object.freeze({
    unit: oneOf("unit", unit, ["rows", "range"]) === "range" ? "RANGE" : "ROWS",
    start: border(start),
    end: border(end)
  })

const windowNode = ({ partitionBy = [], orderBy = [], frame }: WindowDefinition): WindowNode =>
  freezeNode({
    kind: "Window",
    partitionBy: partitionBy.map(nodeOf),
    orderBy: orderBy.map(orderNode),
    frame: frame === undefined ? undefined : frameNode(frame)
  })

/**
 * A window to be used several times: `over(fn.count(), perDay)` prints `count() OVER per_day`, and the query gets
 * `WINDOW per_day AS (…)`.
 *
 * @since 0.2.0
 */
export const namedWindow = <const Definition extends WindowDefinition>(
  name: string,
  definition: Definition
): NamedWindow<DefinitionReads<Definition>> => {
  checkName(name)
  const node: NamedWindowNode = freezeNode({ kind: "NamedWindow", name, window: windowNode(definition) })
  // What it reads exists for the compiler only.
  return Object.freeze({ [namedWindowNode]: node }) as unknown as NamedWindow<DefinitionReads<Definition>>
}

/** What a window reads. */
type WindowReads<Window> =
  Window extends NamedWindow<infer Reads>
    ? Reads
    : Window extends WindowDefinition
      ? DefinitionReads<Window>
      : never

/**
 * An aggregate or a window function over a window; one value for each row.
 *
 * `over(fn.row_number(), { partitionBy: [events.person_id], orderBy: [[events.timestamp, "asc"]] })`. Belongs into `columns`,
 * `orderBy` and `qualify`; in a query with groups it sees the groups.
 *
 * Fails with `HogqlBuildError` (`ArgumentRefused`) when the frame is none.
 *
 * @since 0.2.0
 */
export const over = <
  T,
  Reads extends string,
  const Window extends WindowDefinition | NamedWindow<string> = object
>(
  call: AggregateExpression<T, Reads>,
  window: Window
): Expression<T, OverReads<Reads> | WindowReads<Window>> => {
  const node = nodeOf(call)
  if (node.kind !== "Call" || node.role === undefined)
    return refuseArgument("call", "over takes an aggregate or a window function.")
  // HogQL refuses the first, and drops the others without a word.
  if (node.isDistinct === true || node.filter !== undefined || node.orderBy !== undefined)
    return refuseArgument(
      "call",
      "An aggregate over a window takes no DISTINCT, FILTER or ORDER BY of its own."
    )
  const given: unknown = window
  if (typeof given !== "object" || given === null)
    return refuseArgument(
      "window",
      "over takes a window: { partitionBy, orderBy, frame }, or one made by namedWindow(…)."
    )
  return makeExpression(
    freezeNode({
      kind: "Over",
      call: node,
      window: namedWindowNode in window ? window[namedWindowNode] : windowNode(window)
    })
  )
}
