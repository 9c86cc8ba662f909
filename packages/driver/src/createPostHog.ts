/**
 * The Promise door: the operations of {@link PostHogService}, one line each, and nothing else.
 *
 * Making a client checks its settings and nothing else: keys are read, and files opened, by the first call.
 */
import type { AnySelect, InferRow } from "@posthog-driver/hogql-builder"
import type { CallOptions } from "@posthog-driver/transport/facade"
import { makeRunner } from "@posthog-driver/transport/facade"
import type { EnvironmentOptions, TransportOptions } from "@posthog-driver/transport/effect"
import { checkTransportOptions, environmentOptions, layerLogging } from "@posthog-driver/transport/effect"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Annotation } from "./annotations/Annotations.ts"
import type { CaptureReceipt } from "./capture/Capture.ts"
import type { CaptureEvent } from "./capture/Event.ts"
import type { ListObjectsOptions } from "./catalog/Catalog.ts"
import type { Field, PostHogObject } from "./catalog/objects.ts"
import type { Cohort } from "./cohorts/Cohorts.ts"
import type { Experiment } from "./experiments/Experiments.ts"
import type { FeatureFlag } from "./flags/FeatureFlags.ts"
import type { Insight } from "./insights/Insights.ts"
import type { ListOptions, ObjectList } from "./listPages.ts"
import type { ListPersonsOptions, Person } from "./persons/Persons.ts"
import { layer, PostHog as PostHogService } from "./PostHog.ts"
import { PostHogError } from "./PostHogError.ts"
import type { Health } from "./project/health.ts"
import type { ProjectInfo } from "./project/Project.ts"
import type { ProjectSchema } from "./project/ProjectSchema.ts"
import type { HogqlSource, QueryOptions } from "./query/QueryInput.ts"
import type { Cell, QueryResult } from "./query/QueryResult.ts"

/**
 * How to reach one PostHog project.
 *
 * @since 0.1.0
 */
export type PostHogOptions = TransportOptions

/**
 * A client for one PostHog project. Every operation rejects with a {@link PostHogError}, or with the reason of its signal.
 *
 * @since 0.1.0
 */
export interface PostHog extends AsyncDisposable {
  /** The eight objects, with the number of each where PostHog tells it cheaply. */
  listObjects(options?: ListObjectsOptions & CallOptions): Promise<ReadonlyArray<PostHogObject>>
  /** The fields of one object: those every project has, the live columns, and the properties seen in this project. */
  getFields(object: string, call?: CallOptions): Promise<ReadonlyArray<Field>>
  /**
   * Runs a query and waits for its rows.
   *
   * Waits at most `timeoutMillis` (60,000 unless given). Aborting also cancels the query on PostHog. Without a LIMIT PostHog
   * returns 100 rows; `completeness` says whether there were more. Rejects with `QueryRejected` when PostHog refuses the text,
   * `QueryTimedOut` or `QueryTooExpensive` when it gives up on it, or a transport reason. Safe to repeat.
   *
   * @see https://posthog.com/docs/api/queries
   */
  query<Select extends AnySelect>(
    query: Select,
    options?: QueryOptions & CallOptions
  ): Promise<QueryResult<InferRow<Select>>>
  query<Row = Record<string, Cell>>(
    query: string | HogqlSource,
    options?: QueryOptions & CallOptions
  ): Promise<QueryResult<Row>>
  readonly capture: {
    /** Captures one event; its uuid and time are fixed first, so it is sent again safely. */
    event(event: CaptureEvent, call?: CallOptions): Promise<CaptureReceipt>
    /** Captures events in their order, in requests of at most 500 events and 5 MB. */
    batch(events: ReadonlyArray<CaptureEvent>, call?: CallOptions): Promise<CaptureReceipt>
    /** Waits until nothing is being sent any more. */
    flush(call?: CallOptions): Promise<void>
  }
  readonly insights: { list(options?: ListOptions & CallOptions): Promise<ObjectList<Insight>> }
  readonly persons: { list(options?: ListPersonsOptions & CallOptions): Promise<ObjectList<Person>> }
  readonly cohorts: { list(options?: ListOptions & CallOptions): Promise<ObjectList<Cohort>> }
  readonly flags: { list(options?: ListOptions & CallOptions): Promise<ObjectList<FeatureFlag>> }
  readonly experiments: { list(options?: ListOptions & CallOptions): Promise<ObjectList<Experiment>> }
  readonly annotations: { list(options?: ListOptions & CallOptions): Promise<ObjectList<Annotation>> }
  readonly project: {
    /** The project as PostHog describes it: name, time zone, settings. */
    current(call?: CallOptions): Promise<ProjectInfo>
    /**
     * Time zone, property definitions, cohorts and group types, for checking a query with `hogql-compiler` before it is sent.
     *
     * A list that the key may not read is empty and named in `unread`.
     *
     * @since 0.2.0
     */
    schema(call?: CallOptions): Promise<ProjectSchema>
    /** Checks key, scopes, project and query access. What is wrong is in the answer, not in a rejection. */
    health(call?: CallOptions): Promise<Health>
  }
  /** The same as `project.health`. */
  health(call?: CallOptions): Promise<Health>
  /** Waits for events still being sent, then lets go of everything. The client cannot be used afterwards. */
  close(): Promise<void>
}

