/**
 * `{filters}`, the bounds of its date range, and `matchesAction`: conditions that are given beside the query.
 *
 * They become a tree first and are resolved like any other text, so they mean what they would mean if they were written there.
 */
import type { CallNode, ExpressionNode, PlaceholderNode } from "../ast/Expression.ts"
import { walk } from "../ast/Node.ts"
import type { Span } from "../ast/Span.ts"
import type { ActionDefinition } from "../filters/HogqlFilters.ts"
import { checkFilters } from "../filters/checkFilters.ts"
import { actionCondition } from "../filters/actionCondition.ts"
import type { FilterScope } from "../filters/FilterScope.ts"
import { nodesAt } from "../filters/nodesAt.ts"
import { propertyFilters } from "../filters/propertyFilter.ts"
import { listOf } from "../filters/readFilter.ts"
import { readRelativeDate } from "../filters/relativeDate.ts"
import type { Compared } from "../filters/valueFilter.ts"
import {
  notSupported,
  quote,
  typeMismatch,
  unknownAction,
  valueInvalid,
  wrongArguments
} from "../HogqlReason.ts"
import { suggest } from "../suggest.ts"
import { instantSql, readInstant } from "./instant.ts"
import { refuse } from "./refuse.ts"
import type { Relation, Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import { flagType, dateTimeType, isNumeric, unknownType } from "./ValueType.ts"

/** `{filters}` and what is behind it; `undefined` when another placeholder is meant. */
export const resolveFilters = ({ expr, span }: PlaceholderNode, scope: Scope): Value | undefined => {
  if (expr.node !== "Field" || expr.chain[0] !== "filters") return undefined
  const { given, values } = scope.environment
  if (given.filters === undefined && expr.chain.length === 1 && values.has("filters")) return undefined
  checkFilters(given.filters, (problem) => refuse(valueInvalid("filters", problem, span)))
  switch (expr.chain.join(".")) {
    case "filters":
      return scope.value(filtersNode(span, scope))
    case "filters.dateRange.from":
      return boundValue(given.filters?.dateRange?.date_from, span, scope)
    case "filters.dateRange.to":
      return boundValue(given.filters?.dateRange?.date_to, span, scope)
    default:
      return refuse(
        notSupported(
          `{${expr.chain.join(".")}}`,
          span,
          "Use {filters}, {filters.dateRange.from} or {filters.dateRange.to}."
        )
      )
  }
}

const filtersNode = (span: Span, scope: Scope): ExpressionNode => {
  const { given } = scope.environment
  const { filters } = given
  const tables = tablesOf(scope.relations)
  const time = tables.events ?? tables.sessions ?? tables.groups
  if (time === undefined) {
    return refuse(typeMismatch("{filters} can only stand in a SELECT from events, sessions or groups.", span))
  }
  const nodes = nodesAt(span)
  if (filters === undefined) return nodes.boolean(true)
  const within = filterScope("filters", span, scope)
  const conditions: ExpressionNode[] = []
  const properties = listOf(filters.properties, within)
  if (properties.length > 0) conditions.push(propertyFilters(properties, within))
  const column = nodes.field(...(time.paths[0] ?? []), timeColumns[time.table ?? ""] ?? "timestamp")
  const { dateRange } = filters
  const [from, to] = [boundOf(dateRange?.date_from), boundOf(dateRange?.date_to)]
  if (to !== undefined) conditions.push(nodes.compare(column, "<", nodes.text(within.instant(to))))
  if (from !== undefined) conditions.push(nodes.compare(column, ">=", nodes.text(within.instant(from))))
  if (filters.filterTestAccounts === true) {
    const testAccounts = filterScope("testAccountFilters", span, scope)
    conditions.push(propertyFilters(listOf(given.testAccountFilters, testAccounts), testAccounts))
  }
  return nodes.all(conditions)
}

const timeColumns: Readonly<Record<string, string>> = {
  events: "timestamp",
  sessions: "$start_timestamp",
  groups: "created_at"
}

const boundOf = (bound: string | null | undefined): string | undefined =>
  bound === undefined || bound === null || bound === "all" ? undefined : bound

/** A bound that is not set makes the comparison around it true; see `compare.ts`. */
const boundValue = (bound: string | null | undefined, span: Span, scope: Scope): Value => {
  const text = boundOf(bound)
  if (text === undefined) {
    scope.environment.unsetBounds.push(span)
    return { sql: { kind: "boolean", value: true }, type: unknownType }
  }
  const written = readInstant(filterScope("filters", span, scope).instant(text))
  if (written === undefined) return refuse(valueInvalid("filters", "its date range holds no date.", span))
  return { sql: instantSql(written, scope.environment.timezone), type: dateTimeType }
}

/** `matchesAction(3)` and `matchesAction('Signed up')`. */
export const resolveMatchesAction = (node: CallNode, scope: Scope): Value => {
  const [argument] = node.args
  if (argument === undefined) {
    return refuse(
      wrongArguments(node.name, "matchesAction takes the number or the name of an action.", node.span)
    )
  }
  const { constant } = scope.value(argument)
  if (constant?.kind !== "integer" && constant?.kind !== "string") {
    return refuse(
      typeMismatch("matchesAction takes the number or the name of an action, written out.", argument.span)
    )
  }
  if (tablesOf(scope.relations).events === undefined) {
    return refuse(typeMismatch("matchesAction can only be used where FROM reads events.", node.span))
  }
  const action = actionOf(constant.value, argument.span, scope)
  const { openActions } = scope.environment
  if (openActions.has(action)) {
    return refuse(valueInvalid("actions", `${quote(action.name)} asks for itself.`, node.span))
  }
  openActions.add(action)
  try {
    const condition = actionCondition(action, filterScope("actions", node.span, scope))
    return { ...scope.value(condition), type: flagType }
  } finally {
    openActions.delete(action)
  }
}

const actionOf = (wanted: string | number | bigint, span: Span, scope: Scope): ActionDefinition => {
  const { actions = [] } = scope.environment.given
  const [found, second] = actions.filter(({ id, name }) =>
    typeof wanted === "string" ? name === wanted : id === Number(wanted)
  )
  if (second !== undefined) {
    return refuse(typeMismatch("Several actions have this name. Use the number of the one you mean.", span))
  }
  if (found !== undefined) return found
  const suggestion =
    typeof wanted === "string"
      ? suggest(
          wanted,
          actions.map(({ name }) => name)
        )
      : undefined
  return refuse(unknownAction(String(wanted), span, suggestion))
}

const tablesOf = (relations: readonly Relation[]) => ({
  events: relations.find(({ table }) => table === "events"),
  sessions: relations.find(({ table }) => table === "sessions"),
  groups: relations.find(({ table }) => table === "groups")
})

/** `name` is what messages call the thing that was given. */
const filterScope = (name: string, span: Span, scope: Scope): FilterScope => {
  const { environment } = scope
  const nodes = nodesAt(span)
  const tables = tablesOf(scope.relations)
  const invalid = (problem: string): never => refuse(valueInvalid(name, problem, span))
  const at = (relation: Relation | undefined, what: string, chain: readonly string[]): ExpressionNode =>
    relation === undefined
      ? invalid(`${what} can only be filtered by where FROM reads events.`)
      : nodes.field(...(relation.paths[0] ?? []), ...chain)
  const typed = (node: ExpressionNode): Compared => ({ node, type: definedAs(scope.value(node)) })
  return {
    span,
    nodes,
    event: (...chain) => at(tables.events, quote(chain.join(".")), chain),
    session: (key) =>
      typed(
        tables.sessions === undefined
          ? at(tables.events, "A session", ["session", key])
          : at(tables.sessions, "A session", [key])
      ),
    group: (key, index) => {
      if (tables.groups !== undefined) {
        const isColumn = key === "created_at" || key === "updated_at"
        return typed(at(tables.groups, "A group", isColumn ? [key] : ["properties", key]))
      }
      if (index === undefined || !Number.isInteger(index) || index < 0 || index > 4) {
        return invalid("a filter on a group needs a `group_type_index` from 0 to 4.")
      }
      return typed(at(tables.events, "A group", [`group_${index}`, "properties", key]))
    },
    propertyType: (kind, key) => environment.propertyType(kind, key),
    expression: (text) => {
      const tree = environment.hogqlTexts.get(text)
      if (tree === undefined) return invalid("an expression of HogQL in it was not read beforehand.")
      walk(tree, (inner) =>
        inner.node === "Placeholder"
          ? invalid("an expression of HogQL in it asks for a placeholder.")
          : undefined
      )
      return tree
    },
    instant: (text) => instantText(text, span, scope, invalid),
    invalid,
    unsupported: (construct) => refuse(notSupported(construct, span))
  }
}

const definedAs = ({ type }: Value): Compared["type"] => {
  if (isNumeric(type)) return "Numeric"
  if (type.name === "Boolean") return "Boolean"
  return type.name === "DateTime" || type.name === "Date" ? "DateTime" : "String"
}

const instantText = (
  text: string,
  span: Span,
  { environment }: Scope,
  invalid: (problem: string) => never
): string => {
  if (typeof text !== "string") return invalid("a date in it is no text.")
  // Without zeros in front, as in 2024-3-1.
  const padded = text.replace(
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
    (_, year: string, month: string, day: string) =>
      [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-")
  )
  if (readInstant(padded) !== undefined) return padded
  const { now } = environment.given
  if (!/^-?\d*[hdwmMsqy](?:Start|End)?$/.test(text)) {
    return invalid(`${JSON.stringify(text.slice(0, 40))} is neither a date nor relative to now, as -7d is.`)
  }
  if (now === undefined || Number.isNaN(now.getTime())) {
    return refuse(
      valueInvalid("now", `${JSON.stringify(text)} is relative to \`now\`, which was not given.`, span)
    )
  }
  return readRelativeDate(text, now, environment.timezone) ?? invalid(`${JSON.stringify(text)} is no date.`)
}
