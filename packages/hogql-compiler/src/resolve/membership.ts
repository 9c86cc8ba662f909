/**
 * `x IN (…)`: printed without a null guard, because the setting `transform_null_in` makes NULL match NULL.
 */
import type { CompareOperationNode, ExpressionNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import { call, type Sql } from "../print/Sql.ts"
import { dateSql, instantSql, readInstant } from "./instant.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import { booleanType, isTime } from "./ValueType.ts"

export const membership = (node: CompareOperationNode, scope: Scope): Value => {
  const left = scope.value(node.left)
  const name = node.op === "in" ? "in" : "notIn"
  const column = scope.clause === "where" || scope.aggregate !== undefined ? left.storedInstant : undefined
  return { sql: call(name, column ?? left.sql, members(left, node.right, scope)), type: booleanType }
}

const members = (left: Value, node: ExpressionNode, scope: Scope): Sql => {
  if (node.node === "SelectQuery" || node.node === "SelectSetQuery") {
    const query = scope.query(node)
    const wanted = left.type.name === "Tuple" ? left.type.elements?.length : 1
    if (wanted !== undefined && query.columns.length !== wanted) {
      const message = `The subquery of IN must have ${wanted === 1 ? "one column" : `${wanted} columns`}, and has ${query.columns.length}.`
      return refuse(typeMismatch(message, node.span))
    }
    return { kind: "query", query: query.sql }
  }
  if (node.node === "Tuple" && left.type.name !== "Tuple") {
    return call("tuple", ...node.exprs.map((item) => member(left, item, scope)))
  }
  const right = scope.value(node)
  if (right.type.name === "Array" && node.node !== "Array" && node.node !== "Placeholder") {
    return refuse(
      typeMismatch(
        "IN takes a written list or a subquery. To look into an array, write has(array, x).",
        node.span
      )
    )
  }
  if (node.node === "Array" || right.type.name === "Array" || right.type.name === "Tuple") return right.sql
  return call("tuple", member(left, node, scope))
}

const member = (left: Value, node: ExpressionNode, scope: Scope): Sql => {
  const value = scope.value(node)
  if (!isTime(left.type) || value.constant?.kind !== "string") return value.sql
  const written = readInstant(value.constant.value)
  if (written === undefined) {
    return refuse(
      typeMismatch("This text is compared with a time and is none. Write 'YYYY-MM-DD'.", node.span)
    )
  }
  return left.type.name === "Date" ? dateSql(written) : instantSql(written, scope.environment.timezone)
}
