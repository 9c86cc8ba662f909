/**
 * The whole public surface of `@posthog-driver/driver`, for callers who await Promises.
 */

// Client
export {
  createPostHog,
  createPostHogFromEnv,
  openPostHog,
  type PostHog,
  type PostHogOptions
} from "./createPostHog.ts"

// Discovery
export type { ListObjectsOptions } from "./catalog/Catalog.ts"
export type { Field, FieldType, ObjectName, PostHogObject } from "./catalog/objects.ts"

// Queries
export type {
  Complete,
  Completeness,
  CompletenessProof,
  CompletenessUnknown,
  Truncated,
  TruncationCause
} from "./query/Completeness.ts"
export type { HogqlSource, QueryOptions } from "./query/QueryInput.ts"
export type { Cell, Column, QueryBudget, QueryResult, QueryTimings } from "./query/QueryResult.ts"

// Capture
export type { CaptureReceipt } from "./capture/Capture.ts"
export type { CaptureEvent } from "./capture/Event.ts"

// Resources
export type { Annotation } from "./annotations/Annotations.ts"
export type { Cohort } from "./cohorts/Cohorts.ts"
export type { Experiment } from "./experiments/Experiments.ts"
export type { FeatureFlag } from "./flags/FeatureFlags.ts"
export type { Insight } from "./insights/Insights.ts"
export type { ListOptions, ObjectList } from "./listPages.ts"
export type { ListPersonsOptions, Person } from "./persons/Persons.ts"

// Project
export type { Health, HealthCheck } from "./project/health.ts"
export type { ProjectInfo } from "./project/Project.ts"
export type { ProjectSchema } from "./project/ProjectSchema.ts"

// Failures
export {
  CaptureIncomplete,
  EventInvalid,
  PostHogError,
  type PostHogReason,
  QueryRejected,
  QueryTimedOut,
  QueryTooExpensive,
  UnknownObject
} from "./PostHogError.ts"
