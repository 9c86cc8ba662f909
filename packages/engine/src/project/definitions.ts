/**
 * What PostHog learns about a project by looking at its events: which events and properties exist, and what type a
 * property has.
 *
 * The first value that tells decides; a type never changes by itself after that. A number is Numeric, true or false
 * Boolean, an ISO date or time DateTime, other text String; objects and lists tell nothing.
 */
import type { PropertyDefinition } from "@posthog-driver/hogql-compiler"
import { isExactNumber } from "../json.ts"

export type PropertyType = Extract<PropertyDefinition["type"], "String" | "Numeric" | "Boolean" | "DateTime">

const ISO_INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/

export const inferPropertyType = (value: unknown): PropertyType | undefined => {
  switch (typeof value) {
    case "number":
    case "bigint":
      return "Numeric"
    case "boolean":
      return "Boolean"
    case "string":
      return ISO_INSTANT.test(value) ? "DateTime" : "String"
    default:
      return isExactNumber(value) ? "Numeric" : undefined
  }
}

/** Properties that steer ingestion; PostHog defines no property for them. */
const STEERING = new Set([
  "$set",
  "$set_once",
  "$unset",
  "$group_set",
  "$groups",
  "$elements",
  "$elements_chain",
  "distinct_id",
  "token",
  "api_key"
])

export const isDefinable = (name: string): boolean => !STEERING.has(name)
