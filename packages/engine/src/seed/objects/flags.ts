/** Four feature flags (a rollout, two multivariate ones, one for a cohort) and the experiments that use three of them. */
import { type Calendar, DAY, isoText } from "../calendar.ts"
import { BILLING_FLAG, BILLING_VARIANTS } from "../asides/billingFlag.ts"
import { EXPERIMENT_FLAG } from "../cast.ts"
import type { SeedObject } from "../objects.ts"
import type { Json } from "../people.ts"
import { BETA_TESTERS_COHORT } from "../TruthCollector.ts"

const DASHBOARD_FLAG = "new-dashboard"

const VARIANTS = [
  { key: "control", name: "No checklist", rollout_percentage: 50 },
  { key: "test", name: "With checklist", rollout_percentage: 50 }
]

const BILLING = BILLING_VARIANTS.map((key, index) => ({
  key,
  name: ["Monthly first", "Yearly first", "Yearly only"][index] ?? key,
  rollout_percentage: index === 0 ? 34 : 33
}))

interface FlagSetup {
  readonly key: string
  readonly name: string
  readonly rollout: number
  readonly properties?: Json
  readonly multivariate?: Json
  readonly payloads?: Json
  readonly experiments?: readonly number[]
}

export const flagObjects = (calendar: Calendar): readonly SeedObject[] => [
  flag(1, calendar, {
    key: DASHBOARD_FLAG,
    name: "New dashboard for half of everybody",
    rollout: 50,
    experiments: [2]
  }),
  flag(2, calendar, {
    key: EXPERIMENT_FLAG,
    name: "Checklist after signing up",
    rollout: 100,
    multivariate: { variants: VARIANTS },
    experiments: [1]
  }),
  flag(3, calendar, {
    key: "beta-exports",
    name: "Larger exports for beta testers",
    rollout: 100,
    properties: [{ key: "id", type: "cohort", value: BETA_TESTERS_COHORT.id, operator: "in" }],
    payloads: { true: '{"max_rows": 100000}' }
  }),
  flag(4, calendar, {
    key: BILLING_FLAG,
    name: "How billing is offered",
    rollout: 100,
    multivariate: { variants: BILLING },
    experiments: [3]
  })
]

export const experimentObjects = (calendar: Calendar): readonly SeedObject[] => [
  experiment(1, calendar, {
    name: "Onboarding checklist",
    description: "Does a checklist lead more persons to their first project?",
    flagKey: EXPERIMENT_FLAG,
    flagId: 2,
    started: true,
    variants: VARIANTS,
    goal: "project_created"
  }),
  experiment(2, calendar, {
    name: "New dashboard",
    description: "A draft: do persons view more reports from the new dashboard?",
    flagKey: DASHBOARD_FLAG,
    flagId: 1,
    started: false,
    variants: [],
    goal: "report_viewed"
  }),
  experiment(3, calendar, {
    name: "Annual billing",
    description: "Do yearly prices lead to more subscriptions?",
    flagKey: BILLING_FLAG,
    flagId: 4,
    started: true,
    variants: BILLING,
    goal: "subscription_started"
  })
]

const flag = (id: number, calendar: Calendar, setup: FlagSetup): SeedObject => {
  const createdAt = isoText(calendar.start - (4 - id) * DAY)
  return {
    kind: "feature_flags",
    id,
    body: {
      id,
      key: setup.key,
      name: setup.name,
      filters: {
        groups: [{ properties: setup.properties ?? [], rollout_percentage: setup.rollout, variant: null }],
        multivariate: setup.multivariate ?? null,
        payloads: setup.payloads ?? {},
        aggregation_group_type_index: null
      },
      active: true,
      deleted: false,
      version: 1,
      is_simple_flag: setup.properties === undefined && setup.multivariate === undefined,
      rollout_percentage:
        setup.properties === undefined && setup.multivariate === undefined ? setup.rollout : null,
      ensure_experience_continuity: false,
      experiment_set: [...(setup.experiments ?? [])],
      surveys: [],
      features: [],
      tags: [],
      evaluation_runtime: "all",
      is_remote_configuration: false,
      has_encrypted_payloads: false,
      status: "ACTIVE",
      can_edit: true,
      created_at: createdAt,
      updated_at: createdAt,
      created_by: null
    }
  }
}

interface ExperimentSetup {
  readonly name: string
  readonly description: string
  readonly flagKey: string
  readonly flagId: number
  readonly started: boolean
  readonly variants: Json
  readonly goal: string
}

const experiment = (id: number, calendar: Calendar, setup: ExperimentSetup): SeedObject => ({
  kind: "experiments",
  id,
  body: {
    id,
    name: setup.name,
    description: setup.description,
    type: "product",
    feature_flag_key: setup.flagKey,
    feature_flag: { id: setup.flagId, key: setup.flagKey, active: true },
    start_date: setup.started ? isoText(calendar.start) : null,
    end_date: null,
    archived: false,
    deleted: false,
    parameters: { feature_flag_variants: setup.variants },
    metrics: [
      {
        kind: "ExperimentMetric",
        metric_type: "funnel",
        goal: "increase",
        series: [{ kind: "EventsNode", event: setup.goal }]
      }
    ],
    metrics_secondary: [],
    saved_metrics: [],
    exposure_criteria: null,
    exposure_cohort: null,
    stats_config: null,
    holdout: null,
    conclusion: null,
    conclusion_comment: null,
    created_at: isoText(calendar.start - DAY),
    updated_at: isoText(calendar.start - DAY),
    created_by: null
  }
})
