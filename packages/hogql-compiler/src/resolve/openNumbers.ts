import type { JoinExprNode } from "../ast/Query.ts"
import { notSupported, wrongArguments } from "../HogqlReason.ts"
import { QueryRelation, renamed } from "./QueryRelation.ts"
import { refuse } from "./refuse.ts"
import { resolveSample } from "./sample.ts"
import type { OpenedTable, Scope } from "./Scope.ts"
import { integerType } from "./ValueType.ts"

/** `numbers(count)` and `numbers(start, count)`: the one table that takes arguments. */
export const openNumbers = (node: JoinExprNode, alias: string, scope: Scope): OpenedTable => {
  resolveSample(node, undefined)
  const given = node.table_args ?? []
  const args = given.map((argument) =>
    argument.node === "NamedArgument"
      ? refuse(notSupported("A named argument", argument.span))
      : scope.with({ clause: "limit" }).value(argument)
  )
  const sizes = args.flatMap((value) =>
    value.constant?.kind === "integer" && value.constant.value >= 0 ? [value.sql] : []
  )
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
