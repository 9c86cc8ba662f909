import type { JoinExprNode } from "../ast/Query.ts"
import { notSupported, wrongArguments } from "../HogqlReason.ts"
import type { Sql } from "../print/Sql.ts"
import { QueryRelation, renamed } from "./QueryRelation.ts"
import { refuse } from "./refuse.ts"
import { resolveSample } from "./sample.ts"
import type { OpenedTable, Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import { integerType, isNumeric } from "./ValueType.ts"

/** A whole number from 0 up, written, or a number calculated from what is written; ClickHouse knows it before it reads a row. */
const isSize = ({ constant, sql, type }: Value): boolean =>
  constant === undefined
    ? isNumeric(type) && isCalculated(sql)
    : constant.kind === "integer" && constant.value >= 0

const isCalculated = (sql: Sql): boolean => {
  switch (sql.kind) {
    case "call":
      return sql.aggregate !== true && sql.over === undefined && sql.args.every(isCalculated)
    case "text":
    case "literal":
    case "integer":
    case "float":
    case "boolean":
    case "null":
      return true
    default:
      return false
  }
}

/** `numbers(count)` and `numbers(start, count)`: the one table that takes arguments. */
export const openNumbers = (node: JoinExprNode, alias: string, scope: Scope): OpenedTable => {
  resolveSample(node, undefined)
  const given = node.table_args ?? []
  const args = given.map((argument) =>
    argument.node === "NamedArgument"
      ? refuse(notSupported("A named argument", argument.span))
      : scope.with({ clause: "limit" }).value(argument)
  )
  const sizes = args.flatMap((value) => (isSize(value) ? [value.sql] : []))
  if (sizes.length !== given.length || sizes.length < 1 || sizes.length > 2) {
    return refuse(
      wrongArguments(
        "numbers",
        "`numbers` takes a count, or a start and a count, as whole numbers.",
        node.span
      )
    )
  }
  scope.environment.tables.add("numbers")
  const columns = renamed([{ name: "number", sqlName: "number", type: integerType }], node, "`numbers`")
  return {
    relation: new QueryRelation(alias, node.alias ?? "numbers", columns),
    build: () => ({ source: { kind: "numbers", args: sizes }, joins: [], guard: undefined })
  }
}
