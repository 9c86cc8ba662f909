/**
 * One operator of a property filter on one value: `exact`, `icontains`, `between` and so on.
 */
import type { CompareOperator, ExpressionNode } from "../ast/Expression.ts"
import type { PropertyDefinition } from "../Compiler.ts"
import type { FilterScope } from "./FilterScope.ts"
import type { FilterValue, PropertyFilter, PropertyOperator } from "./HogqlFilters.ts"
import { operatorOf, valuesOf } from "./readFilter.ts"
import { semverBounds } from "./semver.ts"

/** A value of a row, and what it is defined as. */
export interface Compared {
  readonly node: ExpressionNode
  readonly type: PropertyDefinition["type"]
}

export const valueFilter = (
  filter: PropertyFilter,
  compared: Compared,
  scope: FilterScope
): ExpressionNode => {
  const operator = operatorOf(filter, scope)
  const { nodes } = scope
  if (operator === "is_set") return nodes.compare(compared.node, "!=", nodes.none())
  if (operator === "is_not_set") return nodes.compare(compared.node, "==", nodes.none())
  const values = valuesOf(filter, scope)
  if (values.length === 0) {
    // An empty list filters nothing, as in PostHog; no value at all is the value null.
    return Array.isArray(filter.value) ? nodes.boolean(true) : oneOf(operator, compared, [null], scope)
  }
  return oneOf(operator, compared, values, scope)
}

/** Every value is tried, and one must fit; with a negative operator none may. */
const oneOf = (
  operator: PropertyOperator,
  compared: Compared,
  values: readonly FilterValue[],
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  if (operator === "between" || operator === "not_between") return between(operator, compared, values, scope)
  if (operator.endsWith("_multi") || (operator.endsWith("icontains") && values.length > 1))
    return searched(operator, compared, values, scope)
  const listed = asList(operator, compared, values, scope)
  if (listed !== undefined) return listed
  const conditions = values.map((value) => fits(operator, compared, value, scope))
  return negative.has(operator) ? nodes.all(conditions) : nodes.any(conditions)
}

const lists: Readonly<Partial<Record<PropertyOperator, "in" | "not in">>> = {
  exact: "in",
  in: "in",
  is_not: "not in",
  not_in: "not in"
}

/** Several texts a text may be: one list, because thousands of conditions take long. */
const asList = (
  operator: PropertyOperator,
  { node, type }: Compared,
  values: readonly FilterValue[],
  { nodes }: FilterScope
): ExpressionNode | undefined => {
  const op = lists[operator]
  if (op === undefined || type !== "String" || values.length < 2 || values.includes(null)) return undefined
  return nodes.compare(node, op, nodes.list(values.map((value) => nodes.text(textOf(value)))))
}

/** Several texts are searched for at once. A row without the property fits neither operator then, as in PostHog. */
const searched = (
  operator: PropertyOperator,
  compared: Compared,
  values: readonly FilterValue[],
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  const found = nodes.call(
    "multiSearchAnyCaseInsensitive",
    nodes.call("toString", compared.node),
    nodes.list(values.map((value) => nodes.text(textOf(value))))
  )
  return nodes.compare(found, operator.startsWith("not") ? "==" : ">", nodes.whole(0))
}

const negative = new Set<PropertyOperator>(["is_not", "not_icontains", "not_regex", "not_in", "semver_neq"])

const comparisons: Readonly<Partial<Record<PropertyOperator, CompareOperator>>> = {
  exact: "==",
  in: "==",
  is_not: "!=",
  not_in: "!=",
  gt: ">",
  gte: ">=",
  min: ">=",
  lt: "<",
  lte: "<=",
  max: "<=",
  is_date_exact: "==",
  is_date_before: "<",
  is_date_after: ">",
  semver_eq: "==",
  semver_neq: "!=",
  semver_gt: ">",
  semver_gte: ">=",
  semver_lt: "<",
  semver_lte: "<="
}

