/**
 * What is wrong with a query, and what is doubtful, without running it.
 *
 * Finding no error means that the query compiles.
 */
import type { QueryNode } from "./ast/Query.ts"
import type { CheckResult, CompileContext, CompiledQuery } from "./Compiler.ts"
import { type CheckedQuery, checkQuery } from "./checkQuery.ts"
import { findDoubts } from "./findDoubts.ts"
import type { Finding } from "./Finding.ts"
import { HogqlCompileError, type HogqlReason } from "./HogqlCompileError.ts"
import { bySeverity, findDroppedClauses } from "./parse/DroppedClauses.ts"
import type { Parser } from "./parse/Parser.ts"
import { fixOf } from "./resolve/refuse.ts"

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
    checked = checkQuery(node, context)
  } catch (cause) {
    // The context itself can be wrong, as with a time zone that does not exist.
    if (cause instanceof HogqlCompileError) return failed([cause.reason], text)
    throw cause
  }
  const errors = [...dropped.errors, ...checked.reasons.map((reason) => errorOf(reason, text))]
  return {
    isValid: errors.length === 0,
    errors: errors.sort((a, b) => a.start - b.start),
    warnings: [...dropped.warnings, ...findDoubts(node)],
    notices: checked.limit === undefined ? [] : noticesOf(checked.limit, text),
    tables: checked.tables
  }
}

const failed = (reasons: readonly HogqlReason[], text: string): CheckResult => ({
  isValid: false,
  errors: reasons.map((reason) => errorOf(reason, text)),
  warnings: [],
  notices: [],
  tables: []
})

/** With a fix, the span is the one to replace by it. */
const errorOf = (reason: HogqlReason, text: string): Finding => {
  const fix = fixOf(reason)
  if (fix !== undefined)
    return { message: reason.message, start: fix.span.start, end: fix.span.end, fix: fix.text }
  const place = { message: reason.message, start: reason.start ?? 0, end: reason.end ?? text.length }
  if (!("suggestion" in reason)) return place
  // A path such as `e.evnt` is blamed as a whole, and only its wrong part is to be replaced.
  const at = text.slice(place.start, place.end).lastIndexOf(reason.name)
  if (at === -1) return place
  const start = place.start + at
  return { ...place, start, end: start + reason.name.length, fix: reason.suggestion }
}

const noticesOf = (limit: CompiledQuery["limit"], text: string): readonly Finding[] => {
  const end = text.trimEnd().length
  switch (limit.source) {
    case "default":
      return [{ message: `Without LIMIT at most ${limit.value ?? 0} rows come back.`, start: end, end }]
    case "capped":
      return [
        { message: `At most ${limit.value ?? 0} rows come back, whatever LIMIT says.`, start: end, end }
      ]
    default:
      return []
  }
}
