/**
 * Feature flags as definitions; evaluating them is another matter.
 *
 * @see https://posthog.com/docs/api/feature-flags
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
 * A feature flag as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const FeatureFlag = resource({
  id: Schema.Finite,
  key: Schema.String,
  name: maybe(Schema.String),
  active: maybe(Schema.Boolean),
  filters: maybe(Schema.Unknown),
  created_at: maybe(Schema.String)
})

/**
 * A feature flag as PostHog sends it.
 *
 * @since 0.1.0
 */
export type FeatureFlag = typeof FeatureFlag.Type

export class FeatureFlags extends Context.Service<
  FeatureFlags,
  {
    /** The project's list; 100 at most unless `limit` says otherwise. Safe to repeat. */
    readonly list: (options?: ListOptions) => Effect.Effect<ObjectList<FeatureFlag>, PostHogError>
  }
>()("@posthog-driver/driver/FeatureFlags") {}

export const layer: Layer.Layer<FeatureFlags, never, Transport> = Layer.effect(
  FeatureFlags,
  Effect.gen(function* () {
    const transport = yield* Transport
    const list = Effect.fn("FeatureFlags.list")(function* (options: ListOptions = {}) {
      return yield* listPages(
        { operation: "FeatureFlags.list", path: "/api/projects/:project/feature_flags/", item: FeatureFlag },
        options
      ).pipe(Effect.provideService(Transport, transport))
    })
    return FeatureFlags.of({ list })
  })
)