/**
 * A client for one project. A first call that fails for a reason that passes (the keys cannot be read from where `secrets` says, another
 * process has the audit log) does not spoil the client: the next one tries again.
 *
 * @throws PostHogError (`InvalidSettings`) when an option is unknown, missing or wrong.
 * @since 0.1.0
 */
export function createPostHog(options: PostHogOptions): PostHog {
  const checked = Effect.mapError(checkTransportOptions(options), (error) =>
    PostHogError.fromTransport(error)
  )
  Effect.runSync(checked)
  return fromLayer(withLogging(options))
}

/**
 * A client for one project, made at once: its settings are checked, the keys read from where `secrets` says, and the audit log opened
 * before it resolves. Rejects with a {@link PostHogError} when one of them fails; sends nothing to PostHog.
 *
 * @since 0.2.0
 */
export async function openPostHog(options: PostHogOptions, call?: CallOptions): Promise<PostHog> {
  const posthog = createPostHog(options)
  try {
    // Needs the client and sends nothing.
    await posthog.capture.flush(call)
    return posthog
  } catch (cause) {
    await posthog.close()
    throw cause
  }
}

/**
 * A client from the environment, then from the file `.env`: `POSTHOG_HOST`, `POSTHOG_PROJECT_ID`, `POSTHOG_PERSONAL_API_KEY`,
 * `POSTHOG_PROJECT_TOKEN`. Settings given here win.
 *
 * @throws PostHogError (`InvalidSettings`) naming the variable that is missing or wrong.
 * @since 0.1.0
 */
export function createPostHogFromEnv(options?: EnvironmentOptions): PostHog {
  const settings = Effect.mapError(environmentOptions(options), (error) => PostHogError.fromTransport(error))
  return createPostHog(Effect.runSync(settings))
}

/** Log records go to the given logger or to stderr: nobody has wired any behind this door. */
const withLogging = (options: PostHogOptions) => Layer.provideMerge(layer(options), layerLogging(options))

/** The client over any layer: tests give one with a scripted transport. */
export function fromLayer(posthog: Layer.Layer<PostHogService, PostHogError>): PostHog {
  const runner = makeRunner(posthog)
  type Service = PostHogService["Service"]
  const run = <A, E>(operation: (service: Service) => Effect.Effect<A, E>, call?: CallOptions): Promise<A> =>
    runner.runPromise(Effect.flatMap(PostHogService, operation), call)
  // Closing the runner ends what still runs, so events go first. A client that was never used, or could not be made, has none.
  const close = () => runner.closeAfter(Effect.flatMap(PostHogService, (service) => service.capture.flush()))
  return {
    listObjects: (options) => run((service) => service.listObjects(options), options),
    getFields: (object, call) => run((service) => service.getFields(object), call),
    query: <Row>(query: string | HogqlSource, options?: QueryOptions & CallOptions) =>
      run((service) => service.query<Row>(query, options), options),
    capture: {
      event: (event, call) => run((service) => service.capture.event(event), call),
      batch: (events, call) => run((service) => service.capture.batch(events), call),
      flush: (call) => run((service) => service.capture.flush(), call)
    },
    insights: { list: (options) => run((service) => service.insights.list(options), options) },
    persons: { list: (options) => run((service) => service.persons.list(options), options) },
    cohorts: { list: (options) => run((service) => service.cohorts.list(options), options) },
    flags: { list: (options) => run((service) => service.flags.list(options), options) },
    experiments: { list: (options) => run((service) => service.experiments.list(options), options) },
    annotations: { list: (options) => run((service) => service.annotations.list(options), options) },
    project: {
      current: (call) => run((service) => service.project.current(), call),
      schema: (call) => run((service) => service.project.schema(), call),
      health: (call) => run((service) => service.project.health(), call)
    },
    health: (call) => run((service) => service.health(), call),
    close,
    [Symbol.asyncDispose]: close
  }
}
