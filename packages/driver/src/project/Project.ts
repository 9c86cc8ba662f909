/**
 * The project the client is bound to, and whether everything needed to work with it is in order.
 *
 * @see https://posthog.com/docs/api/projects
 */
import { Transport } from "@posthog-driver/transport/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { PostHogError } from "../PostHogError.ts"
import { Query } from "../query/Query.ts"
import { maybe, resource } from "../resourceSchema.ts"
import type { Health } from "./health.ts"
import { runChecks } from "./health.ts"
import { readProjectSchema } from "./ProjectSchema.ts"
import type { ProjectSchema } from "./ProjectSchema.ts"

/**
 * A project as PostHog sends it; fields not named here are kept.
 *
 * @since 0.1.0
 */
export const ProjectInfo = resource({
  id: Schema.Finite,
  uuid: maybe(Schema.String),
  name: maybe(Schema.String),
  timezone: maybe(Schema.String)
})

/**
 * A project as PostHog sends it.
 *
 * @since 0.1.0
 */
export type ProjectInfo = typeof ProjectInfo.Type

export class Project extends Context.Service<
  Project,
  {
    /** The project as PostHog describes it: name, time zone, settings. */
    readonly current: () => Effect.Effect<ProjectInfo, PostHogError>
    /** Time zone, property definitions, cohorts and group types: what a query is checked against without being sent. */
    readonly schema: () => Effect.Effect<ProjectSchema, PostHogError>
    /** Checks key, scopes, project and query access in this order. Never fails: what is wrong is in the answer. */
    readonly health: () => Effect.Effect<Health>
  }
>()("@posthog-driver/driver/Project") {}

export const layer: Layer.Layer<Project, never, Transport | Query> = Layer.effect(
  Project,
  Effect.gen(function* () {
    const transport = yield* Transport
    const query = yield* Query

    const get = <A>(operation: string, path: string, schema: Schema.Decoder<A>) =>
      transport
        .execute({ operation, origin: "api", method: "GET", path, schema, safety: "read", lane: "crud" })
        .pipe(
          Effect.map((response) => response.value),
          Effect.mapError((error) => PostHogError.fromTransport(error))
        )

    const current = Effect.fn("Project.current")(function* () {
      return yield* get("Project.current", "/api/projects/:project/", ProjectInfo)
    })

    const health = Effect.fn("Project.health")(function* () {
      const report = yield* runChecks([
        {
          name: "personal-key",
          // A valid key without the scope user:read is told so: that, too, proves that PostHog knows it.
          check: get("Project.health", "/api/users/@me/", Schema.Unknown).pipe(
            Effect.as(undefined),
            Effect.catch((error) =>
              error.reason._tag === "Forbidden" && error.reason.missingScope === "user:read"
                ? Effect.succeed(
                    "PostHog knows the key; it lacks the scope user:read, which nothing here needs."
                  )
                : Effect.fail(error)
            )
          )
        },
        {
          name: "scopes",
          check: get("Project.health", "/api/personal_api_keys/@current/", KeyInfo).pipe(
            Effect.map(({ scopes }) => (scopes == null ? undefined : `The key has: ${scopes.join(", ")}.`)),
            Effect.catch((error) =>
              error.reason._tag === "Forbidden" || error.reason._tag === "NotFound"
                ? Effect.succeed("PostHog does not tell this key its scopes.")
                : Effect.fail(error)
            )
          )
        },
        {
          name: "project",
          check: current().pipe(Effect.map(({ name }) => (typeof name === "string" ? name : undefined)))
        },
        { name: "query", check: query.run("select 1").pipe(Effect.as(undefined)) }
      ])
      const { circuits } = yield* transport.health
      return { ...report, circuits: circuits.filter(({ state }) => state !== "closed") }
    })

    const schema = Effect.fn("Project.schema")(function* () {
      return yield* Effect.provideService(readProjectSchema, Transport, transport)
    })

    return Project.of({ current, schema, health })
  })
)

const KeyInfo = Schema.Struct({ scopes: maybe(Schema.Array(Schema.String)) })
