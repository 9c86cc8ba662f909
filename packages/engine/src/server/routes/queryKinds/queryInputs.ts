/**
 * What a HogQLQuery says beside its text: values, variables, filters and modifiers.
 *
 * Their shape is looked at here, so that a malformed one is refused by its field; what they say is for the compiler to judge.
 */
import type { HogqlFilters, HogqlValue, HogqlVariable, PersonsMode } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import { isRecord } from "../../../json.ts"
import type { QueryInputs } from "../../../query/HogqlCompiler.ts"
import * as ApiError from "../../ApiError.ts"

type Query = Readonly<Record<string, unknown>>
type Read<A> = Effect.Effect<A, ApiError.ApiError>

export const queryInputs = Effect.fnUntraced(function* (query: Query) {
  const inputs: QueryInputs = {
    values: yield* queryValues(query, "values"),
    variables: yield* queryVariables(query),
    filters: yield* queryFilters(query),
    personsMode: yield* personsMode(query)
  }
  return inputs
})

const invalid = (attr: string, detail: string): Read<never> =>
  Effect.fail(ApiError.invalidInput(detail, { attr }))

const isValue = (value: unknown): value is HogqlValue =>
  value === null ||
  ["string", "number", "bigint", "boolean"].includes(typeof value) ||
  (Array.isArray(value) && value.every(isValue))

export const queryValues = (query: Query, field: "values" | "globals"): Read<QueryInputs["values"]> => {
  const values = query[field] ?? {}
  if (!isRecord(values)) return invalid(field, `${field} is an object.`)
  const valid: Record<string, HogqlValue> = {}
  for (const [name, value] of Object.entries(values)) {
    if (!isValue(value)) {
      return invalid(field, `The value of ${name} is neither a scalar nor a list of scalars.`)
    }
    valid[name] = value
  }
  return Effect.succeed(valid)
}

const queryVariables = (query: Query): Read<Readonly<Record<string, HogqlVariable>>> => {
  const variables = query["variables"] ?? {}
  if (!isRecord(variables)) return invalid("variables", "variables is an object, by variable id.")
  const valid: Record<string, HogqlVariable> = {}
  for (const [id, variable] of Object.entries(variables)) {
    const codeName = isRecord(variable) ? variable["code_name"] : undefined
    if (!isRecord(variable) || typeof codeName !== "string") {
      return invalid("variables", `The variable ${id} is an object with a code_name.`)
    }
    const value = variable["value"] ?? null
    if (!isValue(value)) {
      return invalid("variables", `The value of ${codeName} is neither a scalar nor a list of scalars.`)
    }
    valid[id] = { code_name: codeName, value, isNull: variable["isNull"] === true }
  }
  return Effect.succeed(valid)
}

const filterFields = new Set(["dateRange", "properties", "filterTestAccounts"])

const queryFilters = (query: Query): Read<HogqlFilters | undefined> => {
  const filters = query["filters"]
  if (filters === undefined || filters === null) return Effect.succeed(undefined)
  if (!isRecord(filters)) return invalid("filters", "filters is an object.")
  const unknown = Object.keys(filters).find((name) => !filterFields.has(name))
  if (unknown !== undefined) return invalid("filters", `filters has no field ${JSON.stringify(unknown)}.`)
  const { dateRange, filterTestAccounts, properties } = filters
  const isText = (value: unknown): boolean =>
    value === undefined || value === null || typeof value === "string"
  if (dateRange !== undefined && dateRange !== null) {
    if (!isRecord(dateRange) || !isText(dateRange["date_from"]) || !isText(dateRange["date_to"])) {
      return invalid("filters", "filters.dateRange is an object of date_from and date_to, which are texts.")
    }
  }
  if (
    properties !== undefined &&
    properties !== null &&
    !(Array.isArray(properties) && properties.every(isRecord))
  ) {
    return invalid("filters", "filters.properties is a list of property filters.")
  }
  if (!["boolean", "undefined"].includes(typeof filterTestAccounts) && filterTestAccounts !== null) {
    return invalid("filters", "filters.filterTestAccounts is true or false.")
  }
  // The compiler looks at each property filter when it uses it, and names what is wrong with it.
  return Effect.succeed(filters)
}

const personsModes: readonly PersonsMode[] = [
  "person_id_no_override_properties_on_events",
  "person_id_override_properties_on_events",
  "person_id_override_properties_joined",
  "disabled"
]

/** Modifiers that only say how to calculate, so that the answer is the same. */
const harmlessModifiers = new Set([
  ...["debug", "timings", "inCohortVia", "materializationMode", "propertyGroupsMode", "personsArgMaxVersion"],
  ...["sessionTableVersion", "sessionsV2JoinMode", "usePresortedEventsTable", "optimizeJoinedFilters"],
  ...["optimizeProjections", "useMaterializedViews", "usePreaggregatedTableTransforms"],
  ...[
    "usePreaggregatedIntermediateResults",
    "useWebAnalyticsPreAggregatedTables",
    "formatCsvAllowDoubleQuotes"
  ]
])

const personsMode = (query: Query): Read<PersonsMode | undefined> => {
  const modifiers = query["modifiers"] ?? {}
  if (!isRecord(modifiers)) return invalid("modifiers", "modifiers is an object.")
  for (const [name, value] of Object.entries(modifiers)) {
    const isDefault =
      value === null || value === undefined || (name === "convertToProjectTimezone" && value === true)
    if (!isDefault && name !== "personsOnEventsMode" && !harmlessModifiers.has(name)) {
      return Effect.fail(ApiError.notSupported(`The modifier ${name}`, "modifiers"))
    }
  }
  const wanted = modifiers["personsOnEventsMode"]
  if (wanted === undefined || wanted === null) return Effect.succeed(undefined)
  const mode = personsModes.find((known) => known === wanted)
  return mode === undefined
    ? invalid("modifiers", `There is no personsOnEventsMode ${JSON.stringify(wanted)}.`)
    : Effect.succeed(mode)
}
