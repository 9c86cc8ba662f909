import { type Calendar, DAY, isoText } from "../calendar.ts"
import type { SeedCohortDefinition } from "../Dataset.ts"
import type { SeedObject } from "../objects.ts"
import type { Json } from "../people.ts"
import { AT_RISK_COHORT, BETA_TESTERS_COHORT, POWER_USERS_COHORT } from "../TruthCollector.ts"
import type { Truth } from "../truth.ts"

/** What the compiler has to know of each cohort, the version apart. */
export const COHORTS: readonly Omit<SeedCohortDefinition, "version">[] = [
  { ...POWER_USERS_COHORT, isStatic: false },
  { ...AT_RISK_COHORT, isStatic: false },
  { ...BETA_TESTERS_COHORT, isStatic: true }
]

/** Two cohorts computed from behaviour, one static. */
export const cohortBodies = (
  { churnRisk, cohorts, powerUsers }: Truth,
  calendar: Calendar
): readonly SeedObject[] => {
  const persons = (id: number): number => cohorts.find((cohort) => cohort.id === id)?.persons ?? 0
  return [
    cohort(POWER_USERS_COHORT, "Persons who viewed many reports lately.", persons(1), calendar, [
      {
        key: powerUsers.event,
        type: "behavioral",
        value: "performed_event_multiple",
        event_type: "events",
        operator: "gte",
        operator_value: powerUsers.minimum,
        time_value: powerUsers.days,
        time_interval: "day",
        negation: false
      }
    ]),
    cohort(AT_RISK_COHORT, "Viewed reports until two weeks ago, none since.", persons(2), calendar, [
      {
        key: churnRisk.event,
        type: "behavioral",
        value: "performed_event",
        event_type: "events",
        time_value: churnRisk.lookbackDays,
        time_interval: "day",
        negation: false
      },
      {
        key: churnRisk.event,
        type: "behavioral",
        value: "performed_event",
        event_type: "events",
        time_value: churnRisk.inactiveDays,
        time_interval: "day",
        negation: true
      }
    ]),
    cohort(BETA_TESTERS_COHORT, "Asked to try new exports; a fixed list.", persons(3), calendar, null)
  ]
}

const cohort = (
  { id, name }: { readonly id: number; readonly name: string },
  description: string,
  count: number,
  calendar: Calendar,
  filters: Json
): SeedObject => ({
  kind: "cohorts",
  id,
  body: {
    id,
    name,
    description,
    groups: [],
    deleted: false,
    filters:
      filters === null ? null : { properties: { type: "OR", values: [{ type: "AND", values: filters }] } },
    query: null,
    is_static: filters === null,
    cohort_type: filters === null ? "static" : "behavioral",
    version: 1,
    count,
    is_calculating: false,
    last_calculation: isoText(calendar.end),
    errors_calculating: 0,
    created_at: isoText(calendar.start + id * DAY),
    created_by: null,
    experiment_set: []
  }
})
