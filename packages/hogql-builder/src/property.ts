/**
 * Properties: keys of a JSON column, at any depth.
 *
 * A property is text until the project defines it as something else, so `get` compares as text only; the typed
 * readers convert, which is right whether or not the project has a definition.
 */
import { call, constant, freezeNode } from "./ast/ExpressionNode.ts"
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import type { DateTime, Json, Property } from "./HogqlType.ts"
import type { ColumnExpression, Expression } from "./expression.ts"
import { makeExpression } from "./expression.ts"
import { checkPropertyKey, isNameLike } from "./name.ts"
import { refuseArgument } from "./refuse.ts"

/**
 * The way to a property: its key, then keys (text) or positions in arrays (numbers, the first is 1).
 *
 * A key is any text; a dot in it is part of the key, not a step.
 *
 * @since 0.1.0
 */
export type PropertyPath = readonly [key: string, ...steps: (string | number)[]]

type Joined<Steps> = Steps extends readonly [infer First extends string | number, ...infer Rest]
  ? Rest extends readonly []
    ? `${First}`
    : `${First}.${Joined<Rest>}`
  : string

/**
 * A JSON column and its properties.
 *
 * Every reader gives null when the key is missing or JSON null. Fails with `HogqlBuildError` when a key holds a NUL
 * character or a lone surrogate (`NameRefused`), or a position is not a whole number from 1 (`ArgumentRefused`).
 *
 * @since 0.1.0
 */
export interface Properties<Column extends string> extends ColumnExpression<Json, Column> {
  /** The property as the project defines it. Prints `events.properties.$browser`. */
  get<const Path extends PropertyPath>(
    ...path: Path
  ): ColumnExpression<Property | null, `${Column}.${Joined<Path>}`>
  /** The property as text, whatever its definition. Prints `toString(…)`. */
  text<const Path extends PropertyPath>(...path: Path): Expression<string | null, `${Column}.${Joined<Path>}`>
  /** The property as a number; null when it is none. Prints `toFloat(…)`. */
  number<const Path extends PropertyPath>(
    ...path: Path
  ): Expression<number | null, `${Column}.${Joined<Path>}`>
  /** The property as a boolean; null when it is neither `true` nor `false`. */
  boolean<const Path extends PropertyPath>(
    ...path: Path
  ): Expression<boolean | null, `${Column}.${Joined<Path>}`>
  /** The property as a time; null when it cannot be read as one. Prints `toDateTime(…)`. */
  dateTime<const Path extends PropertyPath>(
    ...path: Path
  ): Expression<DateTime | null, `${Column}.${Joined<Path>}`>
}

const maximumIndex = 2 ** 31

const propertyNode = (column: readonly string[], table: string, path: PropertyPath): ExpressionNode => {
  const chain = [...column]
  let node: ExpressionNode | undefined
  for (const step of path) {
    if (typeof step === "string") checkPropertyKey(step)
    else if (!Number.isInteger(step) || step < 1 || step > maximumIndex)
      refuseArgument("path", "A position in a JSON array must be a whole number from 1.")
    // Once a step has been written in brackets, names after it would be read as part of another chain.
    if (node === undefined && typeof step === "string" && isNameLike(step)) chain.push(step)
    else
      node = freezeNode({
        kind: "Index",
        target: node ?? freezeNode({ kind: "Field", table, chain }),
        key: constant(step)
      })
  }
  return node ?? freezeNode({ kind: "Field", table, chain })
}

// PostHog's own conversion of a property it knows to be boolean; toBool alone throws on other text.
const booleanNode = (property: ExpressionNode): ExpressionNode =>
  call("toBool", [
    call("transform", [
      call("toString", [property]),
      freezeNode({ kind: "Array", items: [constant("true"), constant("false")] }),
      freezeNode({ kind: "Array", items: [constant(1), constant(0)] }),
      constant(null)
    ])
  ])

/** The JSON column at `column` (its table's name first), with readers for its properties. */
export const makeProperties = (table: string, column: readonly string[]): Properties<string> => {
  const at = (path: PropertyPath): ExpressionNode => propertyNode(column, table, path)
  const self = makeExpression<Json, string>(
    freezeNode({ kind: "Field", table, chain: [...column], isJson: true })
  )
  const readers = {
    get: (...path: PropertyPath) => makeExpression(at(path)),
    text: (...path: PropertyPath) => makeExpression(call("toString", [at(path)])),
    number: (...path: PropertyPath) => makeExpression(call("toFloat", [at(path)])),
    boolean: (...path: PropertyPath) => makeExpression(booleanNode(at(path))),
    dateTime: (...path: PropertyPath) => makeExpression(call("toDateTime", [at(path)]))
  }
  // The types of the readers exist for the compiler only, as in makeExpression.
  return Object.freeze({ ...self, ...readers }) as unknown as Properties<string>
}
