/**
 * An expression after resolution: ClickHouse's form of it and what is known about it.
 */
import type { AliasNode, ConstantNode, ExpressionNode } from "../ast/Expression.ts"
import { callOf, type Sql } from "../print/Sql.ts"
import { failedType, type ValueType } from "./ValueType.ts"

export interface Value {
  readonly sql: Sql
  readonly type: ValueType
  /** Set when it is written as a literal. */
  readonly constant?: ConstantNode | undefined
  /** A DateTime column as it is stored, without the time zone, which comparisons do not need and the sort key does. */
  readonly storedInstant?: Sql | undefined
  /** Where it lies in a JSON document, so that a further key can be read. */
  readonly json?: JsonPath | undefined
  /** Set on an alias given inside an expression, which is written out wherever it is used. */
  readonly inlineAlias?: AliasNode | undefined
  /** A property without the conversion its definition asks for. */
  readonly untyped?: Value | undefined
}

export interface JsonPath {
  readonly document: Sql
  readonly keys: readonly (string | number)[]
  /** The stored column of a key that has one. */
  readonly hot?: ((key: string) => Sql | undefined) | undefined
  /** A property that is computed instead of stored. */
  readonly computed?: ((key: string) => Value | undefined) | undefined
}

/** A value with the node it came from, for messages and fixes. */
export interface Operand {
  readonly value: Value
  readonly node: ExpressionNode
  /** Set on an item of a list given as a value: no piece of the text is its own, so there is nothing to replace. */
  readonly isGiven?: boolean
}

/** Stands for an expression that was refused while a check goes on to find what else is wrong. */
export const failedValue: Value = { sql: { kind: "null" }, type: failedType }

/** A call without anything special about its result. */
export const calling = (name: string, args: readonly Value[], type: ValueType): Value => ({
  sql: callOf(
    name,
    args.map((arg) => arg.sql)
  ),
  type
})

/** Tells whether an aggregate function is called in it. Subqueries are worlds of their own. */
export const hasAggregate = (sql: Sql): boolean => {
  switch (sql.kind) {
    case "call":
      return (sql.aggregate === true && sql.over === undefined) || sql.args.some(hasAggregate)
    case "lambda":
      return hasAggregate(sql.body)
    default:
      return false
  }
}

/** Tells whether a window function is called in it. */
export const hasWindow = (sql: Sql): boolean => {
  switch (sql.kind) {
    case "call":
      return sql.over !== undefined || sql.args.some(hasWindow)
    case "lambda":
      return hasWindow(sql.body)
    default:
      return false
  }
}

/** Tells whether a lambda's argument, or a SELECT alias, of that name stands in it. */
export const mentions = (root: Sql, name: string): boolean => {
  const seen = new Set<object>()
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const part = pending.pop()
    if (typeof part !== "object" || part === null || seen.has(part)) continue
    if ("kind" in part && part.kind === "name" && "name" in part && part.name === name) return true
    seen.add(part)
    for (const inner of Object.values(part)) pending.push(inner)
  }
  return false
}
