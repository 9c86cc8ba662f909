/**
 * The truth manifest: what is known about a seeded project without asking a database.
 *
 * Every number was counted in plain JavaScript over the generated rows. `planted` beside a number is what the story set
 * out to plant before any row existed; both are always equal. All days are UTC, all `until` and `…End` bounds exclusive,
 * weeks start on Sunday as HogQL's `toStartOfWeek` does. Lists are ordered by count, largest first, then by name in
 * code unit order, unless they are in the order of time.
 */

/** How often something happened, and to how many persons. */
export interface EventTruth {
  readonly event: string
  readonly count: number
  readonly persons: number
}

/** A count for one UTC day or for the week that starts on that day. */
export interface DayTruth {
  readonly day: string
  readonly count: number
}

/** A count for one value; `null` means that the property is absent or null. */
export interface ValueTruth<Value extends string | boolean | null = string> {
  readonly value: Value
  readonly count: number
}

/**
 * An ordered funnel: a person reaches step n when the steps 1…n happened in this order, none later than
 * `windowSeconds` after the first. `windowFunnel(windowSeconds)(toDateTime(timestamp), …)` counts the same.
 */
export interface FunnelTruth {
  readonly steps: readonly string[]
  readonly windowDays: number
  readonly windowSeconds: number
  /** Persons who reached at least this step. */
  readonly persons: readonly number[]
  readonly planted: readonly number[]
  /** Persons who did the step at any time, whatever else they did: what an unordered count would say. */
  readonly personsUnordered: readonly number[]
}

/** The persons who signed up in one week, and how many of them came back in each week since. */
export interface RetentionCohortTruth {
  /** Sunday on which the week starts. */
  readonly week: string
  readonly persons: number
  /** Index 0 is the week of signing up. Weeks that start at or after the end date are left out. */
  readonly returned: readonly number[]
  readonly planted: readonly number[]
}

/** Weekly retention. The first and the last calendar week may be partial. */
export interface RetentionTruth {
  readonly weekStart: "sunday"
  readonly startEvent: string
  readonly returnEvent: string
  /** Weeks are counted from 0 to this number. */
  readonly lastWeek: number
  readonly cohorts: readonly RetentionCohortTruth[]
}

/** Persons with at least `minimum` of `event` in [since, until). */
export interface PowerUserTruth {
  readonly event: string
  readonly minimum: number
  readonly days: number
  readonly since: string
  readonly until: string
  readonly persons: number
  readonly planted: number
  /** By the person property `plan`, which no power user changed in these days. */
  readonly byPlan: readonly ValueTruth[]
}

/** Persons with `event` in [activeFrom, inactiveFrom) and none of it in [inactiveFrom, until). */
export interface ChurnRiskTruth {
  readonly event: string
  readonly lookbackDays: number
  readonly inactiveDays: number
  readonly activeFrom: string
  readonly inactiveFrom: string
  readonly until: string
  readonly persons: number
  readonly planted: number
  /** The same with any event at all in place of `event`. */
  readonly personsByAnyEvent: number
}

/** A numeric property over all events of one name. */
export interface NumericTruth {
  readonly event: string
  readonly property: string
  /** Events on which the property is a number. */
  readonly count: number
  /** Exact decimal text; adding the values as floats may differ in the last digits. */
  readonly sum: string
  readonly average: number
  readonly minimum: number
  readonly maximum: number
  /** The sorted values at index floor(0.5 × count) and floor(0.9 × count), as `quantileExact` takes them. */
  readonly median: number
  readonly p90: number
  /** Interpolated between neighbours, as `quantileExactInclusive(0.9)`, and `quantile(0.9)` of at most 8,192 values. */
  readonly p90Interpolated: number
}

/** Exposures of an experiment, and how many of the exposed persons did the goal afterwards. */
export interface ExperimentTruth {
  readonly flagKey: string
  readonly goalEvent: string
  readonly variants: readonly {
    readonly variant: string
    readonly persons: number
    readonly converted: number
  }[]
}

