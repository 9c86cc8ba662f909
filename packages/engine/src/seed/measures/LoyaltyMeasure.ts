/** Power users and persons at risk of leaving; their members are also the members of two cohorts. */
import { type Calendar, DAY, dayText } from "../calendar.ts"
import type { SeedSize } from "../Dataset.ts"
import { type Person, planAtEnd } from "../people.ts"
import {
  CHURN_INACTIVE_DAYS,
  CHURN_LOOKBACK_DAYS,
  planted,
  POWER_USER_DAYS,
  POWER_USER_MINIMUM
} from "../personas.ts"
import type { SeedEvent } from "../sessions.ts"
import type { ChurnRiskTruth, PowerUserTruth } from "../truth.ts"
import { Tally } from "./Tally.ts"

const KEY_EVENT = "report_viewed"

export class LoyaltyMeasure {
  readonly powerUsers: string[] = []
  readonly atRisk: string[] = []
  private readonly plans = new Tally<string>()
  private anyEventAtRisk = 0
  private readonly end: number

  constructor(calendar: Calendar) {
    this.end = calendar.end
  }

  see(person: Person, events: readonly SeedEvent[]): void {
    const views = events.filter((event) => event.event === KEY_EVENT)
    const recent = views.filter((event) => event.moment >= this.end - POWER_USER_DAYS * DAY)
    if (recent.length >= POWER_USER_MINIMUM) {
      this.powerUsers.push(person.id)
      this.plans.add(planAtEnd(person) ?? "")
    }
    if (this.fellSilent(views)) this.atRisk.push(person.id)
    if (this.fellSilent(events)) this.anyEventAtRisk++
  }

  powerUserTruth(size: SeedSize): PowerUserTruth {
    return {
      event: KEY_EVENT,
      minimum: POWER_USER_MINIMUM,
      days: POWER_USER_DAYS,
      since: dayText(this.end - POWER_USER_DAYS * DAY),
      until: dayText(this.end),
      persons: this.powerUsers.length,
      planted: planted(size, (lot) => lot.persona === "power"),
      byPlan: this.plans.list()
    }
  }

  churnRiskTruth(size: SeedSize): ChurnRiskTruth {
    return {
      event: KEY_EVENT,
      lookbackDays: CHURN_LOOKBACK_DAYS,
      inactiveDays: CHURN_INACTIVE_DAYS,
      activeFrom: dayText(this.end - CHURN_LOOKBACK_DAYS * DAY),
      inactiveFrom: dayText(this.end - CHURN_INACTIVE_DAYS * DAY),
      until: dayText(this.end),
      persons: this.atRisk.length,
      planted: planted(size, (lot) => lot.persona === "at-risk"),
      personsByAnyEvent: this.anyEventAtRisk
    }
  }

  /** Something in [lookback, inactive) and nothing after. */
  private fellSilent(events: readonly SeedEvent[]): boolean {
    const inactiveFrom = this.end - CHURN_INACTIVE_DAYS * DAY
    const activeFrom = this.end - CHURN_LOOKBACK_DAYS * DAY
    return (
      events.some((event) => event.moment >= activeFrom && event.moment < inactiveFrom) &&
      !events.some((event) => event.moment >= inactiveFrom)
    )
  }
}
