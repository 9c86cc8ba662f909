/**
 * `(VALUES (1, 'a'), (2, 'b')) AS v (id, name)`: rows written out. Without names the columns are `col0`, `col1` and so on, as in PostHog.
 */
import type { JoinExprNode, ValuesQueryNode } from "../ast/Query.ts"
import { typeMismatch } from "../HogqlReason.ts"
import { plainSelect, type SqlQuery } from "../print/Sql.ts"
import { QueryRelation, renamed } from "./QueryRelation.ts"
import { refuse } from "./refuse.ts"
import { resolveSample } from "./sample.ts"
import type { OpenedTable, Scope } from "./Scope.ts"
import { commonType } from "./ValueType.ts"

export const openValues = (
  node: JoinExprNode,
  { rows, span }: ValuesQueryNode,
  alias: string,
  scope: Scope
): OpenedTable => {
  resolveSample(node, undefined)
  const width = rows[0]?.length ?? 0
  // A row sees no column of another table.
  const within = scope.with({ relations: [], clause: "limit" })
  const values = rows.map((row, index) => {
    if (row.length !== width) {
      const message = `Row ${index + 1} of VALUES has ${row.length} columns, and the first has ${width}.`
      return refuse(typeMismatch(message, row[0]?.span ?? span))
    }
    return row.map((item) => within.value(item))
  })
  const [first, ...rest] = values.map((row) =>
    plainSelect(row.map((value, index) => ({ value: value.sql, alias: `col${index}` })))
  )
  if (first === undefined || width === 0) return refuse(typeMismatch("VALUES needs a row.", span))
  const query: SqlQuery =
    rest.length === 0
      ? first
      : { kind: "set", first, rest: rest.map((row) => ({ operator: "UNION ALL", query: row })) }
  const columns = Array.from({ length: width }, (_, index) => ({
    name: `col${index}`,
    sqlName: `col${index}`,
    type: commonType(values.flatMap((row) => row[index]?.type ?? []))
  }))
  return {
    relation: new QueryRelation(alias, node.alias ?? "values", renamed(columns, node, "VALUES")),
    build: () => ({ source: { kind: "query", query }, joins: [], guard: undefined })
  }
}