const fits = (
  operator: PropertyOperator,
  compared: Compared,
  value: FilterValue,
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  const asText = nodes.call("toString", compared.node)
  switch (operator) {
    case "icontains":
      return nodes.compare(asText, "ilike", nodes.text(`%${textOf(value)}%`))
    case "not_icontains":
      return nodes.compare(asText, "not ilike", nodes.text(`%${textOf(value)}%`))
    case "regex":
      return nodes.compare(asText, "=~", nodes.text(textOf(value)))
    case "not_regex":
      return nodes.compare(asText, "!~", nodes.text(textOf(value)))
    case "semver_tilde":
    case "semver_caret":
    case "semver_wildcard": {
      const bounds = semverBounds(operator, textOf(value))
      if (bounds === undefined) return scope.invalid(`${JSON.stringify(value)} is no version such as 1.2.3.`)
      const version = (text: ExpressionNode) => nodes.call("sortableSemver", text)
      return nodes.all([
        nodes.compare(version(compared.node), ">=", version(nodes.text(bounds[0]))),
        nodes.compare(version(compared.node), "<", version(nodes.text(bounds[1])))
      ])
    }
    default:
      return compare(operator, compared, value, scope)
  }
}

const compare = (
  operator: PropertyOperator,
  compared: Compared,
  value: FilterValue,
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  const op = comparisons[operator] ?? "=="
  if (operator.startsWith("semver")) {
    const version = (text: ExpressionNode) => nodes.call("sortableSemver", text)
    return nodes.compare(version(compared.node), op, version(nodes.text(textOf(value))))
  }
  if (operator.startsWith("is_date")) {
    // Read from text, whatever the definition says: texts of dates in different forms cannot be compared.
    const left =
      compared.type === "DateTime"
        ? compared.node
        : nodes.call("toDateTime", nodes.call("toString", compared.node))
    return nodes.compare(left, op, nodes.text(scope.instant(textOf(value))))
  }
  if (value === null) return nodes.compare(compared.node, op, nodes.none())
  switch (compared.type) {
    case "Numeric":
    case "Duration":
      return compareNumber(op, compared, value, scope)
    case "Boolean":
      if (value === true || value === "true") return nodes.compare(compared.node, op, nodes.boolean(true))
      if (value === false || value === "false") return nodes.compare(compared.node, op, nodes.boolean(false))
      return nodes.compare(nodes.call("toString", compared.node), op, nodes.text(textOf(value)))
    case "DateTime":
      return nodes.compare(compared.node, op, nodes.text(scope.instant(textOf(value))))
    case "String":
      // Beside a number, text is only the same or not: what is greater needs a definition as Numeric.
      return typeof value !== "string" && typeof value !== "boolean" && op !== "==" && op !== "!="
        ? nodes.compare(compared.node, op, numberNode(value, scope))
        : nodes.compare(compared.node, op, nodes.text(textOf(value)))
  }
}

const compareNumber = (
  op: CompareOperator,
  { node, type }: Compared,
  value: Exclude<FilterValue, null>,
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
  const left = type === "Duration" ? nodes.call("toFloat", node) : node
  if (typeof number === "bigint" || (typeof number === "number" && Number.isFinite(number))) {
    return nodes.compare(left, op, numberNode(number, scope))
  }
  return op === "==" || op === "!="
    ? nodes.compare(nodes.call("toString", node), op, nodes.text(textOf(value)))
    : scope.invalid(`${JSON.stringify(value)} is no number, and the property is.`)
}

const numberNode = (value: FilterValue, scope: FilterScope): ExpressionNode => {
  const { nodes } = scope
  if (typeof value === "bigint") return nodes.whole(value)
  if (typeof value !== "number" || !Number.isFinite(value))
    return scope.invalid("A number in a filter is finite.")
  if (!Number.isInteger(value)) return nodes.float(value)
  return Number.isSafeInteger(value)
    ? nodes.whole(value)
    : scope.invalid("A whole number beyond 2^53 must be a bigint or a text.")
}

const between = (
  operator: "between" | "not_between",
  compared: Compared,
  values: readonly FilterValue[],
  scope: FilterScope
): ExpressionNode => {
  const { nodes } = scope
  const [from, to, more] = values
  const numbers = [Number(from), Number(to)]
  if (from === undefined || to === undefined || more !== undefined || numbers.some(Number.isNaN)) {
    return scope.invalid(`${operator} takes two numbers, from and to.`)
  }
  if ((numbers[0] ?? 0) > (numbers[1] ?? 0))
    return scope.invalid(`${operator} takes the smaller number first.`)
  return operator === "between"
    ? nodes.all([compare("gte", compared, from, scope), compare("lte", compared, to, scope)])
    : nodes.any([compare("lt", compared, from, scope), compare("gt", compared, to, scope)])
}

/** As a property's text holds it. */
const textOf = (value: FilterValue): string => (value === null ? "" : String(value))
