/**
 * The `hogql` tag: HogQL as text, with values that can never become syntax.
 *
 * The text between the interpolations is the author's; what is interpolated becomes a placeholder (a value), a
 * quoted name (a table, a column) or a bracketed unit (an expression, a query, another template). A template is
 * scanned once, so that an interpolation inside quotes, which would silently be plain text, is refused.
 */
import type { ExpressionNode, TemplateNode } from "./ast/ExpressionNode.ts"
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { TableNode } from "./ast/TableNode.ts"
import type { CompiledHogql, CompileOptions } from "./compile.ts"
import { compile } from "./compile.ts"
import type { AnyExpression, Expression } from "./expression.ts"
import { ast, nodeOf } from "./expression.ts"
import type { AnySelect } from "./query.ts"
import { isQuery, queryNode } from "./query.ts"
import type { AnyTable } from "./table.ts"
import { isTable, tableNode } from "./table.ts"
import { scanTemplate } from "./templateScan.ts"
import type { HogqlValue } from "./value.ts"

/**
 * HogQL made by the {@link hogql} tag: a whole query, or a fragment to be used inside another.
 *
 * @since 0.1.0
 */
export interface HogqlTemplate<out T = unknown> extends Expression<T> {
  /** The text with placeholders, and the values for them. */
  toHogQL(options?: CompileOptions): CompiledHogql
}

/** What may be interpolated into a `hogql` template. @since 0.1.0 */
export type Interpolation = HogqlValue | AnyExpression | AnySelect | AnyTable

const makeTemplate = <T>(node: ExpressionNode): HogqlTemplate<T> =>
  // As in makeExpression: the type exists for the compiler only.
  Object.freeze({
    [ast]: node,
    toHogQL: (options?: CompileOptions) => compile(node, options)
  }) as unknown as HogqlTemplate<T>

const partOf = (interpolation: Interpolation): ExpressionNode | TableNode => {
  if (isTable(interpolation)) return interpolation[tableNode]
  if (isQuery(interpolation)) return freezeNode({ kind: "Subquery", query: interpolation[queryNode] })
  return nodeOf(interpolation)
}

/**
 * HogQL written as text.
 *
 * `` hogql`select count() from ${events} where event = ${name}` `` binds `name` as a value. Expressions and queries
 * nest in brackets. Backslashes work as in any template literal; give a regular expression as a value to spare the
 * doubling. A fragment has the type its place asks for; `` hogql<number>`…` `` says
 * it where nothing asks. You vouch for that type.
 *
 * Fails with `HogqlBuildError`: `TemplateRefused` when an interpolation stands inside quotes or a comment, or quotes
 * or brackets are not closed; `ValueRefused` when a value cannot reach PostHog unchanged.
 *
 * @since 0.1.0
 */
export const hogql = <T = unknown>(
  strings: TemplateStringsArray,
  ...interpolations: readonly Interpolation[]
): HogqlTemplate<T> => {
  const node: TemplateNode = freezeNode({
    kind: "Template",
    ...scanTemplate(strings),
    parts: interpolations.map(partOf)
  })
  return makeTemplate(node)
}

/**
 * Text taken as HogQL without any check.
 *
 * UNSAFE: whoever decides the text decides the query. Never pass it anything from outside the program.
 *
 * @since 0.1.0
 */
export const unsafeRawHogql = <T = unknown>(text: string): HogqlTemplate<T> =>
  makeTemplate(freezeNode({ kind: "Raw", text }))
