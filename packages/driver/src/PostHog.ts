/**
 * PostHog in one service: the areas gathered under the names they have behind both doors.
 *
 * @see https://posthog.com/docs/api
 */
import type {
  EnvironmentOptions,
  Transport,
  TransportError,
  TransportOptions
} from "@posthog-driver/transport/effect"
import {
  layer as transportLayer,
  layerConfig as transportLayerConfig
} from "@posthog-driver/transport/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Annotations, layer as annotationsLayer } from "./annotations/Annotations.ts"
import { Capture, layer as captureLayer } from "./capture/Capture.ts"
import { Catalog, layer as catalogLayer } from "./catalog/Catalog.ts"
import { Cohorts, layer as cohortsLayer } from "./cohorts/Cohorts.ts"
import { Experiments, layer as experimentsLayer } from "./experiments/Experiments.ts"
import { FeatureFlags, layer as featureFlagsLayer } from "./flags/FeatureFlags.ts"
import { Insights, layer as insightsLayer } from "./insights/Insights.ts"
import { layer as personsLayer, Persons } from "./persons/Persons.ts"
import { PostHogError } from "./PostHogError.ts"
import { layer as projectLayer, Project } from "./project/Project.ts"
import { layer as queryLayer, Query } from "./query/Query.ts"
import { layer as outlinerLayer } from "./query/QueryOutliner.ts"

export class PostHog extends Context.Service<
  PostHog,
  {
    readonly listObjects: Catalog["Service"]["listObjects"]
    readonly getFields: Catalog["Service"]["getFields"]
    readonly query: Query["Service"]["run"]
    readonly capture: Capture["Service"]
    readonly insights: Insights["Service"]
    readonly persons: Persons["Service"]
    readonly cohorts: Cohorts["Service"]
    readonly flags: FeatureFlags["Service"]
    readonly experiments: Experiments["Service"]
    readonly annotations: Annotations["Service"]
    readonly project: Project["Service"]
    /** The same as `project.health`. */
    readonly health: Project["Service"]["health"]
  }
>()("@posthog-driver/driver/PostHog") {}

const gather = Layer.effect(
  PostHog,
  Effect.gen(function* () {
    const { listObjects, getFields } = yield* Catalog
    const { run: query } = yield* Query
    const project = yield* Project
    return PostHog.of({
      listObjects,
      getFields,
      query,
      capture: yield* Capture,
      insights: yield* Insights,
      persons: yield* Persons,
      cohorts: yield* Cohorts,
      flags: yield* FeatureFlags,
      experiments: yield* Experiments,
      annotations: yield* Annotations,
      project,
      health: project.health
    })
  })
)

/** Every area on a transport of your own: for tests, and for a transport shared with other things. */
export const layerNoTransport: Layer.Layer<PostHog, never, Transport> = gather.pipe(
  Layer.provide(
    Layer.mergeAll(
      catalogLayer,
      captureLayer,
      insightsLayer,
      personsLayer,
      cohortsLayer,
      featureFlagsLayer,
      experimentsLayer,
      annotationsLayer,
      projectLayer
    )
  ),
  Layer.provide(queryLayer),
  Layer.provide(outlinerLayer)
)

/**
 * A client for one project. Fails with `InvalidSettings` before any request.
 *
 * @since 0.1.0
 */
export const layer = (options: TransportOptions): Layer.Layer<PostHog, PostHogError> =>
  layerNoTransport.pipe(Layer.provide(carriedUp(transportLayer(options))))

/**
 * A client from the environment, then from the file `.env`: `POSTHOG_HOST`, `POSTHOG_PROJECT_ID`, `POSTHOG_PERSONAL_API_KEY`,
 * `POSTHOG_PROJECT_TOKEN`. Settings given here win.
 *
 * @since 0.1.0
 */
export const layerConfig = (options?: EnvironmentOptions): Layer.Layer<PostHog, PostHogError> =>
  layerNoTransport.pipe(Layer.provide(carriedUp(transportLayerConfig(options))))

function carriedUp<A, R>(transport: Layer.Layer<A, TransportError, R>): Layer.Layer<A, PostHogError, R> {
  return transport.pipe(
    Layer.catch((error) => Layer.effectContext(Effect.fail(PostHogError.fromTransport(error))))
  )
}
