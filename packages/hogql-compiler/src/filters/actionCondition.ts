/**
 * What an event must be to match an action: any of its steps, and of a step everything that is given.
 *
 * @see https://posthog.com/docs/data/actions
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import { hasSelector, hasTag } from "./elementFilter.ts"
import type { FilterScope } from "./FilterScope.ts"
import type { ActionDefinition, ActionStep, StringMatching } from "./HogqlFilters.ts"
import { propertyFilters } from "./propertyFilter.ts"

export const actionCondition = ({ steps }: ActionDefinition, scope: FilterScope): ExpressionNode =>
  steps.length === 0
    ? scope.nodes.boolean(true)
    : scope.nodes.any(steps.map((step) => stepCondition(step, scope)))

const isGiven = (value: string | null | undefined): value is string =>
  typeof value === "string" && value !== ""

const stepCondition = (step: ActionStep, scope: FilterScope): ExpressionNode => {
  const { nodes } = scope
  const conditions: ExpressionNode[] = []
  if (isGiven(step.event)) conditions.push(nodes.compare(scope.event("event"), "==", nodes.text(step.event)))
  if (step.event === "$autocapture") conditions.push(...elementConditions(step, scope))
  if (isGiven(step.url)) {
    const url = scope.event("properties", "$current_url")
    const matching = step.url_matching ?? "contains"
    conditions.push(
      matching === "contains"
        ? nodes.compare(url, "like", nodes.text(`%${step.url}%`))
        : matches(url, step.url, matching, scope)
    )
  }
  if (step.properties !== undefined && step.properties !== null && step.properties.length > 0) {
    conditions.push(propertyFilters(step.properties, scope))
  }
  return nodes.all(conditions)
}

const elementConditions = (step: ActionStep, scope: FilterScope): readonly ExpressionNode[] => {
  const { nodes } = scope
  const conditions: ExpressionNode[] = []
  if (isGiven(step.selector)) conditions.push(hasSelector(step.selector, scope))
  if (isGiven(step.tag_name)) conditions.push(hasTag(step.tag_name, scope))
  if (typeof step.href === "string") {
    conditions.push(
      matches(scope.event("elements_chain_href"), step.href, step.href_matching ?? "exact", scope)
    )
  }
  if (typeof step.text === "string") {
    const condition = matches(nodes.field("text"), step.text, step.text_matching ?? "exact", scope)
    conditions.push(
      nodes.call("arrayExists", nodes.lambda("text", condition), scope.event("elements_chain_texts"))
    )
  }
  return conditions
}

/** A link and a text contain something whatever its case; an address does not. */
const matches = (
  value: ExpressionNode,
  wanted: string,
  matching: StringMatching,
  { nodes }: FilterScope
): ExpressionNode => {
  switch (matching) {
    case "contains":
      return nodes.compare(value, "ilike", nodes.text(`%${wanted}%`))
    case "regex":
      return nodes.compare(value, "=~", nodes.text(wanted))
    case "exact":
      return nodes.compare(value, "==", nodes.text(wanted))
  }
}
