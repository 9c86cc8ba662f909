/**
 * The eight objects of the contract: names in their original order, and the fields known without asking PostHog.
 *
 * `events`, `persons` and `sessions` are read with HogQL; the other five are REST objects which recent PostHog versions also
 * mirror as HogQL tables (`system.insights` and so on). A field marked `object` exists on the REST object only: its
 * description says what to use in HogQL.
 *
 * @see https://posthog.com/docs/api
 */

/**
 * A name `listObjects` gives and `getFields` takes.
 *
 * @since 0.1.0
 */
export type ObjectName =
  "events" | "insights" | "persons" | "cohorts" | "feature_flags" | "sessions" | "annotations" | "experiments"

/**
 * One thing a project holds.
 *
 * @since 0.1.0
 */
export interface PostHogObject {
  readonly name: ObjectName
  /** `table`: rows to query with HogQL. `resource`: things people make in PostHog, listed over REST. */
  readonly kind: "table" | "resource"
  readonly description: string
  /** What to write after FROM in HogQL. */
  readonly table: string
  /** How many there are, where PostHog tells it cheaply; absent when not known. */
  readonly rows?: number
  /** Whether anything can be added through this driver's API. */
  readonly writable: boolean
}

/**
 * The type of a field, in the words of HogQL's catalogue.
 *
 * @since 0.1.0
 */
export type FieldType =
  | "string"
  | "integer"
  | "float"
  | "decimal"
  | "boolean"
  | "datetime"
  | "date"
  | "duration"
  | "array"
  | "object"
  | "unknown"

/**
 * One field of an object.
 *
 * @since 0.1.0
 */
export interface Field {
  /** As written in HogQL, quoted where it must be (`properties.plan`); for `object` fields the key of the REST object. */
  readonly name: string
  readonly type: FieldType
  /** Absent when PostHog does not say. */
  readonly nullable?: boolean
  readonly description: string
  /**
   * `column`: a column of the HogQL table. `property`: discovered in this project's data. `relation`: another table reached
   * through a dot. `object`: on the REST object only.
   */
  readonly kind: "column" | "property" | "relation" | "object"
  /** The values it can have, where they are a fixed list. */
  readonly values?: ReadonlyArray<string>
}

/** A catalogue entry before anything is asked: the object, and its fields that every PostHog has. */
export interface ObjectEntry extends PostHogObject {
  readonly fields: ReadonlyArray<Field>
  /** The scope under which PostHog keeps discovered property names, where the object has properties. */
  readonly propertyScope?: "event" | "person" | "session"
}

type FieldNote = Omit<Field, "name" | "type" | "description" | "kind" | "nullable">

const field =
  (kind: Field["kind"], nullability: { readonly nullable?: boolean }) =>
  (name: string, type: FieldType, description: string, note: FieldNote = {}): Field => ({
    name,
    type,
    ...nullability,
    description,
    kind,
    ...note
  })

const column = field("column", { nullable: false })
const nullableColumn = field("column", { nullable: true })
const relation = field("relation", {})
const onObject = field("object", {})

