/**
 * The operations the tools are made of, as Effects that fail with what a model may read. The Effect door passes the
 * driver's service, the Promise door a client.
 */
import type { Field, PostHog, PostHogObject, QueryOptions, QueryResult } from "@posthog-driver/driver"
import type { PostHog as PostHogService } from "@posthog-driver/driver/effect"
import * as Effect from "effect/Effect"
import type { ToolFailure } from "./ToolFailure.ts"
import { fromError } from "./ToolFailure.ts"

export interface PostHogReads {
  readonly listObjects: Effect.Effect<readonly PostHogObject[], ToolFailure>
  readonly getFields: (object: string) => Effect.Effect<readonly Field[], ToolFailure>
  readonly query: (text: string, options: QueryOptions) => Effect.Effect<QueryResult, ToolFailure>
}

/** The part of a client that the tools call. A whole client fits. @since 0.1.0 */
export type PostHogClient = Pick<PostHog, "listObjects" | "getFields" | "query">

export function fromClient(client: PostHogClient): PostHogReads {
  const call = <A>(operation: (signal: AbortSignal) => Promise<A>, query?: string) =>
    Effect.tryPromise({ try: operation, catch: (error) => fromError(error, query) })
  return {
    listObjects: call((signal) => client.listObjects({ signal })),
    getFields: (object) => call((signal) => client.getFields(object, { signal })),
    query: (text, options) => call((signal) => client.query(text, { ...options, signal }), text)
  }
}

export function fromService(
  service: Pick<PostHogService["Service"], "listObjects" | "getFields" | "query">
): PostHogReads {
  return {
    listObjects: Effect.mapError(service.listObjects(), (error) => fromError(error)),
    getFields: (object) => Effect.mapError(service.getFields(object), (error) => fromError(error)),
    query: (text, options) => Effect.mapError(service.query(text, options), (error) => fromError(error, text))
  }
}
