/**
 * A/B tests.
 *
 * @see https://posthog.com/docs/api/experiments
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
 * An experiment as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const Experiment = resource({
  id: Schema.Finite,
  name: maybe(Schema.String),
  description: maybe(Schema.String),
  feature_flag_key: maybe(Schema.String),
  start_date: maybe(Schema.String),
  end_date: maybe(Schema.String),
  parameters: maybe(Schema.Unknown),
  created_at: maybe(Schema.String)
})

/**
 * An experiment as PostHog sends it.
 *
 * @since 0.1.0
 */
export type Experiment = typeof Experiment.Type

export class Experiments extends Context.Service<
  Experiments,
  {
    /** The project's list; 100 at most unless `limit` says otherwise. Safe to repeat. */
    readonly list: (options?: ListOptions) => Effect.Effect<ObjectList<Experiment>, PostHogError>
  }
>()("@posthog-driver/driver/Experiments") {}

export const layer: Layer.Layer<Experiments, never, Transport> = Layer.effect(
  Experiments,
  Effect.gen(function* () {
    const transport = yield* Transport
    const list = Effect.fn("Experiments.list")(function* (options: ListOptions = {}) {
      return yield* listPages(
        { operation: "Experiments.list", path: "/api/projects/:project/experiments/", item: Experiment },
        options
      ).pipe(Effect.provideService(Transport, transport))
    })
    return Experiments.of({ list })
  })
)