/** The catalogue, in the order in which `listObjects` gives it. */
export const objectEntries: ReadonlyArray<ObjectEntry> = [
  {
    name: "events",
    kind: "table",
    table: "events",
    writable: true,
    propertyScope: "event",
    description:
      "What happened: one row for each captured event, with its properties and the person who did it.",
    fields: [
      column("event", "string", "Name of the event, for example $pageview."),
      column(
        "timestamp",
        "datetime",
        "When it happened. Filter on it in every query: it bounds what is read."
      ),
      column(
        "distinct_id",
        "string",
        "The id under which the event was sent; several can belong to one person."
      ),
      column("properties", "object", "All properties as JSON; read one as properties.name."),
      relation("person", "object", "Who did it: person.properties.name, person.created_at, person.id."),
      column("uuid", "string", "Identifies the event."),
      column("person_id", "string", "Identifies the person; count uniques with count(DISTINCT person_id).")
    ]
  },
  {
    name: "insights",
    kind: "resource",
    table: "system.insights",
    writable: false,
    description: "Saved analyses: trends, funnels, retention, paths and HogQL queries with a name.",
    fields: [
      onObject("id", "integer", "Identifies the insight."),
      onObject("name", "string", "The name its author gave it; may be empty."),
      onObject(
        "filters",
        "object",
        "The definition of an insight made before 2025; newer ones have query instead."
      ),
      onObject("query", "object", "What it computes: a wrapper with the query in source."),
      onObject("result", "array", "The stored result, when PostHog has one."),
      onObject("insight", "string", "The kind of a legacy insight.", {
        values: ["TRENDS", "FUNNELS", "RETENTION", "PATHS", "LIFECYCLE", "STICKINESS"]
      }),
      onObject("created_at", "datetime", "When it was made.")
    ]
  },
  {
    name: "persons",
    kind: "table",
    table: "persons",
    writable: false,
    propertyScope: "person",
    description: "Who did it: one row for each person, with the latest value of each property.",
    fields: [
      column("id", "string", "Identifies the person; the person_id of events."),
      onObject(
        "distinct_ids",
        "array",
        "The ids under which this person sends events. In HogQL: table person_distinct_ids, or pdi.distinct_id."
      ),
      column("properties", "object", "All properties as JSON; read one as properties.name."),
      column("created_at", "datetime", "When the person was first seen.")
    ]
  },
  {
    name: "cohorts",
    kind: "resource",
    table: "system.cohorts",
    writable: false,
    description: "Groups of persons, by condition or by list. In a query: person_id IN COHORT 'name'.",
    fields: [
      onObject("id", "integer", "Identifies the cohort."),
      onObject("name", "string", "Its name."),
      onObject("description", "string", "What it is for."),
      onObject("filters", "object", "The conditions of a dynamic cohort."),
      onObject("count", "integer", "How many persons were in it when it was last computed.")
    ]
  },
  {
    name: "feature_flags",
    kind: "resource",
    table: "system.feature_flags",
    writable: false,
    description: "Switches that turn something on for some persons, with rollout conditions and variants.",
    fields: [
      onObject("id", "integer", "Identifies the flag."),
      onObject("key", "string", "The name that code asks for."),
      onObject("name", "string", "What it is for."),
      onObject("active", "boolean", "Whether it is switched on at all."),
      onObject(
        "rollout_percentage",
        "float",
        "Share of persons who get it, when its conditions say just that."
      ),
      onObject("filters", "object", "Conditions, variants and payloads.")
    ]
  },
  {
    name: "sessions",
    kind: "table",
    table: "sessions",
    writable: false,
    propertyScope: "session",
    description:
      "Visits: the events of one person without a pause of 30 minutes, with entry, exit and duration.",
    fields: [
      column("session_id", "string", "Identifies the session; events carry it as $session_id."),
      nullableColumn("distinct_id", "string", "The id under which its events were sent."),
      onObject("start_time", "datetime", "Start of the session's recording. In HogQL: $start_timestamp."),
      onObject("end_time", "datetime", "End of the session's recording. In HogQL: $end_timestamp."),
      onObject("events_count", "integer", "Events in the session. In HogQL: count events by $session_id."),
      onObject("recording_url", "string", "Where the recording is watched. Not in HogQL.")
    ]
  },
  {
    name: "annotations",
    kind: "resource",
    table: "system.annotations",
    writable: false,
    description: "Notes on the time axis: releases, campaigns, outages.",
    fields: [
      onObject("id", "integer", "Identifies the annotation."),
      onObject("content", "string", "The note."),
      onObject("date_marker", "datetime", "The moment it marks."),
      onObject("scope", "string", "Where it is shown.", {
        values: ["dashboard_item", "dashboard", "project", "organization", "recording"]
      })
    ]
  },
  {
    name: "experiments",
    kind: "resource",
    table: "system.experiments",
    writable: false,
    description: "A/B tests: a flag with variants and the metrics that judge them.",
    fields: [
      onObject("id", "integer", "Identifies the experiment."),
      onObject("name", "string", "Its name."),
      onObject("feature_flag_key", "string", "The flag whose variants are compared."),
      onObject("variants", "array", "The variants; in parameters.feature_flag_variants of the REST object."),
      onObject("results", "object", "Outcome by variant; PostHog computes it on request.")
    ]
  }
]
