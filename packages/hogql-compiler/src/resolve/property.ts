/**
 * Properties: a key inside a JSON text column, with the type the project defines for it.
 *
 * Only one-level keys of the standard tables are typed. A value that does not convert is NULL.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/transforms/property_types.py
 */
import { propertyAccess } from "../print/propertyAccess.ts"
import { call, literal, nullValue, number, type Sql, text } from "../print/Sql.ts"
import type { Environment } from "./Environment.ts"
import type { JsonPath, Value } from "./Value.ts"
import { booleanType, dateTimeType, floatType, nullableType, stringType } from "./ValueType.ts"

/** Keys that hold ids: PostHog never reads them as numbers, whatever their definition says. */
const alwaysText = new Set([
  "$ai_trace_id",
  "$ai_session_id",
  "$ai_parent_id",
  "$ai_span_id",
  "$ai_generation_id",
  "$ai_experiment_id"
])

/** Reads one more key of a JSON document. */
export const propertyValue = (
  parent: Value & { readonly json: JsonPath },
  key: string | number,
  env: Environment
): Value => {
  const keys = [...parent.json.keys, key]
  const computed = keys.length === 1 && typeof key === "string" ? parent.json.computed?.(key) : undefined
  if (computed !== undefined) return computed
  const hot = keys.length === 1 && typeof key === "string" ? parent.json.hot?.(key) : undefined
  const sql =
    hot ??
    propertyAccess(
      parent.json.document,
      keys.map((part) => (typeof part === "number" ? number(part) : text(part)))
    )
  const untyped: Value = {
    sql,
    type: nullableType(stringType),
    json: { document: parent.json.document, keys }
  }
  const scope = parent.type.properties
  if (keys.length > 1 || scope === undefined || typeof key === "number" || alwaysText.has(key)) return untyped
  return typedProperty(untyped, env.propertyType(scope, key), env)
}

const typedProperty = (
  untyped: Value,
  type: ReturnType<Environment["propertyType"]>,
  env: Environment
): Value => {
  const typed = (sql: Sql, valueType: Value["type"]): Value => ({
    sql,
    type: nullableType(valueType),
    json: untyped.json,
    untyped
  })
  switch (type) {
    case "Numeric":
      return typed(call("accurateCastOrNull", untyped.sql, literal("Float64")), floatType)
    case "Boolean":
      return typed(textToBoolean(untyped.sql), booleanType)
    case "DateTime":
      return typed(
        call("parseDateTime64BestEffortOrNull", untyped.sql, number(6), literal(env.timezone)),
        dateTimeType
      )
    default:
      return untyped
  }
}

const textToBoolean = (value: Sql): Sql =>
  call(
    "toBool",
    call(
      "transform",
      call("toString", value),
      call("array", literal("true"), literal("false")),
      call("array", number(1), number(0)),
      nullValue
    )
  )
