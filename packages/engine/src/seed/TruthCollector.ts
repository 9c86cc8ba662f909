/**
 * Watches every generated event once and writes down the truth manifest.
 *
 * It reads the values the rows are made of, person by person, with loops and sets only; no number comes from a query,
 * and none but `planted` from the plan.
 */
import { type Calendar, dayText } from "./calendar.ts"
import { datasetFingerprint, type DatasetOptions } from "./Dataset.ts"
import { AsideMeasure } from "./measures/AsideMeasure.ts"
import { FunnelMeasure } from "./measures/FunnelMeasure.ts"
import { LoyaltyMeasure } from "./measures/LoyaltyMeasure.ts"
import { RetentionMeasure } from "./measures/RetentionMeasure.ts"
import { Tally } from "./measures/Tally.ts"
import { TrafficMeasure } from "./measures/TrafficMeasure.ts"
import { distinctIdsOf, type Person, personProperties, planAtEnd } from "./people.ts"
import type { SeedEvent } from "./sessions.ts"
import type { CohortTruth, Truth } from "./truth.ts"

export const POWER_USERS_COHORT = { id: 1, name: "Power users" } as const
export const AT_RISK_COHORT = { id: 2, name: "At risk" } as const
export const BETA_TESTERS_COHORT = { id: 3, name: "Beta testers" } as const

/** The manifest, and the members of the cohorts that depend on events. */
export interface Findings {
  readonly truth: Truth
  readonly powerUsers: readonly string[]
  readonly atRisk: readonly string[]
  /** Moment of the last event of each name. */
  readonly lastSeen: ReadonlyMap<string, number>
}

export class TruthCollector {
  private readonly funnel = new FunnelMeasure()
  private readonly retention: RetentionMeasure
  private readonly loyalty: LoyaltyMeasure
  private readonly traffic: TrafficMeasure
  private readonly asides = new AsideMeasure()
  private readonly plans = new Tally<string | null>()
  private readonly countries = new Tally<string | null>()
  private readonly admins = new Tally<boolean | null>()
  private readonly lastSeen = new Map<string, number>()
  private readonly calendar: Calendar
  private persons = 0
  private identified = 0
  private withEvents = 0
  private distinctIds = 0
  private events = 0

  constructor(calendar: Calendar) {
    this.calendar = calendar
    this.retention = new RetentionMeasure(calendar)
    this.loyalty = new LoyaltyMeasure(calendar)
    this.traffic = new TrafficMeasure(calendar)
  }

  see(person: Person, events: readonly SeedEvent[]): void {
    this.persons++
    if (person.userId !== null) this.identified++
    if (events.length > 0) this.withEvents++
    this.distinctIds += distinctIdsOf(person).length
    this.events += events.length
    for (const { event, moment } of events) {
      if (moment > (this.lastSeen.get(event) ?? 0)) this.lastSeen.set(event, moment)
    }
    const { country, is_admin: isAdmin, plan } = personProperties(person, planAtEnd(person))
    this.plans.add(typeof plan === "string" ? plan : null)
    this.countries.add(typeof country === "string" ? country : null)
    this.admins.add(typeof isAdmin === "boolean" ? isAdmin : null)
    this.funnel.see(events)
    this.retention.see(person, events)
    this.loyalty.see(person, events)
    this.traffic.see(events)
    this.asides.see(events)
  }

  finish(options: DatasetOptions, betaTesters: number): Findings {
    const { loyalty, traffic } = this
    const { endDate, seed, size, story } = options
    const cohorts: readonly CohortTruth[] = [
      { ...POWER_USERS_COHORT, isStatic: false, persons: loyalty.powerUsers.length },
      { ...AT_RISK_COHORT, isStatic: false, persons: loyalty.atRisk.length },
      { ...BETA_TESTERS_COHORT, isStatic: true, persons: betaTesters }
    ]
    const truth: Truth = {
      fingerprint: datasetFingerprint(options),
      story,
      seed,
      size,
      timezone: "UTC",
      days: this.calendar.days,
      startDate: dayText(this.calendar.start),
      endDate,
      totals: {
        events: this.events,
        persons: this.persons,
        identifiedPersons: this.identified,
        personsWithEvents: this.withEvents,
        distinctIds: this.distinctIds,
        sessions: traffic.sessionsSeen,
        eventsWithoutSession: this.events - traffic.eventsInSessions
      },
      events: traffic.eventTruth(),
      pageviewsByDay: traffic.pageviewsByDay(),
      signupsByDay: traffic.signupsByDay(),
      personsByWeek: traffic.personsByWeek(),
      sessionsByDay: traffic.sessionsByDay(),
      sessions: traffic.sessionTruth(),
      pageviewsByBrowser: traffic.browsers.list(),
      pageviewsByPathname: traffic.pathnames.list(),
      pageviewsByPlanThen: traffic.plansThen.list(),
      signupsBySource: traffic.sources.list(),
      featureTags: traffic.tags.list(),
      featureSuccess: traffic.success.list(),
      errorMessages: traffic.errors.list(),
      personsByPlan: this.plans.list(),
      personsByCountry: this.countries.list(),
      personsByAdmin: this.admins.list(),
      funnel: this.funnel.result(size),
      retention: this.retention.result(),
      powerUsers: loyalty.powerUserTruth(size),
      churnRisk: loyalty.churnRiskTruth(size),
      revenue: traffic.revenue.result("invoice_paid", "amount"),
      revenueByPlan: Array.from(traffic.revenueByPlan, ([value, measure]) => ({
        value,
        count: measure.count,
        sum: measure.sum()
      })).sort((left, right) => (left.value < right.value ? -1 : 1)),
      exportDuration: traffic.durations.result("report_exported", "duration_ms"),
      experiment: traffic.experimentTruth(),
      asides: this.asides.result(),
      cohorts
    }
    return { truth, powerUsers: loyalty.powerUsers, atRisk: loyalty.atRisk, lastSeen: this.lastSeen }
  }
}
