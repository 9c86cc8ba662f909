/**
 * ORDER BY, with the rows that WITH FILL makes up between those there are, and INTERPOLATE, which says what those rows hold.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { InterpolateExprNode, OrderExprNode, SelectQueryNode } from "../ast/Query.ts"
import { typeMismatch, unknownColumn } from "../HogqlReason.ts"
import { call, literal, type Sql, type SqlFill, type SqlOrder, type SqlSelect } from "../print/Sql.ts"
import { suggest } from "../suggest.ts"
import { dateSql, instantSql, readInstant } from "./instant.ts"
import { refuse } from "./refuse.ts"
import type { OutputColumn, Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"

/** `resolve` gives the value of a key; a column's number gives the value of that column. */
export const resolveOrderBy = (
  node: SelectQueryNode,
  resolve: (item: ExpressionNode) => Value,
  scope: Scope
): readonly SqlOrder[] =>
  (node.order_by ?? []).map((key) => {
    const value = resolve(key.expr)
    return {
      value: value.sql,
      direction: key.order,
      fill: scope.environment.attempt(() => resolveFill(key, value, scope), undefined)
    }
  })

const resolveFill = ({ with_fill: fill }: OrderExprNode, key: Value, scope: Scope): SqlFill | undefined => {
  if (fill === undefined) return undefined
  const bound = (node: ExpressionNode | undefined): Sql | undefined => {
    if (node === undefined) return undefined
    const value = scope.with({ clause: "limit" }).value(node)
    return writtenTime(value, node, key, scope) ?? value.sql
  }
  return { from: bound(fill.from_value), to: bound(fill.to_value), step: bound(fill.step_value) }
}

/** A text beside a time is that time; ClickHouse wants the very type of the column here, with its precision. */
const writtenTime = (value: Value, node: ExpressionNode, key: Value, scope: Scope): Sql | undefined => {
  const isTime = key.type.name === "DateTime" || key.type.name === "Date"
  if (!isTime || value.constant?.kind !== "string") return undefined
  const written = readInstant(value.constant.value)
  if (written === undefined || (key.type.name === "Date" && written.hasTime)) {
    return refuse(
      typeMismatch("WITH FILL goes over times here. Write 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'.", node.span)
    )
  }
  if (key.type.name === "Date") return dateSql(written)
  if (key.storedInstant !== undefined) return instantSql(written, scope.environment.timezone)
  const zone = literal(key.type.zone ?? scope.environment.timezone)
  return written.isUtc
    ? call("toTimeZone", call("toDateTime", literal(written.dateTime.slice(0, 19)), literal("UTC")), zone)
    : call("toDateTime", literal(written.dateTime.slice(0, 19)), zone)
}

/** The names are those of the result's columns, and so are the ones inside the expressions. */
export const resolveInterpolate = (
  node: SelectQueryNode,
  columns: readonly OutputColumn[],
  scope: Scope
): SqlSelect["interpolate"] => {
  if (node.interpolate === undefined) return undefined
  const filled = node.order_by?.some((key) => key.with_fill !== undefined) === true
  if (!filled) {
    return refuse(
      typeMismatch("INTERPOLATE needs a WITH FILL in ORDER BY.", node.interpolate[0]?.span ?? node.span)
    )
  }
  const named = new Map(
    columns.map((column): readonly [string, Value] => [
      column.name,
      { sql: { kind: "name", name: column.sqlName }, type: column.type }
    ])
  )
  const within = scope.with({ clause: "limit", relations: [], aliases: named })
  return node.interpolate.map((item) => ({
    name: targetOf(item, columns),
    value: item.value && within.value(item.value).sql
  }))
}

const targetOf = ({ expr }: InterpolateExprNode, columns: readonly OutputColumn[]): string => {
  const name = expr.node === "Field" ? expr.chain.join(".") : ""
  const found = columns.find((column) => column.name === name)
  if (found !== undefined) return found.sqlName
  const suggestion = suggest(
    name,
    columns.map((column) => column.name)
  )
  return refuse({
    ...unknownColumn(name, expr.span, { suggestion }),
    message: "INTERPOLATE takes the names of columns of the result."
  })
}
