/**
 * The operations the tools are made of, as Effects. The Effect door passes the driver's service; the Promise door wraps
 * a client, and its rejections come out as they went in.
 */
import type { Field, PostHog, PostHogObject, QueryOptions, QueryResult } from "@posthog-driver/driver"
import type { PostHog as PostHogService } from "@posthog-driver/driver/effect"
import * as Effect from "effect/Effect"

export interface PostHogReads {
  readonly listObjects: Effect.Effect<readonly PostHogObject[], unknown>
  readonly getFields: (object: string) => Effect.Effect<readonly Field[], unknown>
  readonly query: (text: string, options: QueryOptions) => Effect.Effect<QueryResult, unknown>
}

/** The part of a client that the tools call. A whole client fits. @since 0.1.0 */
export type PostHogClient = Pick<PostHog, "listObjects" | "getFields" | "query">

export function fromClient(client: PostHogClient): PostHogReads {
  const call = <A>(operation: (signal: AbortSignal) => Promise<A>) =>
    Effect.tryPromise({ try: operation, catch: (error) => error })
  return {
    listObjects: call((signal) => client.listObjects({ signal })),
    getFields: (object) => call((signal) => client.getFields(object, { signal })),
    query: (text, options) => call((signal) => client.query(text, { ...options, signal }))
  }
}

export function fromService(
  service: Pick<PostHogService["Service"], "listObjects" | "getFields" | "query">
): PostHogReads {
  return {
    listObjects: service.listObjects(),
    getFields: service.getFields,
    query: (text, options) => service.query(text, options)
  }
}
