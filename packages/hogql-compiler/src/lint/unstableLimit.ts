import type { ExpressionNode } from "../ast/Expression.ts"
import type { QueryNode, SelectQueryNode } from "../ast/Query.ts"
import { printHogql, printHogqlName } from "../print/printHogql.ts"
import { givesOneRow } from "./aggregation.ts"
import type { ReadSelect } from "./readSelects.ts"
import type { LintFinding, Rule } from "./Rule.ts"

export const unstableLimit: Rule = {
  name: "UnstableLimit",
  reason:
    "LIMIT without ORDER BY keeps whichever rows come first, and that differs from run to run. The ten largest are only had by ordering.",
  find: ({ selects }) => selects.flatMap(limitOf)
}

const limitOf = (select: ReadSelect): readonly LintFinding[] => {
  const { node, isOutermost } = select
  const place = node.limit ?? node.limit_by?.n
  if (place === undefined || node.order_by !== undefined || isStable(select)) return []
  // To look at some rows is a fair wish; to build on them, or to cut a ranking, is a mistake.
  const isPeek = isOutermost && node.group_by === undefined && node.limit_by === undefined
  return [
    {
      severity: isPeek ? "notice" : "warning",
      message: "Which rows LIMIT keeps is left to chance. Add ORDER BY to say which come first.",
      start: place.span.start,
      end: place.span.end
    }
  ]
}

const isStable = ({ node, tables }: ReadSelect): boolean =>
  node.select_from === undefined ||
  givesOneRow({ ...node, limit: undefined }) ||
  node.select.every(isConstant) ||
  isDeterminedByKeys(node) ||
  isEmpty(node.limit) ||
  tables.every(({ join, query }) =>
    query === undefined ? isNumbers(join.table) : tables.length === 1 && isOrdered(query)
  )

/** `SELECT a … LIMIT 1 BY a` gives each a, whichever row it comes from. */
const isDeterminedByKeys = ({ select, limit, limit_by: limitBy }: SelectQueryNode): boolean => {
  if (limit !== undefined || limitBy === undefined) return false
  const keys = new Set(limitBy.exprs.map(printHogql))
  return select.every(
    (item) =>
      keys.has(printHogql(item.node === "Alias" ? item.expr : item)) ||
      (item.node === "Alias" && keys.has(printHogqlName(item.alias)))
  )
}

const isEmpty = (limit: ExpressionNode | undefined): boolean =>
  limit?.node === "Constant" && limit.kind === "integer" && limit.value === 0

const isNumbers = (table: { readonly node: string; readonly chain?: readonly string[] }): boolean =>
  table.node === "Field" && table.chain?.[0] === "numbers"

/** `SELECT 1 FROM … LIMIT 1` asks whether there is any row; each would do. */
const isConstant = (node: ExpressionNode): boolean =>
  node.node === "Constant" || (node.node === "Alias" && isConstant(node.expr))

const isOrdered = (query: QueryNode): boolean =>
  query.node === "SelectQuery" && (query.order_by !== undefined || givesOneRow(query))
