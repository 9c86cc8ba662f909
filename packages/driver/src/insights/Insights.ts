/**
 * Saved analyses.
 *
 * @see https://posthog.com/docs/api/insights
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
 * An insight as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const Insight = resource({
  id: Schema.Finite,
  short_id: maybe(Schema.String),
  name: maybe(Schema.String),
  derived_name: maybe(Schema.String),
  description: maybe(Schema.String),
  query: maybe(Schema.Unknown),
  created_at: maybe(Schema.String)
})

/**
 * An insight as PostHog sends it.
 *
 * @since 0.1.0
 */
export type Insight = typeof Insight.Type

export class Insights extends Context.Service<
  Insights,
  {
    /** The project's list; 100 at most unless `limit` says otherwise. Safe to repeat. */
    readonly list: (options?: ListOptions) => Effect.Effect<ObjectList<Insight>, PostHogError>
  }
>()("@posthog-driver/driver/Insights") {}

export const layer: Layer.Layer<Insights, never, Transport> = Layer.effect(
  Insights,
  Effect.gen(function* () {
    const transport = yield* Transport
    const list = Effect.fn("Insights.list")(function* (options: ListOptions = {}) {
      return yield* listPages(
        { operation: "Insights.list", path: "/api/projects/:project/insights/", item: Insight },
        options
      ).pipe(Effect.provideService(Transport, transport))
    })
    return Insights.of({ list })
  })
)
