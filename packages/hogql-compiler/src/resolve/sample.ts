/**
 * SAMPLE: a share of the people behind the events, always the same for the same share.
 *
 * Only a table with a sampling key can be sampled; here as in PostHog that is `events`.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { JoinExprNode, RatioExprNode } from "../ast/Query.ts"
import { notSupported, quote, typeMismatch } from "../HogqlReason.ts"
import type { Sql, SqlRatio, SqlSample } from "../print/Sql.ts"
import type { LogicalTable } from "../schema/LogicalTable.ts"
import { physicalTables } from "../schema/physicalTables.ts"
import { refuse } from "./refuse.ts"

/** `SAMPLE 1` is every row, of any table. A subquery has no `table`. */
export const resolveSample = (
  { sample }: JoinExprNode,
  table: LogicalTable | undefined
): SqlSample | undefined => {
  if (sample === undefined) return undefined
  const size = ratio(sample.sample_value)
  const offset = sample.offset_value && ratio(sample.offset_value)
  if (offset === undefined && shareOf(size) === 1) return undefined
  const source = table?.source
  const stored =
    source?.kind === "stored" ? physicalTables.find(({ name }) => name === source.table) : undefined
  if (stored?.sampleBy === undefined) {
    const what = table === undefined ? "SAMPLE of a subquery" : `SAMPLE of ${quote(table.name)}`
    return refuse(notSupported(what, sample.span, "Only `events` can be sampled."))
  }
  if (offset !== undefined && shareOf(offset) >= 1) {
    return refuse(typeMismatch("The OFFSET of SAMPLE is a share below 1.", sample.offset_value?.span))
  }
  return { size, offset }
}

const ratio = ({ left, right }: RatioExprNode): SqlRatio => ({
  part: written(left, 0),
  of: right === undefined ? undefined : written(right, 1)
})

const written = (node: ExpressionNode, least: 0 | 1): Sql => {
  const value =
    node.node === "Constant" && (node.kind === "integer" || node.kind === "float") ? node : undefined
  if (value === undefined || !(value.value >= least) || value.value === Infinity) {
    return refuse(typeMismatch("SAMPLE takes a written number, such as 0.1 or 1/10.", node.span))
  }
  return value.kind === "integer"
    ? { kind: "integer", value: value.value }
    : { kind: "float", value: value.value }
}

const shareOf = ({ part, of }: SqlRatio): number => numberOf(part) / (of === undefined ? 1 : numberOf(of))

const numberOf = (sql: Sql): number =>
  sql.kind === "integer" || sql.kind === "float" ? Number(sql.value) : Number.NaN
