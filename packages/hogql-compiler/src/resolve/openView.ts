/**
 * A saved view as a table: its query is resolved when the view is read, once for each statement, and becomes a subquery.
 *
 * What is wrong in the view's own text is told at the place where the view is named, because the reader of the message sees only that text.
 */
import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import { notSupported, quote } from "../HogqlReason.ts"
import type { LogicalTable } from "../schema/LogicalTable.ts"
import { createResolver } from "./createResolver.ts"
import type { Environment, ParsedView } from "./Environment.ts"
import { refuse } from "./refuse.ts"
import { publicName } from "./ValueType.ts"

export const openView = (
  { view, node }: ParsedView,
  path: readonly string[],
  environment: Environment,
  span: Span | undefined
): LogicalTable => {
  if (path.includes(view.name)) {
    const circle = [...path.slice(path.indexOf(view.name)), view.name].map(quote).join(" reads ")
    return refuse(notSupported("A view that reads itself", span, `Here ${circle}.`))
  }
  if (node instanceof HogqlCompileError) return refuse(inView(view.name, node, span))
  try {
    const query = createResolver(environment).query(node, new Map())
    environment.refuseUnsetBounds()
    return {
      name: view.name,
      description: view.description ?? "A saved view.",
      kind: "view",
      source: { kind: "query", query: query.sql },
      columns: query.columns.map(({ name, sqlName, type }) => ({
        name,
        type: publicName(type),
        nullable: type.nullable,
        description: "",
        kind: "column",
        hidden: false,
        source: { kind: "output", column: sqlName, type }
      }))
    }
  } catch (cause) {
    if (!(cause instanceof HogqlCompileError)) throw cause
    return refuse(inView(view.name, cause, span))
  }
}

const inView = (
  name: string,
  { reason }: HogqlCompileError,
  span: Span | undefined
): HogqlCompileError["reason"] => {
  const message = `The view ${quote(name)} cannot be read: ${reason.message}`
  // A place in the view's text would be none in the text of the query.
  return { ...reason, message, start: span?.start ?? 0, end: span?.end ?? 0 }
}
