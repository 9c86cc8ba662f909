/**
 * Every way the private API says no, in PostHog's own words.
 *
 * Bodies are `{type, code, detail, attr}` with one fixed `type` for each family of status codes; clients match on them.
 * Capture answers in plain text instead (`CaptureError`). Read from posthog/exceptions.py and api tests, 2026-08.
 *
 * @see https://posthog.com/docs/api
 */
import * as Schema from "effect/Schema"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

export class ApiError extends Schema.TaggedError<ApiError>()("ApiError", {
  status: Schema.Int,
  type: Schema.Literals([
    "validation_error",
    "authentication_error",
    "invalid_request",
    "throttled_error",
    "server_error"
  ]),
  code: Schema.String,
  detail: Schema.String,
  attr: Schema.NullOr(Schema.String),
  headers: Schema.Record(Schema.String, Schema.String)
}) {
  override get message(): string {
    return `${this.status} ${this.code}: ${this.detail}`
  }
}

const make = (
  status: number,
  type: ApiError["type"],
  code: string,
  detail: string,
  attr: string | null = null,
  headers: Readonly<Record<string, string>> = {}
): ApiError => new ApiError({ status, type, code, detail, attr, headers })

export const invalidInput = (
  detail: string,
  options: { readonly code?: string; readonly attr?: string } = {}
): ApiError => make(400, "validation_error", options.code ?? "invalid_input", detail, options.attr ?? null)

export const requiredField = (attr: string): ApiError =>
  make(400, "validation_error", "required", "This field is required.", attr)

export const malformedJson = (why: string): ApiError =>
  make(400, "invalid_request", "parse_error", `JSON parse error - ${why}`)

/** All 401s of the private API carry the place of the OAuth metadata since 2026, PostHog's self-hosted ones too. */
const authenticate = (origin: string): Readonly<Record<string, string>> => ({
  "www-authenticate": `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource"`
})

export const notAuthenticated = (origin: string): ApiError =>
  make(
    401,
    "authentication_error",
    "not_authenticated",
    "Authentication credentials were not provided.",
    null,
    authenticate(origin)
  )

export const keyInvalid = (
  source: "Authorization header" | "body" | "query string",
  origin: string
): ApiError =>
  make(
    401,
    "authentication_error",
    "authentication_failed",
    `Personal API key found in request ${source} is invalid.`,
    null,
    authenticate(origin)
  )

export const notFound = (detail: string): ApiError => make(404, "invalid_request", "not_found", detail)
export const endpointNotFound = notFound("Endpoint not found.")
export const projectNotFound = notFound("Project not found.")

export const methodNotAllowed = (method: string): ApiError =>
  make(405, "invalid_request", "method_not_allowed", `Method "${method}" not allowed.`)

export const bodyTooLarge = (limitBytes: number): ApiError =>
  make(413, "invalid_request", "error", `Request body exceeds ${limitBytes} bytes.`)

export const serverError = (
  detail: string,
  options: { readonly status?: number; readonly code?: string } = {}
): ApiError => make(options.status ?? 500, "server_error", options.code ?? "error", detail)

/** What the engine leaves out is refused by its name, so that nobody mistakes silence for an answer. */
export const notSupported = (what: string, attr?: string): ApiError =>
  invalidInput(`The embedded engine does not support ${what}.`, attr === undefined ? {} : { attr })

export const toResponse = (error: ApiError): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe(
    { type: error.type, code: error.code, detail: error.detail, attr: error.attr },
    { status: error.status, headers: error.headers }
  )
