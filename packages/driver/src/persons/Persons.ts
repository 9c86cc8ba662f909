/**
 * People, as the REST API lists them. For anything over more than a page of them, query the persons table.
 *
 * @see https://posthog.com/docs/api/persons
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
 * A person as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const Person = resource({
  id: Schema.Union([Schema.Finite, Schema.String]),
  uuid: maybe(Schema.String),
  name: maybe(Schema.String),
  distinct_ids: maybe(Schema.Array(Schema.String)),
  properties: maybe(Schema.Unknown),
  created_at: maybe(Schema.String)
})

/**
 * A person as PostHog sends it.
 *
 * @since 0.1.0
 */
export type Person = typeof Person.Type

/**
 * Which persons to list. PostHog's endpoint takes no cohort or date filter: query the persons table for those.
 *
 * @since 0.1.0
 */
export interface ListPersonsOptions extends ListOptions {
  /** Looks into e-mail, name and distinct ids. */
  readonly search?: string
  readonly distinctId?: string
  readonly email?: string
}

export class Persons extends Context.Service<
  Persons,
  {
    /** The project's list; 100 at most unless `limit` says otherwise. Safe to repeat. */
    readonly list: (options?: ListPersonsOptions) => Effect.Effect<ObjectList<Person>, PostHogError>
  }
>()("@posthog-driver/driver/Persons") {}

export const layer: Layer.Layer<Persons, never, Transport> = Layer.effect(
  Persons,
  Effect.gen(function* () {
    const transport = yield* Transport
    const list = Effect.fn("Persons.list")(function* (options: ListPersonsOptions = {}) {
      return yield* listPages(
        {
          operation: "Persons.list",
          path: "/api/projects/:project/persons/",
          query: { search: options.search, distinct_id: options.distinctId, email: options.email },
          item: Person
        },
        options
      ).pipe(Effect.provideService(Transport, transport))
    })
    return Persons.of({ list })
  })
)
