/**
 * The Effect door of `@posthog-driver/driver`: the same operations, results and failures as at the root, as Effects.
 */

// Client
export { layer, layerConfig, layerNoTransport, PostHog } from "./PostHog.ts"

// Areas
export { Annotation, Annotations } from "./annotations/Annotations.ts"
export { Capture, type CaptureReceipt } from "./capture/Capture.ts"
export type { CaptureEvent } from "./capture/Event.ts"
export { Catalog, type ListObjectsOptions } from "./catalog/Catalog.ts"
export type { Field, FieldType, ObjectName, PostHogObject } from "./catalog/objects.ts"
export { Cohort, Cohorts } from "./cohorts/Cohorts.ts"
export { Experiment, Experiments } from "./experiments/Experiments.ts"
export { FeatureFlag, FeatureFlags } from "./flags/FeatureFlags.ts"
export { Insight, Insights } from "./insights/Insights.ts"
export type { ListOptions, ObjectList } from "./listPages.ts"
export { type ListPersonsOptions, Person, Persons } from "./persons/Persons.ts"
export { Project, ProjectInfo } from "./project/Project.ts"
export type { Health, HealthCheck } from "./project/health.ts"
export { Query, type RunQuery } from "./query/Query.ts"
export type { HogqlSource, QueryOptions } from "./query/QueryInput.ts"

// Results
export type {
  Complete,
  Completeness,
  CompletenessProof,
  CompletenessUnknown,
  Truncated,
  TruncationCause
} from "./query/Completeness.ts"
export type { Cell, Column, QueryBudget, QueryResult, QueryTimings } from "./query/QueryResult.ts"

// Failures
export {
  CaptureIncomplete,
  EventInvalid,
  PostHogError,
  PostHogReason,
  QueryRejected,
  QueryTimedOut,
  QueryTooExpensive,
  UnknownObject
} from "./PostHogError.ts"
