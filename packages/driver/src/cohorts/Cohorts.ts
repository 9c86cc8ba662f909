/**
 * Groups of persons.
 *
 * @see https://posthog.com/docs/api/cohorts
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
 * A cohort as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const Cohort = resource({
  id: Schema.Finite,
  name: maybe(Schema.String),
  description: maybe(Schema.String),
  filters: maybe(Schema.Unknown),
  is_static: maybe(Schema.Boolean),
  count: maybe(Schema.Finite),
  created_at: maybe(Schema.String)
})

/**
 * A cohort as PostHog sends it.
 *
 * @since 0.1.0
 */
export type Cohort = typeof Cohort.Type

export class Cohorts extends Context.Service<
  Cohorts,
  {
    /** The project's list; 100 at most unless `limit` says otherwise. Safe to repeat. */
    readonly list: (options?: ListOptions) => Effect.Effect<ObjectList<Cohort>, PostHogError>
  }
>()("@posthog-driver/driver/Cohorts") {}

export const layer: Layer.Layer<Cohorts, never, Transport> = Layer.effect(
  Cohorts,
  Effect.gen(function* () {
    const transport = yield* Transport
    const list = Effect.fn("Cohorts.list")(function* (options: ListOptions = {}) {
      return yield* listPages(
        { operation: "Cohorts.list", path: "/api/projects/:project/cohorts/", item: Cohort },
        options
      ).pipe(Effect.provideService(Transport, transport))
    })
    return Cohorts.of({ list })
  })
)
