/**
 * The bytes of a request, never more than a limit, and the JSON in them.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import { isRecord, parseJson } from "../json.ts"
import * as ApiError from "./ApiError.ts"

/** PostHog's limit for bodies of the private API. */
const JSON_LIMIT_BYTES = 20 * 1024 * 1024

/** Reads the body; anything beyond `limitBytes` is an error made by `tooLarge`. */
export const readBytes = <E>(
  limitBytes: number,
  tooLarge: () => E
): Effect.Effect<Uint8Array, E, HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const buffer = yield* request.arrayBuffer.pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.fromInputUnsafe(limitBytes)),
      Effect.mapError(tooLarge)
    )
    return new Uint8Array(buffer)
  })

/** A JSON object; an absent body counts as `{}`. */
export const readJsonObject: Effect.Effect<
  Readonly<Record<string, unknown>>,
  ApiError.ApiError,
  HttpServerRequest.HttpServerRequest
> = Effect.gen(function* () {
  const bytes = yield* readBytes(JSON_LIMIT_BYTES, () => ApiError.bodyTooLarge(JSON_LIMIT_BYTES))
  if (bytes.length === 0) return {}
  const value = yield* Effect.try({
    try: () => parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)),
    catch: (error) => ApiError.malformedJson(error instanceof Error ? error.message : "not JSON")
  })
  if (!isRecord(value)) return yield* ApiError.invalidInput("Invalid data. Expected a dictionary.")
  return value
})
