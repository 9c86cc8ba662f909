/**
 * One expression node to one value. What HogQL's grammar knows and this compiler does not is refused by name.
 */
import type { AliasNode, ArrayAccessNode, ExpressionNode, TupleAccessNode } from "../ast/Expression.ts"
import type { QueryNode } from "../ast/Query.ts"
import { notSupported, typeMismatch } from "../HogqlReason.ts"
import { call, callOf } from "../print/Sql.ts"
import { resolveArithmetic } from "./arithmetic.ts"
import { resolveCast, resolveExprCall } from "./cast.ts"
import { resolveDict, resolveSlice, resolveTag } from "./collections.ts"
import { resolveBetween, resolveCompare, resolveDistinct } from "./compare.ts"
import { condition } from "./condition.ts"
import { placeholderNode, resolveConstant } from "./constant.ts"
import { isOfKind } from "./calls/ofKind.ts"
import { refuse } from "./refuse.ts"
import { resolveCall } from "./resolveCall.ts"
import { accessValue, resolveField } from "./resolveField.ts"
import { resolveFilters } from "./resolveFilters.ts"
import { resolveWindow } from "./resolveWindow.ts"
import { checkAlias } from "./selectAlias.ts"
import type { Scope } from "./Scope.ts"
import { calling, type Value } from "./Value.ts"
import { arrayType, flagType, commonType, nullableType, unknownType } from "./ValueType.ts"

export const resolveExpression = (node: ExpressionNode, scope: Scope): Value => {
  switch (node.node) {
    case "Field":
      return resolveField(node, scope)
    case "Constant":
      return resolveConstant(node)
    case "Placeholder":
      return resolveFilters(node, scope) ?? scope.value(placeholderNode(node, scope.environment))
    case "Call":
      return resolveCall(node, scope)
    case "WindowFunction":
      return resolveWindow(node, scope)
    case "CompareOperation":
      return resolveCompare(node, scope)
    case "IsDistinctFrom":
      return resolveDistinct(node, scope)
    case "BetweenExpr":
      return resolveBetween(node, scope)
    case "And":
    case "Or":
      return allOrAny(node.node === "And" ? "and" : "or", node.exprs, scope)
    case "Not": {
      const inner = scope.value(node.expr)
      return {
        sql: call("not", condition(inner, node.expr, "NOT")),
        type: nullableType(flagType, inner.type.nullable)
      }
    }
    case "ArithmeticOperation":
      return resolveArithmetic(node, scope)
    case "Array": {
      const items = node.exprs.map((item) => scope.value(item))
      return calling("array", items, arrayType(commonType(items.map((item) => item.type))))
    }
    case "Tuple": {
      const items = node.exprs.map((item) => scope.value(item))
      return calling("tuple", items, {
        name: "Tuple",
        nullable: false,
        elements: items.map((item) => item.type)
      })
    }
    case "ArrayAccess":
      return resolveArrayAccess(node, scope)
    case "TupleAccess":
      return resolveTupleAccess(node, scope)
    case "TypeCast":
    case "TryCast":
      return resolveCast(node, scope)
    case "SelectQuery":
    case "SelectSetQuery":
      return resolveScalar(node, scope)
    case "HogQLXTag":
      return resolveTag(node, scope)
    case "Alias":
      return resolveInnerAlias(node, scope)
    case "Lambda":
      return refuse(
        notSupported("A lambda in this place", node.span, "Pass it to a function such as arrayMap.")
      )
    case "ColumnsExpr":
      return refuse(notSupported("`COLUMNS` in this place", node.span, "Name the columns."))
    case "ExprCall":
      return resolveExprCall(node, scope)
    case "Dict":
      return resolveDict(node, scope)
    case "ArraySlice":
      return resolveSlice(node, scope)
    case "SpreadExpr":
    case "PositionalRef":
    case "NamedArgument":
      return refuse(notSupported(refusedNodes[node.node], node.span))
  }
}

const refusedNodes = {
  SpreadExpr: "`*COLUMNS` in this place",
  NamedArgument: "A named argument",
  PositionalRef: "A positional reference"
} as const

/** `(1 as a) + a`: the name can be used from here on, and stands for what it names. One given inside a lambda ends with it. */
const resolveInnerAlias = (node: AliasNode, scope: Scope): Value => {
  const known = scope.lambdaArguments.get(node.alias) ?? scope.aliases.get(node.alias)
  // An expression can be looked at twice, and then its alias is there already.
  if (known?.inlineAlias === node) return known
  checkAlias(node, scope)
  const named: Value = { ...scope.value(node.expr), inlineAlias: node }
  scope.define(node.alias, named)
  return named
}

const allOrAny = (name: "and" | "or", nodes: readonly ExpressionNode[], scope: Scope): Value => {
  const values = nodes.map((item) => ({ value: scope.value(item), node: item }))
  const [only, second] = values
  if (only !== undefined && second === undefined) return only.value
  return {
    sql: callOf(
      name,
      values.map((item) => condition(item.value, item.node, name.toUpperCase()))
    ),
    type: nullableType(
      flagType,
      values.some((item) => item.value.type.nullable)
    )
  }
}

const resolveArrayAccess = (node: ArrayAccessNode, scope: Scope): Value => {
  const array = scope.value(node.array)
  const index = scope.value(node.property)
  const { constant } = index
  if (constant?.kind === "integer" && constant.value === 0) {
    return refuse(typeMismatch("Arrays are counted from 1, so there is no item 0.", node.property.span))
  }
  if (array.json !== undefined || array.type.name === "Tuple") {
    if (constant?.kind === "string") return accessValue(array, constant.value, node.span, scope)
    if (constant?.kind === "integer") return accessValue(array, Number(constant.value), node.span, scope)
    return refuse(notSupported("A computed key", node.property.span, "Use JSONExtractString(…)."))
  }
  if (node.nullish === true) return refuse(notSupported("`?.` on a value that is no property", node.span))
  if (array.type.name === "Map") return calling("arrayElement", [array, index], unknownType)
  if (array.type.name !== "Array" && array.type.name !== "Unknown") {
    return refuse(typeMismatch(`A value of type ${array.type.name} has no items.`, node.span))
  }
  if (array.type.name === "Array" && !isOfKind(index.type, "whole")) {
    return refuse(typeMismatch("Items of an array are numbered.", node.property.span))
  }
  return calling("arrayElement", [array, index], array.type.element ?? unknownType)
}

const resolveTupleAccess = (node: TupleAccessNode, scope: Scope): Value => {
  const tuple = scope.value(node.tuple)
  if (tuple.json === undefined && node.nullish === true) {
    return refuse(notSupported("`?.` on a value that is no property", node.span))
  }
  if (node.index === 0) {
    return refuse(typeMismatch("Arrays and tuples are counted from 1, so there is no item 0.", node.span))
  }
  return accessValue(tuple, node.index, node.span, scope)
}

/** A subquery as a value: one column, and NULL when it has no row. */
const resolveScalar = (node: QueryNode, scope: Scope): Value => {
  const query = scope.query(node)
  const [only, second] = query.columns
  if (only === undefined || second !== undefined) {
    return refuse(typeMismatch("A subquery used as a value must have exactly one column.", node.span))
  }
  return { sql: { kind: "query", query: query.sql }, type: nullableType(only.type) }
}
