/**
 * The project's REST objects, each body as PostHog's list endpoint gives it: field names after
 * https://posthog.com/docs/api, read in 2026. `created_by` is null everywhere: nobody made these by hand.
 */
import { type Calendar } from "./calendar.ts"
import type { DatasetOptions, SeedObjectKind } from "./Dataset.ts"
import { actionObjects } from "./objects/actions.ts"
import { annotationObjects } from "./objects/annotations.ts"
import { cohortBodies } from "./objects/cohorts.ts"
import { eventDefinitionObjects, propertyDefinitionObjects } from "./objects/definitions.ts"
import { experimentObjects, flagObjects } from "./objects/flags.ts"
import { insightObjects } from "./objects/insights.ts"
import { organizationTypeObject } from "./organizations.ts"
import type { Json } from "./people.ts"
import type { Findings } from "./TruthCollector.ts"

/** A REST object before its JSON is written. */
export interface SeedObject {
  readonly kind: SeedObjectKind
  /** Row id; also the `id` of the body where PostHog's ids are numbers. */
  readonly id: number
  readonly body: Readonly<Record<string, Json>>
}

export const seedObjects = (
  options: DatasetOptions,
  calendar: Calendar,
  findings: Findings
): readonly SeedObject[] => [
  ...insightObjects(findings.truth, calendar),
  ...cohortBodies(findings.truth, calendar),
  ...flagObjects(calendar),
  ...experimentObjects(calendar),
  ...annotationObjects(calendar),
  organizationTypeObject(calendar),
  ...actionObjects(calendar),
  ...eventDefinitionObjects(findings, calendar, options.seed),
  ...propertyDefinitionObjects(options.seed)
]
