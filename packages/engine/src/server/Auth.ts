/**
 * Who may ask: the personal API key, looked for where PostHog looks.
 *
 * The first key found is the only one tried: header, then the body's `personal_api_key`, then the query string. Keys are
 * compared as hashes in constant time.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import { Project } from "../project/Project.ts"
import * as ApiError from "./ApiError.ts"
import { readJsonObject } from "./requestBody.ts"
import { requestOrigin, searchParams } from "./requestUrl.ts"

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

export const sameSecret = (given: string, secret: Redacted.Redacted): boolean =>
  timingSafeEqual(digest(given), digest(Redacted.value(secret)))

interface FoundKey {
  readonly key: string
  readonly source: "Authorization header" | "body" | "query string"
}

const findKey: Effect.Effect<FoundKey | undefined, ApiError.ApiError, HttpServerRequest.HttpServerRequest> =
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const bearer = /^Bearer\s+(\S.*)$/.exec(request.headers["authorization"] ?? "")?.[1]
    if (bearer !== undefined) return { key: bearer.trim(), source: "Authorization header" }
    if (request.method !== "GET" && request.method !== "HEAD") {
      const inBody = (yield* readJsonObject)["personal_api_key"]
      if (typeof inBody === "string" && inBody !== "") return { key: inBody, source: "body" }
    }
    const inQuery = (yield* searchParams).get("personal_api_key")
    return inQuery === null || inQuery === "" ? undefined : { key: inQuery, source: "query string" }
  })

/** Lets a request with the right key through. */
export const requirePersonalKey: Effect.Effect<
  void,
  ApiError.ApiError,
  HttpServerRequest.HttpServerRequest | Project
> = Effect.gen(function* () {
  const project = yield* Project
  const origin = yield* requestOrigin
  const found = yield* findKey
  if (found === undefined) return yield* ApiError.notAuthenticated(origin)
  if (!sameSecret(found.key, project.personalApiKey)) return yield* ApiError.keyInvalid(found.source, origin)
})
