/**
 * What a seeded project is made of: rows ready to insert, and the answers that are known about them.
 *
 * Rows carry the insertable columns of the physical tables and nothing else; a column left out (`group_1`…`group_4`)
 * has the default of its table. Timestamps are UTC text with microseconds, JSON columns are text. The surprising part:
 * nothing is stored. `events()` makes every row again each time it is read, always the same ones.
 */
import type { Truth } from "./truth.ts"

/**
 * Version of the generator. A project seeded by another version holds other rows and has to be seeded again.
 *
 * @since 0.1.0
 */
export const SEED_VERSION = 3

/**
 * `standard` has at least 200,000 events of exactly 5,000 persons, `small` a twentieth of that.
 *
 * @since 0.1.0
 */
export type SeedSize = "small" | "standard"

/**
 * Which story is told, and how large. Every field has a default where an engine is started; here all are given.
 *
 * @since 0.1.0
 */
export interface SeedOptions {
  /** The only story so far: a B2B web application. */
  readonly story?: "saas"
  /** Any whole number; another number gives other people with the same planted counts. 1 unless given. */
  readonly seed?: number
  readonly size?: SeedSize
  /** `YYYY-MM-DD`: the UTC midnight before which everything has happened. */
  readonly endDate?: string
}

/**
 * What `generateDataset` needs: every option decided, and the project the rows belong to.
 *
 * @since 0.1.0
 */
export interface DatasetOptions extends Required<SeedOptions> {
  readonly projectId: number
}

/** A row of the physical table `events`. */
export interface EventRow {
  readonly team_id: number
  readonly uuid: string
  readonly event: string
  readonly properties: string
  readonly timestamp: string
  readonly created_at: string
  readonly distinct_id: string
  readonly elements_chain: string
  readonly person_id: string
  /** The person's properties as they were when the event happened. */
  readonly person_properties: string
  readonly person_created_at: string
  readonly person_mode: "full"
  /** The key of the person's organization; empty before they signed up. */
  readonly group_0: string
}

/** A row of the physical table `groups`. */
export interface GroupRow {
  readonly team_id: number
  readonly group_type_index: number
  readonly group_key: string
  readonly created_at: string
  readonly updated_at: string
  readonly group_properties: string
  readonly version: number
}

/** A row of the physical table `persons`; its properties are as they are at the end date. */
export interface PersonRow {
  readonly team_id: number
  readonly id: string
  readonly created_at: string
  readonly properties: string
  readonly is_identified: boolean
  readonly is_deleted: 0
  readonly version: number
}

/** A row of the physical table `person_distinct_ids`. */
export interface PersonDistinctIdRow {
  readonly team_id: number
  readonly distinct_id: string
  readonly person_id: string
  readonly is_deleted: 0
  readonly version: number
}

/** A row of the physical table `cohort_people`: a member of a computed cohort at one version. */
export interface CohortPeopleRow {
  readonly team_id: number
  readonly cohort_id: number
  readonly person_id: string
  readonly version: number
}

/** A row of the physical table `static_cohort_people`. */
export interface StaticCohortPeopleRow {
  readonly team_id: number
  readonly cohort_id: number
  readonly person_id: string
}

/** The kinds of REST objects a seeded project has. */
export type SeedObjectKind =
  | "insights"
  | "cohorts"
  | "feature_flags"
  | "annotations"
  | "actions"
  | "experiments"
  | "event_definitions"
  | "property_definitions"
  | "group_type_mappings"

/** A row of the table `objects`; `body` is the JSON of the REST object, as a list endpoint gives it. */
export interface ObjectRow {
  readonly team_id: number
  readonly kind: SeedObjectKind
  readonly id: number
  readonly body: string
  readonly deleted: 0
  readonly version: number
}

/** The type of a property; the same shape as the compiler's `PropertyDefinition`. */
export interface SeedPropertyDefinition {
  readonly scope: "event" | "person" | "group"
  readonly name: string
  /** Which group type a property of groups belongs to. */
  readonly groupTypeIndex?: number
  readonly type: "String" | "Numeric" | "Boolean" | "DateTime"
}

/** A cohort as the compiler needs to know it; `version` is the one its members carry. */
export interface SeedCohortDefinition {
  readonly id: number
  readonly name: string
  readonly isStatic: boolean
  readonly version: number
}

/**
 * A whole seeded project.
 *
 * `truth`, `cohortPeople` and `objects` need to have seen every event. Reading `events()` to its end first makes them
 * free; reading one of them first costs one extra pass that makes no JSON.
 *
 * @since 0.1.0
 */
export interface Dataset {
  /** Identifies story, seed, size, end date and generator version; store it beside the rows. */
  readonly fingerprint: string
  /** Yields person after person, each in the order of time; every call starts anew. */
  readonly events: () => Iterable<EventRow>
  readonly eventCount: number
  readonly persons: readonly PersonRow[]
  readonly personDistinctIds: readonly PersonDistinctIdRow[]
  readonly cohortPeople: readonly CohortPeopleRow[]
  readonly staticCohortPeople: readonly StaticCohortPeopleRow[]
  readonly groups: readonly GroupRow[]
  readonly cohorts: readonly SeedCohortDefinition[]
  readonly objects: readonly ObjectRow[]
  readonly propertyDefinitions: readonly SeedPropertyDefinition[]
  readonly truth: Truth
}

/**
 * The text that tells one seeded project from another: same fingerprint, same rows, byte for byte.
 *
 * @since 0.1.0
 */
export const datasetFingerprint = (options: Required<SeedOptions>): string =>
  `${options.story}/${options.seed}/${options.size}/${options.endDate}/v${SEED_VERSION}`
