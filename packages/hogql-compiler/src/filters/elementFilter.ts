/**
 * Filters on the elements that were clicked: a selector, a tag, a text or a link in `elements_chain`.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import { selectorRegex, tagNameRegex } from "./elementSelector.ts"
import type { FilterScope } from "./FilterScope.ts"
import type { PropertyFilter } from "./HogqlFilters.ts"
import { operatorOf, valuesOf } from "./readFilter.ts"
import { valueFilter } from "./valueFilter.ts"

export const elementFilter = (filter: PropertyFilter, key: string, scope: FilterScope): ExpressionNode => {
  const { nodes } = scope
  switch (key) {
    case "selector":
    case "tag_name":
      return matching(filter, key, scope)
    case "href":
      return valueFilter(filter, { node: scope.event("elements_chain_href"), type: "String" }, scope)
    case "text":
      return nodes.call(
        "arrayExists",
        nodes.lambda("text", valueFilter(filter, { node: nodes.field("text"), type: "String" }, scope)),
        scope.event("elements_chain_texts")
      )
    default:
      return scope.unsupported(`An element filter by ${JSON.stringify(key)}`)
  }
}

const matching = (
  filter: PropertyFilter,
  key: "selector" | "tag_name",
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  const operator = operatorOf(filter, scope)
  if (operator !== "exact" && operator !== "is_not") {
    return scope.unsupported(`An element filter by ${key} with the operator ${operator}`)
  }
  const conditions = valuesOf(filter, scope).map((value) =>
    key === "selector" ? hasSelector(String(value), scope) : hasTag(String(value), scope)
  )
  if (conditions.length === 0) return nodes.boolean(true)
  return operator === "exact"
    ? nodes.any(conditions)
    : nodes.all(conditions.map((condition) => nodes.not(condition)))
}

export const hasSelector = (selector: string, scope: FilterScope): ExpressionNode => {
  const regex = selectorRegex(selector)
  if (regex === undefined) return scope.unsupported(`The selector ${JSON.stringify(selector.slice(0, 80))}`)
  return scope.nodes.compare(scope.event("elements_chain"), "=~", scope.nodes.text(regex))
}

export const hasTag = (tag: string, scope: FilterScope): ExpressionNode =>
  scope.nodes.compare(scope.event("elements_chain"), "=~", scope.nodes.text(tagNameRegex(tag)))
