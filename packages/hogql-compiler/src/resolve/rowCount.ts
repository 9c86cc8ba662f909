/**
 * LIMIT and OFFSET of a SELECT: a whole number, or something that can be calculated before a row is read.
 *
 * ClickHouse takes a fraction for a share of the rows and a negative number for a count from the end, so what is neither is refused here.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import { typeMismatch } from "../HogqlReason.ts"
import type { Sql } from "../print/Sql.ts"
import { integerOf } from "./constant.ts"
import type { Environment } from "./Environment.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"

export const rowCount = (node: ExpressionNode, clause: "LIMIT" | "OFFSET", scope: Scope): Sql => {
  const value = scope.value(node)
  const folded = fold(node, scope.environment)
  if (value.type.name !== "Integer" || (folded !== undefined && folded < 0)) {
    return refuse(typeMismatch(`${clause} takes a whole number from 0 up.`, node.span))
  }
  if (readsRow(value.sql)) {
    return refuse(typeMismatch(`${clause} cannot depend on a row. Write a whole number.`, node.span))
  }
  return value.sql
}

/** `LIMIT 10 %`: a share of the rows, which ClickHouse writes as a fraction. */
export const rowShare = (node: ExpressionNode, scope: Scope): Sql => {
  const { constant } = scope.value(node)
  const percent =
    constant?.kind === "integer" || constant?.kind === "float" ? Number(constant.value) : undefined
  if (percent === undefined || !(percent >= 0 && percent <= 100)) {
    return refuse(typeMismatch("LIMIT … % takes a written number from 0 to 100.", node.span))
  }
  // A whole fraction is a number of rows to ClickHouse: all rows are 0.999…, none is 0.
  if (percent === 0) return { kind: "integer", value: 0 }
  return { kind: "float", value: percent === 100 ? 1 - Number.EPSILON / 2 : percent / 100 }
}

/** The number that a sum, difference or product of written whole numbers makes. */
const fold = (node: ExpressionNode, environment: Environment): number | undefined => {
  if (node.node !== "ArithmeticOperation") return integerOf(node, environment)
  const [left, right] = [fold(node.left, environment), fold(node.right, environment)]
  if (left === undefined || right === undefined) return undefined
  switch (node.op) {
    case "+":
      return left + right
    case "-":
      return left - right
    case "*":
      return left * right
    default:
      return undefined
  }
}

/** Tells whether a column is read in it. Subqueries are worlds of their own. */
const readsRow = (sql: Sql): boolean => {
  switch (sql.kind) {
    case "column":
    case "name":
      return true
    case "call":
      return sql.args.some(readsRow)
    case "lambda":
      return readsRow(sql.body)
    default:
      return false
  }
}
