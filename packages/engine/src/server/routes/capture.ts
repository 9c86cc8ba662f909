/**
 * The ingest endpoints. 200 here means written and readable, which is more than PostHog promises.
 *
 * One difference is deliberate: PostHog accepts a token it has never seen and lets the events vanish. This engine has one
 * project, so another token can only be a mistake, and is refused.
 *
 * @see https://posthog.com/docs/api/capture
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as CaptureError from "../../ingest/CaptureError.ts"
import { decodeBody } from "../../ingest/decodeBody.ts"
import { Ingestion } from "../../ingest/Ingestion.ts"
import { parseCapture } from "../../ingest/parseCapture.ts"
import { Project } from "../../project/Project.ts"
import { sameSecret } from "../Auth.ts"
import { readBytes } from "../requestBody.ts"
import { searchParams } from "../requestUrl.ts"
import type { Handler, Route } from "../Route.ts"

const BATCH_LIMIT_BYTES = 20 * 1024 * 1024
const SINGLE_LIMIT_BYTES = 2 * 1024 * 1024

/** A browser's page may be served from anywhere; PostHog mirrors the origin. No credentials: the token is in the body. */
const corsHeaders = Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
  const origin = request.headers["origin"]
  if (origin === undefined) return {}
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "content-type"
  }
})

const checkToken = Effect.fnUntraced(function* (token: string) {
  const project = yield* Project
  if (token === "") return yield* CaptureError.tokenInvalid("empty")
  if (token.startsWith("phx_")) return yield* CaptureError.tokenInvalid("personal_api_key")
  if (token.length > 64) return yield* CaptureError.tokenInvalid("too_long")
  if (token.includes("\0")) return yield* CaptureError.tokenInvalid("null_byte")
  if (!/^[\x20-\x7e]*$/.test(token)) return yield* CaptureError.tokenInvalid("not_ascii")
  if (!sameSecret(token, project.projectToken)) return yield* CaptureError.tokenInvalid("unknown_project")
})

const capture = (limitBytes: number): Handler =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const query = yield* searchParams
    const bytes = yield* readBytes(limitBytes, () => CaptureError.tooLarge(`more than ${limitBytes} bytes`))
    const text = yield* decodeBody({
      bytes,
      contentEncoding: request.headers["content-encoding"],
      contentType: request.headers["content-type"],
      compression: query.get("compression") ?? undefined,
      limitBytes
    })
    const now = (yield* Clock.currentTimeMillis) * 1_000
    const { token, events } = yield* parseCapture(text, {
      now,
      token: query.get("api_key") ?? query.get("token") ?? undefined
    })
    yield* checkToken(token)
    const ingestion = yield* Ingestion
    yield* Effect.mapError(ingestion.ingest(events, now), () => CaptureError.unavailable)
    const headers = yield* corsHeaders
    return query.get("beacon") === "1"
      ? HttpServerResponse.empty({ status: 204, headers })
      : HttpServerResponse.jsonUnsafe({ status: 1 }, { headers })
  }).pipe(
    Effect.catchTag("CaptureError", (error) =>
      Effect.map(corsHeaders, (headers) =>
        HttpServerResponse.setHeaders(CaptureError.toResponse(error), headers)
      )
    )
  )

const preflight: Handler = Effect.map(corsHeaders, (headers) =>
  HttpServerResponse.empty({ status: 204, headers })
)

/** `/s` is for session recordings. */
const batches = ["/batch", "/s"] as const
const singles = ["/i/v0/e", "/e", "/capture"] as const

export const captureRoutes: readonly Route[] = [
  ...batches.map((path): Route => ({
    method: "POST",
    path,
    access: "public",
    handler: capture(BATCH_LIMIT_BYTES)
  })),
  ...singles.map((path): Route => ({
    method: "POST",
    path,
    access: "public",
    handler: capture(SINGLE_LIMIT_BYTES)
  })),
  ...[...batches, ...singles].map((path): Route => ({
    method: "OPTIONS",
    path,
    access: "public",
    handler: preflight
  }))
]
