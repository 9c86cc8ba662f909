import { call, literal, type Sql } from "./Sql.ts"

/**
 * Reads one property of a JSON text column, as PostHog does.
 *
 * A missing key and JSON null are NULL, an empty string stays empty, numbers, booleans, objects and arrays come back as
 * their JSON text. The stored columns of hot keys are filled by this same expression, so both ways always agree.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/printer
 */
export const propertyAccess = (json: Sql, keys: readonly Sql[]): Sql =>
  call(
    "replaceRegexpAll",
    call("nullIf", call("nullIf", call("JSONExtractRaw", json, ...keys), literal("")), literal("null")),
    literal('^"|"$'),
    literal("")
  )
