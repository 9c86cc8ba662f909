/**
 * Event and property definitions. PostHog's ids are UUIDs here; the row's number is only its place in the table. The
 * body of a property definition carries `type` (event or person), which PostHog takes as a list parameter.
 */
import { type Calendar, isoText } from "../calendar.ts"
import { uuid } from "../identifiers.ts"
import type { SeedObject } from "../objects.ts"
import { PROPERTY_DEFINITIONS } from "../properties.ts"
import { Random } from "../Random.ts"
import type { Findings } from "../TruthCollector.ts"

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  $pageview: "A page was seen.",
  $pageleave: "A page was left.",
  $identify: "An anonymous device became a known person.",
  $autocapture: "A click the web library recorded by itself.",
  $feature_flag_called: "A feature flag was evaluated.",
  signed_up: "An account was made.",
  project_created: "A project was made in the application.",
  teammate_invited: "Somebody was invited to the team.",
  report_viewed: "A report was opened.",
  report_exported: "A report was exported to a file.",
  feature_used: "A feature of the application was used.",
  subscription_started: "A paid plan began.",
  subscription_cancelled: "A paid plan was given up.",
  invoice_paid: "An invoice was paid; sent by the server, without a session.",
  app_error: "The application failed in front of somebody.",
  addon_purchased: "Something beside the plan was bought; sent by the server.",
  $web_vitals: "How fast a page was, as the browser measured it.",
  $exception: "An error, as error tracking stores it.",
  $rageclick: "Somebody clicked again and again in one place.",
  $ai_trace: "A conversation with the assistant, as a whole.",
  $ai_generation: "An answer of a language model.",
  $ai_span: "A tool the assistant called.",
  $ai_embedding: "A text was turned into a vector.",
  $ai_feedback: "What somebody thought of an answer.",
  "survey shown": "A survey was shown.",
  "survey sent": "A survey was answered.",
  "survey dismissed": "A survey was closed without an answer."
}

export const eventDefinitionObjects = (
  { lastSeen, truth }: Findings,
  calendar: Calendar,
  seed: number
): readonly SeedObject[] =>
  truth.events
    .map(({ event }) => event)
    .toSorted()
    .map((name, index) => ({
      kind: "event_definitions",
      id: index + 1,
      body: {
        id: uuid(new Random(seed, 6, index)),
        name,
        description: DESCRIPTIONS[name] ?? "",
        tags: [],
        owner: null,
        verified: name in DESCRIPTIONS && !name.startsWith("$") && !name.startsWith("survey "),
        hidden: false,
        is_action: false,
        created_at: isoText(calendar.start),
        last_seen_at: isoText(lastSeen.get(name) ?? calendar.start),
        last_updated_at: isoText(calendar.start),
        post_to_slack: false,
        default_columns: []
      }
    }))

export const propertyDefinitionObjects = (seed: number): readonly SeedObject[] =>
  PROPERTY_DEFINITIONS.map(({ groupTypeIndex, name, scope, type }, index) => ({
    kind: "property_definitions",
    id: index + 1,
    body: {
      id: uuid(new Random(seed, 7, index)),
      name,
      type: scope,
      group_type_index: groupTypeIndex ?? null,
      property_type: type,
      is_numerical: type === "Numeric",
      is_seen_on_filtered_events: null,
      tags: [],
      description: "",
      verified: false,
      hidden: false
    }
  }))
