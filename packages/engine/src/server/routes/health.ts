/**
 * Is it up, is it ready, and is it the engine I mean. Open to everyone on this machine; no key, no secret.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { Store } from "../../store/Store.ts"
import { CHALLENGE_HEADER, PROOF_HEADER, proofOf, Readiness } from "../Readiness.ts"
import type { Route } from "../Route.ts"

const livez = Effect.succeed(HttpServerResponse.jsonUnsafe({ http: true }))

const readyz = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const { startToken } = yield* Readiness
  const store = yield* Store
  // While it works on somebody's query: busy is ready.
  const clickhouse = yield* store.answers
  const challenge = request.headers[CHALLENGE_HEADER]
  return HttpServerResponse.jsonUnsafe(
    { http: true, clickhouse },
    {
      status: clickhouse ? 200 : 503,
      headers: challenge === undefined ? {} : { [PROOF_HEADER]: proofOf(startToken, challenge) }
    }
  )
})

export const healthRoutes: readonly Route[] = [
  { method: "GET", path: "/_livez", access: "public", handler: livez },
  { method: "GET", path: "/_readyz", access: "public", handler: readyz }
]
