/**
 * Refuses fields that would change an answer and are not acted on here. Empty ones change nothing and pass.
 */
import * as Effect from "effect/Effect"
import { isRecord } from "../json.ts"
import * as ApiError from "./ApiError.ts"

const isFilled = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== "" &&
  !(isRecord(value) && Object.keys(value).length === 0) &&
  !(Array.isArray(value) && value.length === 0)

export const refuseFields = (
  given: Readonly<Record<string, unknown>>,
  fields: readonly string[]
): Effect.Effect<void, ApiError.ApiError> => {
  const field = fields.find((name) => isFilled(given[name]))
  return field === undefined ? Effect.void : Effect.fail(ApiError.notSupported(field, field))
}
