/**
 * A request to PostHog as data, and what comes back.
 *
 * The path is a template (`/api/projects/:project/persons/:id/`): the filled-in path can hold a person's id, so logs and
 * spans carry the template and never the path that was sent.
 */
import type * as Schema from "effect/Schema"

/**
 * Which of PostHog's limits a request counts against: `"query"` queries, `"analytics"` the other endpoints that read ClickHouse (insights,
 * persons, session recordings, events, heatmaps), `"exports"` reading in bulk, `"definitions"` flag definitions, `"flags"` flags, `"capture"`
 * events, and `"crud"` all that is left of the private API.
 *
 * @see https://posthog.com/docs/api#rate-limiting
 * @since 0.1.0
 */
export type Lane = "query" | "analytics" | "crud" | "flags" | "definitions" | "capture" | "exports"

/**
 * What sending a request twice would do: nothing (`"read"`), the same thing once (`"idempotent-write"`: it carries its own
 * id or sets absolute values), or twice the thing (`"write"`, never sent again).
 *
 * @since 0.1.0
 */
export type Safety = "read" | "write" | "idempotent-write"

/**
 * A value of the query string. `undefined` leaves the parameter out.
 *
 * @since 0.1.0
 */
export type QueryValue = string | number | boolean | undefined

/**
 * A body as it comes. Leaving it early (a failure, the end of the call's time, an aborted signal) ends its iterator.
 *
 * @since 0.2.0
 */
export interface BodyStream {
  /** As in `content-type`. */
  readonly contentType: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/**
 * Everything about a request except how its answer is decoded.
 *
 * @since 0.1.0
 */
export interface RequestShape {
  /** The caller's name for it, `"Area.operation"`: in errors, logs and spans. */
  readonly operation: string
  /** The private API, or the public host that takes events and evaluates flags. */
  readonly origin: "api" | "ingest"
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  /** Begins with `/`. `:project` becomes the project id; every other `:name` comes from `params`. */
  readonly path: string
  /**
   * Percent-encoded into the path. An empty one is refused: it would address the list instead of one object; so is one that the path does not
   * name, and `project`.
   */
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. A bigint is written as an integer; NaN and Infinity are refused. */
  readonly body?: unknown
  /**
   * Sent in the place of `body`, as it comes: it is read no faster than PostHog takes it. Only for a `"write"` with the personal key or
   * without a credential, because it cannot be sent a second time.
   *
   * @since 0.2.0
   */
  readonly bodyStream?: BodyStream
  readonly safety: Safety
  readonly lane: Lane
  /**
   * Lets the answer be kept and shared; only for a `"read"`, and not for a stream. For `ttlMillis` it serves everyone who asks
   * for the same with the same credential; for `staleMillis` more (0 unless given) it still serves, while a new one is fetched.
   * Whoever asks while it is being fetched waits for that one. A write through the same transport drops it. Refused behind
   * middleware without a `cacheKey`.
   *
   * @since 0.2.0
   */
  readonly cache?: { readonly ttlMillis: number; readonly staleMillis?: number }
  /** Time for the whole call, retries and waits included, in milliseconds. The transport's own unless given. */
  readonly timeoutMillis?: number
  /**
   * Called before each attempt is sent, when it has its permit, with its number from 1. A call that ends without one was never sent. Must
   * not throw.
   *
   * @since 0.2.0
   */
  readonly onAttempt?: (attempt: number) => void
  /**
   * The credential to send. Unless given: the personal key to the API; to the ingest host the project token, or none for a
   * request without a body (the token travels in the JSON body). Any other pairing of key and origin is refused.
   */
  readonly credential?: "personal-key" | "project-token" | "none"
}

/**
 * A request and the schema its JSON answer is decoded with.
 *
 * An answer without a body (204) is decoded as `undefined`.
 *
 * @since 0.1.0
 */
export interface ApiRequest<A> extends RequestShape {
  readonly schema: Schema.Decoder<A>
}

/**
 * A decoded answer.
 *
 * @since 0.1.0
 */
export interface ApiResponse<A> {
  readonly value: A
  readonly status: number
  /** Names in lower case. `set-cookie` is left out. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * Made here, sent as `x-request-id`, the same for all attempts; log records and spans carry it. Of a kept answer: that of the
   * request that fetched it.
   */
  readonly requestId: string
  /** How often the request was sent, from 1; 0 when the answer was kept. */
  readonly attempts: number
  readonly elapsedMillis: number
  /**
   * Of a request with `cache`: whether the answer was fetched for it (`"miss"`), or for another who asked at the same time
   * (`"shared"`), or was kept (`"hit"`, or `"stale"`: a newer one is being fetched), and how old it is.
   *
   * @since 0.2.0
   */
  readonly cache?: {
    readonly status: "miss" | "shared" | "hit" | "stale"
    readonly ageMillis: number
  }
}
