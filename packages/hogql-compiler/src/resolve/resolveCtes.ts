/**
 * WITH. A table is resolved once and written once, at the head of the statement; a value is resolved again wherever it is used.
 */
import type { SelectQueryNode } from "../ast/Query.ts"
import type { Span } from "../ast/Span.ts"
import { notSupported, quote, typeMismatch } from "../HogqlReason.ts"
import { refuse } from "./refuse.ts"
import type { Cte, CteScope, Resolver } from "./Scope.ts"

/** Adds the WITH items of a SELECT. Each sees the items before it, so none can refer to itself. */
export const withCtes = (node: SelectQueryNode, inherited: CteScope, resolver: Resolver): CteScope => {
  let visible = inherited
  for (const cte of node.ctes ?? []) {
    const added: Cte = { node: cte, visible, resolved: undefined }
    visible = new Map([...visible, [cte.name, added]])
    // A table is resolved even if nobody reads it, so that a mistake in it is found.
    if (cte.cte_type === "subquery") {
      const scope = visible
      resolver.environment.attempt(() => resolveCteTable(cte.name, cte.span, scope, resolver), undefined)
    }
  }
  return visible
}

/** The WITH item of that name as a table, if there is one. */
export const resolveCteTable = (
  name: string,
  span: Span,
  ctes: CteScope,
  resolver: Resolver
): Cte["resolved"] => {
  const cte = ctes.get(name)
  if (cte === undefined) return undefined
  const { node } = cte
  if (
    node.cte_type === "column" ||
    (node.expr.node !== "SelectQuery" && node.expr.node !== "SelectSetQuery")
  ) {
    return refuse(
      typeMismatch(`${quote(name)} is a value, not a table. Define it as ${quote(name)} AS (SELECT …).`, span)
    )
  }
  if (node.recursive === true) return refuse(notSupported("WITH RECURSIVE", node.span))
  if (node.materialized !== undefined) return refuse(notSupported("MATERIALIZED", node.span))
  if (node.using_key !== undefined) return refuse(notSupported("USING KEY", node.span))
  if (cte.resolved === undefined) {
    const query = resolver.query(node.expr, cte.visible)
    const columns =
      node.columns === undefined
        ? query.columns
        : query.columns.map((column, index) => ({ ...column, name: node.columns?.[index] ?? column.name }))
    if (node.columns !== undefined && node.columns.length !== query.columns.length) {
      return refuse(
        typeMismatch(
          `${quote(name)} names ${node.columns.length} columns, and its query has ${query.columns.length}.`,
          node.span
        )
      )
    }
    cte.resolved = { name: resolver.environment.addNamed(name, query.sql), columns }
  }
  return cte.resolved
}
