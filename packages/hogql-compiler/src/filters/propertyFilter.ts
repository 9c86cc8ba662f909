/**
 * Property filters as conditions of HogQL.
 *
 * A value is compared as the property is defined: text with text, a number with a number. A property without the value fits a negative
 * operator, as everywhere in HogQL, except where several texts are searched for.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/property.py
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import { elementFilter } from "./elementFilter.ts"
import type { FilterScope } from "./FilterScope.ts"
import type { PropertyFilter, PropertyFilterGroup } from "./HogqlFilters.ts"
import { movedTo } from "./nodesAt.ts"
import { listOf, operatorOf } from "./readFilter.ts"
import { valueFilter, type Compared } from "./valueFilter.ts"

export const propertyFilters = (
  filters: readonly (PropertyFilter | PropertyFilterGroup)[],
  scope: FilterScope
): ExpressionNode => scope.nodes.all(filters.map((filter) => propertyFilter(filter, scope)))

const propertyFilter = (filter: PropertyFilter | PropertyFilterGroup, scope: FilterScope): ExpressionNode => {
  const { nodes } = scope
  if (!isObject(filter)) return scope.invalid("A property filter is an object.")
  if (isGroup(filter)) {
    const parts = listOf(filter.values, scope).map((part) => propertyFilter(part, scope))
    return filter.type === "AND" || parts.length === 0 ? nodes.all(parts) : nodes.any(parts)
  }
  switch (filter.type) {
    case "empty":
    case "flag":
      return nodes.boolean(true)
    case "hogql":
      return movedTo(scope.expression(keyOf(filter, scope)), scope.span)
    case "cohort":
      return cohortFilter(filter, scope)
    case "element":
      return elementFilter(filter, keyOf(filter, scope), scope)
    default:
      return valueFilter(filter, comparedOf(filter, scope), scope)
  }
}

/** Filters come from outside, whatever their type says. */
const isObject = (filter: unknown): boolean => typeof filter === "object" && filter !== null

const isGroup = (filter: PropertyFilter | PropertyFilterGroup): filter is PropertyFilterGroup =>
  filter.type === "AND" || filter.type === "OR"

const keyOf = ({ key }: PropertyFilter, scope: FilterScope): string =>
  typeof key === "string" && key !== "" ? key : scope.invalid("A property filter needs a `key`.")

const cohortFilter = (filter: PropertyFilter, scope: FilterScope): ExpressionNode => {
  const { nodes } = scope
  const { value } = filter
  const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value
  if (typeof id !== "number" && typeof id !== "bigint") {
    return scope.invalid("The value of a cohort filter is the number of a cohort.")
  }
  const isOut = filter.negation === true || operatorOf(filter, scope) === "not_in"
  return nodes.compare(scope.event("person_id"), isOut ? "not in cohort" : "in cohort", nodes.whole(id))
}

/** The value that a filter is about, and what it is defined as. */
const comparedOf = (filter: PropertyFilter, scope: FilterScope): Compared => {
  const key = keyOf(filter, scope)
  switch (filter.type) {
    case "event":
    case "feature":
      return key === "$elements_chain"
        ? { node: scope.event("elements_chain"), type: "String" }
        : { node: scope.event("properties", key), type: scope.propertyType("event", key) }
    case "person":
      if (key === "distinct_id") return scope.unsupported("A person filter by distinct_id")
      return { node: scope.event("person", "properties", key), type: scope.propertyType("person", key) }
    case "session":
      return scope.session(key)
    case "group":
      return scope.group(key, filter.group_type_index ?? undefined)
    case "event_metadata":
      return {
        node: scope.event(key),
        type: key === "timestamp" || key === "created_at" ? "DateTime" : "String"
      }
    default:
      return scope.unsupported(`The property filter of type ${JSON.stringify(filter.type)}`)
  }
}
