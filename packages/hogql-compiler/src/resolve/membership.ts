/**
 * `x IN (…)`: printed without a null guard, because the setting `transform_null_in` makes NULL match NULL.
 *
 * A list in round brackets, one in square brackets and one given as a value mean the same, and every item stands beside `x` as in
 * `x = item`: a text beside a time is read in the project's zone. Only a number beside the text of a row is looked for as text.
 */
import type { CompareOperationNode, ConstantNode, ExpressionNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import { call, callOf, literal, number, type Sql, text } from "../print/Sql.ts"
import { comparable } from "./comparable.ts"
import { placeholderNode } from "./constant.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Operand, Value } from "./Value.ts"
import { flagType, isText, unknownType, type ValueType } from "./ValueType.ts"

export const membership = (node: CompareOperationNode, scope: Scope): Value => {
  const left: Operand = { value: scope.value(node.left), node: node.left }
  const members = membersOf(left, node.right, scope)
  const sought = members.kind === "query" ? stored(left.value, scope) : soughtInList(left, scope)
  return { sql: call(node.op === "in" ? "in" : "notIn", sought, members), type: flagType }
}

const stored = ({ sql, storedInstant }: Value, scope: Scope): Sql =>
  scope.clause === "where" || scope.aggregate !== undefined ? (storedInstant ?? sql) : sql

/** Times in a list have microseconds, and ClickHouse looks for none of them in a time that has only seconds, as toStartOfDay gives. */
const soughtInList = ({ value, node }: Operand, scope: Scope): Sql => {
  if (node.node === "Tuple") {
    return call(
      "tuple",
      ...node.exprs.map((item) => soughtInList({ value: scope.value(item), node: item }, scope))
    )
  }
  return value.type.name === "DateTime" && value.storedInstant === undefined
    ? call("toDateTime64", value.sql, number(6), literal(scope.environment.timezone))
    : stored(value, scope)
}

const membersOf = (left: Operand, node: ExpressionNode, scope: Scope): Sql => {
  if (node.node === "SelectQuery" || node.node === "SelectSetQuery") return subquery(left.value, node, scope)
  const isGiven = node.node === "Placeholder"
  const list = isGiven ? placeholderNode(node, scope.environment) : node
  const items = itemsOf(left.value.type, list)
  if (items !== undefined) {
    // An empty tuple has no type to be looked up in.
    const ofItems = items.length === 0 ? "array" : "tuple"
    return callOf(
      ofItems,
      items.map((item) => member(left, item, isGiven, scope))
    )
  }
  const right = scope.value(list)
  if (right.type.name === "Array") {
    return refuse(
      typeMismatch(
        "IN takes a written list or a subquery. To look into an array, write has(array, x).",
        node.span
      )
    )
  }
  if (right.type.name === "Tuple") return right.sql
  return call("tuple", member(left, list, isGiven, scope))
}

const subquery = (
  left: Value,
  node: Extract<ExpressionNode, { node: "SelectQuery" | "SelectSetQuery" }>,
  scope: Scope
): Sql => {
  const query = scope.query(node)
  const wanted = left.type.name === "Tuple" ? left.type.elements?.length : 1
  if (wanted !== undefined && query.columns.length !== wanted) {
    const message = `The subquery of IN must have ${wanted === 1 ? "one column" : `${wanted} columns`}, and has ${query.columns.length}.`
    return refuse(typeMismatch(message, node.span))
  }
  return { kind: "query", query: query.sql }
}

const isList = (node: ExpressionNode) => node.node === "Tuple" || node.node === "Array"

/** The items of a written list. Beside a tuple, `(1, 'a')` is one item, and only `((1, 'a'), (2, 'b'))` is a list. */
const itemsOf = (left: ValueType, node: ExpressionNode): readonly ExpressionNode[] | undefined => {
  if (node.node !== "Tuple" && node.node !== "Array") return undefined
  return left.name !== "Tuple" || node.exprs.every(isList) ? node.exprs : [node]
}

const member = (left: Operand, node: ExpressionNode, isGiven: boolean, scope: Scope): Sql => {
  const { type, sql } = left.value
  if (type.name === "Tuple" && (node.node === "Tuple" || node.node === "Array")) {
    const { elements } = type
    if (elements === undefined) return scope.value(node).sql
    if (elements.length !== node.exprs.length) {
      const message = `A tuple of ${elements.length} is looked up here among tuples of ${node.exprs.length}.`
      return refuse(typeMismatch(message, node.span))
    }
    const parts = node.exprs.map((item, index) => {
      const part = { value: { sql, type: elements[index] ?? unknownType }, node: left.node }
      return beside(part, item, isGiven, scope)
    })
    return call("tuple", ...parts)
  }
  return beside(left, node, isGiven, scope)
}

/** A number whose digits are the text that ClickHouse makes of it. */
const isPlainNumber = (
  constant: ConstantNode | undefined
): constant is ConstantNode & { value: number | bigint } =>
  constant?.kind === "integer" ||
  (constant?.kind === "float" && /^-?\d{1,15}(?:\.\d{1,6})?$/.test(String(constant.value)))

const beside = (left: Operand, node: ExpressionNode, isGiven: boolean, scope: Scope): Sql => {
  const value = scope.value(node)
  if (left.value.type.name === "Date" && value.type.name === "DateTime") {
    return refuse(
      typeMismatch("A date is looked up among times here. Write toDate(…) around them.", node.span)
    )
  }
  const { constant } = value
  // ClickHouse reads the numbers of a list as texts, for a text that is looked for among them.
  if (left.value.constant === undefined && isText(left.value.type) && isPlainNumber(constant)) {
    return text(String(constant.value))
  }
  const item: Operand = { value, node, isGiven }
  return comparable("==", left, item, node.span, scope).right.sql
}
