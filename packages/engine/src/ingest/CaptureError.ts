/**
 * How the capture endpoints say no: plain text and a status, in the words of PostHog's capture service.
 *
 * @see https://github.com/PostHog/posthog/blob/master/rust/capture/src/api.rs
 */
import * as Schema from "effect/Schema"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

export class CaptureError extends Schema.TaggedError<CaptureError>()("CaptureError", {
  status: Schema.Int,
  text: Schema.String
}) {
  override get message(): string {
    return this.text
  }
}

const make = (status: number, text: string): CaptureError => new CaptureError({ status, text })

export const decodeFailed = (why: string): CaptureError => make(400, `failed to decode request: ${why}`)
export const parseFailed = (why: string): CaptureError => make(400, `failed to parse request: ${why}`)
export const noEvent = make(400, "request holds no event")
export const emptyEventName = make(400, "event submitted with an empty event name")
export const missingDistinctId = make(400, "event submitted without a distinct_id")
export const invalidTimestamp = make(400, "event submitted with invalid timestamp")
export const missingToken = make(401, "event submitted without an api_key")
export const inconsistentTokens = make(401, "batch submitted with inconsistent api_key values")
export const tokenInvalid = (why: string): CaptureError => make(401, `API key is not valid: ${why}`)
export const tooLarge = (why: string): CaptureError => make(413, `maximum event size exceeded: ${why}`)
export const unavailable = make(503, "transient error, please retry")

export const toResponse = (error: CaptureError): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(error.text, { status: error.status })
