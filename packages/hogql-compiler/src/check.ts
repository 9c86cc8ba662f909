/**
 * What is wrong with a query, and what is doubtful, without running it.
 *
 * Finding no error means that the query compiles.
 */
import type { QueryNode } from "./ast/Query.ts"
import type { CheckResult, CompileContext } from "./Compiler.ts"
import { type CheckedQuery, checkQuery } from "./checkQuery.ts"
import { errorFinding } from "./errorFinding.ts"
import { readHogqlTexts } from "./filters/hogqlTexts.ts"
import type { Finding } from "./Finding.ts"
import { HogqlCompileError, type HogqlReason } from "./HogqlCompileError.ts"
import { estimateCost } from "./costClass.ts"
import { lint } from "./lint/lint.ts"
import { readSelects } from "./lint/readSelects.ts"
import { misspeltProperties } from "./misspeltProperties.ts"
import { bySeverity, findDroppedClauses } from "./parse/DroppedClauses.ts"
import type { Parser } from "./parse/Parser.ts"
import { parseViews } from "./parseViews.ts"

export const checkText = async (
  parser: Parser,
  text: string,
  context: CompileContext
): Promise<CheckResult> => {
  let node: QueryNode
  try {
    node = await parser.parseSelect(text)
  } catch (cause) {
    if (cause instanceof HogqlCompileError && cause.reason._tag !== "CompilerClosed")
      return failed([cause.reason], text)
    throw cause
  }
  const dropped = bySeverity(findDroppedClauses(text, node))
  let checked: CheckedQuery
  try {
    const views = await parseViews(parser, node, context)
    checked = checkQuery(node, context, { views, hogqlTexts: await readHogqlTexts(parser, text, context) })
  } catch (cause) {
    // The context itself can be wrong, as with a time zone that does not exist.
    if (cause instanceof HogqlCompileError && cause.reason._tag !== "CompilerClosed")
      return failed([cause.reason], text)
    throw cause
  }
  const refused = checked.reasons.map((reason) => errorFinding(reason, text))
  // What the parser misread is blamed once: that DISTINCT ON is no function `on` is no news.
  const isMisread = ({ start }: Finding): boolean =>
    dropped.errors.some((misread) => start >= misread.start && start < misread.end)
  const errors = [...dropped.errors, ...refused.filter((error) => !isMisread(error))]
  const selects = readSelects(node)
  // What follows from an error is no news: a name that is not understood may be the missing condition or the aggregate.
  const limit = errors.length === 0 ? checked.limit : undefined
  const found = lint({ text, query: node, selects, limit, offset: context.offset ?? "refuse" })
  const isTimeMisspelt = errors.some(({ fix }) => fix?.text === "timestamp")
  const misspelt = misspeltProperties(checked.properties, context.propertyDefinitions ?? [], text)
  return {
    isValid: errors.length === 0,
    errors: inOrder(errors),
    warnings: inOrder([
      ...dropped.warnings,
      ...found.warnings.filter(({ rule }) => rule !== "NoTimeFilter" || !isTimeMisspelt),
      ...misspelt
    ]),
    notices: found.notices,
    tables: checked.tables,
    columns: errors.length === 0 ? checked.columns : [],
    functions: checked.functions,
    cost: estimateCost(selects, context.tableRows)
  }
}

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => a.start - b.start)

const failed = (reasons: readonly HogqlReason[], text: string): CheckResult => ({
  isValid: false,
  errors: reasons.map((reason) => errorFinding(reason, text)),
  warnings: [],
  notices: [],
  tables: [],
  columns: [],
  functions: [],
  cost: { class: "none", reasons: [] }
})
