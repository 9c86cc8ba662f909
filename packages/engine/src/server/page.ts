/**
 * Lists as PostHog pages them: `limit` and `offset` in, `{count, next, previous, results}` out, links absolute.
 */
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { jsonText } from "../json.ts"
import * as ApiError from "./ApiError.ts"
import { searchParams, urlWith } from "./requestUrl.ts"

export const DEFAULT_PAGE = 100

export interface Page {
  readonly limit: number
  readonly offset: number
}

/** PostHog falls back to its defaults for a `limit` or `offset` that is no number. */
const wholeNumber = (text: string | null, least: number): number | undefined => {
  if (text === null || !/^\d{1,9}$/.test(text)) return undefined
  const value = Number(text)
  return value >= least ? value : undefined
}

export const readPage: Effect.Effect<Page, never, HttpServerRequest.HttpServerRequest> = Effect.map(
  searchParams,
  (params) => ({
    limit: wholeNumber(params.get("limit"), 1) ?? DEFAULT_PAGE,
    offset: wholeNumber(params.get("offset"), 0) ?? 0
  })
)

/** Refuses filters PostHog has and the engine has not: leaving one out would answer another question. */
export const refuseParams = (
  names: readonly string[]
): Effect.Effect<void, ApiError.ApiError, HttpServerRequest.HttpServerRequest> =>
  Effect.flatMap(searchParams, (params) => {
    const name = names.find((candidate) => (params.get(candidate) ?? "") !== "")
    return name === undefined
      ? Effect.void
      : Effect.fail(ApiError.notSupported(`the query parameter ${name} here`, name))
  })

export const pageLinks = (page: Page, hasNext: boolean) =>
  Effect.gen(function* () {
    const { limit, offset } = page
    const next = hasNext ? yield* urlWith({ limit: String(limit), offset: String(offset + limit) }) : null
    const before = offset - limit
    const previous =
      offset === 0
        ? null
        : yield* urlWith({ limit: String(limit), offset: before > 0 ? String(before) : null })
    return { next, previous }
  })

export const pageResponse = (page: Page, count: number, results: readonly unknown[]) =>
  Effect.map(pageLinks(page, page.offset + page.limit < count), (links) =>
    jsonResponse({ count, ...links, results })
  )

/** JSON with `Verbatim` parts. */
export const jsonResponse = (value: unknown): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(jsonText(value), { contentType: "application/json" })
