/**
 * Lists and objects written out: slices of an array, `{'key': value}`, and the tags of HogQLX.
 *
 * PostHog sends objects and tags to its screens as tuples that begin with a mark; so do we.
 */
import type { ArraySliceNode, DictNode, ExpressionNode, HogQLXTagNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import { notSupported, quote, typeMismatch } from "../HogqlReason.ts"
import { call, number, type Sql } from "../print/Sql.ts"
import { isOfKind } from "./calls/ofKind.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"

/** `a[2:3]` holds the second and the third item; an open end goes to the last. */
export const resolveSlice = (node: ArraySliceNode, scope: Scope): Value => {
  const array = scope.value(node.array)
  if (array.type.name !== "Array" && array.type.name !== "Unknown") {
    return refuse(typeMismatch(`A value of type ${array.type.name} has no items.`, node.span))
  }
  const end = (bound: ExpressionNode): Sql => {
    const value = scope.value(bound)
    const constant = value.constant?.kind === "integer" ? value.constant.value : undefined
    if (!isOfKind(value.type, "whole") || (constant !== undefined && constant < 1)) {
      return refuse(
        typeMismatch("A slice is bounded by whole item numbers, which are counted from 1.", bound.span)
      )
    }
    return value.sql
  }
  const start = node.start_expr === undefined ? number(1) : end(node.start_expr)
  if (node.end_expr === undefined) return { sql: call("arraySlice", array.sql, start), type: array.type }
  const length = call("plus", call("minus", end(node.end_expr), start), number(1))
  // A negative length would count from the end.
  return { sql: call("arraySlice", array.sql, start, call("greatest", length, number(0))), type: array.type }
}

export const resolveDict = (node: DictNode, scope: Scope): Value =>
  scope.value(
    marked(
      "__hx_obj",
      node.items.flatMap((item) => item),
      node.span
    )
  )

/** The tags that PostHog's screens can show. */
const shownTags = new Set([
  ...["Sparkline", "RecordingButton", "ExplainCSPReport", "a", "em", "strong", "span", "div", "p", "pre"],
  ...["code", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th"],
  ...["td", "blockquote", "hr", "b", "i", "u", "blink", "marquee", "redacted"]
])

export const resolveTag = (node: HogQLXTagNode, scope: Scope): Value => {
  if (!shownTags.has(node.kind)) {
    return refuse(
      notSupported(`The tag ${quote(`<${node.kind}>`)}`, node.span, "Use a tag of text, or <Sparkline>.")
    )
  }
  const { span } = node
  const attributes = node.attributes.flatMap(({ name, value }): readonly ExpressionNode[] => [
    { node: "Constant", span, kind: "string", value: name },
    // A list of children has no brackets of its own.
    "node" in value ? value : { node: "Tuple", span, exprs: value }
  ])
  return scope.value(marked(node.kind, attributes, span))
}

const marked = (kind: string, items: readonly ExpressionNode[], span: Span): ExpressionNode => {
  const text = (value: string): ExpressionNode => ({ node: "Constant", span, kind: "string", value })
  return { node: "Tuple", span, exprs: [text("__hx_tag"), text(kind), ...items.map(asTuple)] }
}

/** Lists inside hold values of many types, so they are tuples too. */
const asTuple = (node: ExpressionNode): ExpressionNode =>
  node.node === "Array" || node.node === "Tuple"
    ? { node: "Tuple", span: node.span, exprs: node.exprs.map(asTuple) }
    : node
