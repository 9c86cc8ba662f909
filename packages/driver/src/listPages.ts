/**
 * Reads a list of REST objects page by page, and says whether it is the whole list.
 *
 * PostHog pages with an absolute `next` address that must be followed as it is. It is followed only to the host the client
 * was made for: the request carries the personal key, and the address comes out of a response body.
 *
 * @see https://posthog.com/docs/api
 */
import type { QueryValue } from "@posthog-driver/transport/effect"
import { RequestRefused, Transport, UnexpectedBody } from "@posthog-driver/transport/effect"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { laneOf } from "./laneOf.ts"
import { PostHogError } from "./PostHogError.ts"
import type { Completeness } from "./query/Completeness.ts"
import { complete, truncated } from "./query/Completeness.ts"

/**
 * Options of every list.
 *
 * @since 0.1.0
 */
export interface ListOptions {
  /** At most this many objects, over as many pages as that takes. 100 unless given. */
  readonly limit?: number
}

/**
 * Objects as PostHog sends them, under PostHog's field names, and whether they are all.
 *
 * @since 0.1.0
 */
export interface ObjectList<A> {
  readonly results: ReadonlyArray<A>
  readonly completeness: Completeness
}

/** Which list, and what its items look like. */
export interface ListRequest<A> {
  readonly operation: string
  /** The path of the list inside the project, with its closing slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly item: Schema.Decoder<A>
  /** Objects asked for per page. 100 unless given; PostHog may send fewer. */
  readonly pageSize?: number
  /** Fail when a page cannot be read, rather than give the pages before it. */
  readonly wholeOrNothing?: boolean
}

const DEFAULT_LIMIT = 100

const PAGE_SIZE = 100

/** A list that pages by `limit` and `next`. */
export const listPages = Effect.fnUntraced(function* <A>(
  request: ListRequest<A>,
  options: ListOptions
): Effect.fn.Return<ObjectList<A>, PostHogError, Transport> {
  const transport = yield* Transport
  const limit: unknown = options.limit ?? DEFAULT_LIMIT
  if (typeof limit !== "number" || !Number.isSafeInteger(limit) || limit < 1) {
    const reason = new RequestRefused({ problem: "limit must be a whole number of at least 1" })
    return yield* new PostHogError({ operation: request.operation, reason })
  }
  const page = (path: string, query: Readonly<Record<string, QueryValue>>) =>
    transport
      .execute({
        operation: request.operation,
        origin: "api",
        method: "GET",
        path,
        query,
        schema: Schema.Struct({
          results: Schema.Array(request.item),
          next: Schema.optional(Schema.NullOr(Schema.String))
        }),
        safety: "read",
        // Further pages count against the same limit, whatever their addresses look like.
        lane: laneOf(request.path)
      })
      .pipe(Effect.mapError((error) => PostHogError.fromTransport(error)))

  const first = yield* page(request.path, {
    ...request.query,
    limit: Math.min(limit, request.pageSize ?? PAGE_SIZE)
  })
  const results = [...first.value.results]
  const unusable = (status: number, problem: string) =>
    new PostHogError({ operation: request.operation, reason: new UnexpectedBody({ status, problem }) })
  const followed = new Set<string>()
  let status = first.status
  let next = first.value.next ?? undefined
  while (next !== undefined && results.length < limit) {
    const address = sameOrigin(next, transport.settings.hosts.api)
    if (address === undefined && request.wholeOrNothing === true) {
      return yield* unusable(status, "it names a next page on another host, which is not followed")
    }
    if (address === undefined)
      return cut(results, "PostHog names a next page on another host, which is not followed.")
    // Pages that lead in a circle hold the same objects over and over: no part of such a list can be relied on.
    if (followed.has(address.href)) {
      return yield* unusable(status, "it names a next page that was read before")
    }
    followed.add(address.href)
    const more = yield* Effect.result(page(address.pathname, Object.fromEntries(address.searchParams)))
    if (more._tag === "Failure" && request.wholeOrNothing === true) return yield* more.failure
    if (more._tag === "Failure") return cut(results, more.failure.reason.message)
    results.push(...more.success.value.results)
    status = more.success.status
    next = more.success.value.next ?? undefined
  }
  const kept = results.slice(0, limit)
  const isAll = next === undefined && kept.length === results.length
  const cause = options.limit === undefined ? "default-limit" : "your-limit"
  const how = `There are more than ${limit}. Give a higher limit than ${limit}.`
  return { results: kept, completeness: isAll ? complete("last-page") : truncated(cause, kept.length, how) }
})

function cut<A>(results: ReadonlyArray<A>, why: string): ObjectList<A> {
  const how = `The next page could not be read: ${why} List again to get the rest.`
  return { results, completeness: truncated("failed-page", results.length, how) }
}

function sameOrigin(next: string, origin: string): URL | undefined {
  const address = URL.canParse(next, origin) ? new URL(next, origin) : undefined
  return address?.origin === new URL(origin).origin ? address : undefined
}
