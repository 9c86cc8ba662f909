/**
 * Notes on the time axis. The list has no date filter: PostHog's endpoint does not take one.
 *
 * @see https://posthog.com/docs/api/annotations
 */
import { Transport } from "@posthog-driver/transport/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { ListOptions, ObjectList } from "../listPages.ts"
import { listPages } from "../listPages.ts"
import type { PostHogError } from "../PostHogError.ts"
import { maybe, resource } from "../resourceSchema.ts"

/**
 * An annotation as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const Annotation = resource({
  id: Schema.Finite,
  content: maybe(Schema.String),
  date_marker: maybe(Schema.String),
  scope: maybe(Schema.String),
  created_at: maybe(Schema.String)
})

/**
 * An annotation as PostHog sends it.
 *
 * @since 0.1.0
 */
export type Annotation = typeof Annotation.Type

export class Annotations extends Context.Service<
  Annotations,
  {
    /** The project's list; 100 at most unless `limit` says otherwise. Safe to repeat. */
    readonly list: (options?: ListOptions) => Effect.Effect<ObjectList<Annotation>, PostHogError>
  }
>()("@posthog-driver/driver/Annotations") {}

export const layer: Layer.Layer<Annotations, never, Transport> = Layer.effect(
  Annotations,
  Effect.gen(function* () {
    const transport = yield* Transport
    const list = Effect.fn("Annotations.list")(function* (options: ListOptions = {}) {
      return yield* listPages(
        { operation: "Annotations.list", path: "/api/projects/:project/annotations/", item: Annotation },
        options
      ).pipe(Effect.provideService(Transport, transport))
    })
    return Annotations.of({ list })
  })
)