/** What the generations of one model cost and took. */
export interface ModelTruth {
  readonly model: string
  readonly generations: number
  readonly errors: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Exact decimal text, in US dollars. */
  readonly cost: string
}

/** What happened beside the story: conversations with a model, page speed, errors, the survey, purchases. */
export interface AsideTruth {
  readonly traces: number
  /** In the order of their names. */
  readonly models: readonly ModelTruth[]
  /** `$web_vitals_LCP_value` and `$web_vitals_INP_value`; not every page reports the second. */
  readonly largestContentfulPaint: NumericTruth
  readonly interactionToNextPaint: NumericTruth
  /** Types of `$exception`. */
  readonly exceptionTypes: readonly ValueTruth[]
  readonly survey: {
    readonly shown: number
    readonly dismissed: number
    /** Answers from 0 to 10, as the text that was sent. */
    readonly scores: readonly ValueTruth[]
  }
  readonly addonsByCurrency: readonly {
    readonly value: string
    readonly count: number
    readonly sum: string
  }[]
  /** Persons who saw each variant of the flag about billing; who saw two is counted twice. */
  readonly billingVariants: readonly ValueTruth[]
}

/** The members of a cohort. */
export interface CohortTruth {
  readonly id: number
  readonly name: string
  readonly isStatic: boolean
  readonly persons: number
}

/**
 * Everything known about a seeded project; a plain JSON value.
 *
 * @since 0.1.0
 */
export interface Truth {
  readonly fingerprint: string
  readonly story: "saas"
  readonly seed: number
  readonly size: "small" | "standard"
  readonly timezone: "UTC"
  readonly days: number
  /** First day with events. */
  readonly startDate: string
  /** First day without. */
  readonly endDate: string
  readonly totals: {
    readonly events: number
    readonly persons: number
    readonly identifiedPersons: number
    readonly personsWithEvents: number
    readonly distinctIds: number
    readonly sessions: number
    /** Events that belong to no session: those sent by the server. */
    readonly eventsWithoutSession: number
  }
  readonly events: readonly EventTruth[]
  readonly pageviewsByDay: readonly DayTruth[]
  readonly signupsByDay: readonly DayTruth[]
  /** Persons with any event in the week that starts on `day`. */
  readonly personsByWeek: readonly DayTruth[]
  /** Sessions by the day on which they started. */
  readonly sessionsByDay: readonly DayTruth[]
  readonly sessions: {
    readonly averageEvents: number
    /** Seconds between first and last event. */
    readonly longestSeconds: number
    readonly withOnePageview: number
    /** First $pathname of the session. */
    readonly entryPathnames: readonly ValueTruth[]
  }
  readonly pageviewsByBrowser: readonly ValueTruth[]
  readonly pageviewsByPathname: readonly ValueTruth[]
  /** $pageview events by the `plan` the person had at that moment. */
  readonly pageviewsByPlanThen: readonly ValueTruth<string | null>[]
  readonly signupsBySource: readonly ValueTruth<string | null>[]
  /** Values of the JSON array `tags` on feature_used, each occurrence counted. */
  readonly featureTags: readonly ValueTruth[]
  readonly featureSuccess: readonly ValueTruth<boolean>[]
  /** Texts as they were sent; a property read in HogQL leaves inner quotes, line breaks and backslashes escaped. */
  readonly errorMessages: readonly ValueTruth[]
  readonly personsByPlan: readonly ValueTruth<string | null>[]
  readonly personsByCountry: readonly ValueTruth<string | null>[]
  readonly personsByAdmin: readonly ValueTruth<boolean | null>[]
  readonly funnel: FunnelTruth
  readonly retention: RetentionTruth
  readonly powerUsers: PowerUserTruth
  readonly churnRisk: ChurnRiskTruth
  /** `amount` of invoice_paid. */
  readonly revenue: NumericTruth
  readonly revenueByPlan: readonly { readonly value: string; readonly count: number; readonly sum: string }[]
  /** `duration_ms` of report_exported. */
  readonly exportDuration: NumericTruth
  readonly experiment: ExperimentTruth
  readonly asides: AsideTruth
  readonly cohorts: readonly CohortTruth[]
}
