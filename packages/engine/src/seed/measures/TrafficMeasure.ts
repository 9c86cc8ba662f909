/** Counts by day, week, event, session and property value. */
import { type Calendar, DAY, dayText, firstDayOfWeek, momentOfDay, SECOND, weekOfDay } from "../calendar.ts"
import { EXPERIMENT_FLAG } from "../cast.ts"
import type { SeedEvent } from "../sessions.ts"
import type { DayTruth, EventTruth, ExperimentTruth, Truth } from "../truth.ts"
import { NumberMeasure } from "./NumberMeasure.ts"
import { propertyText } from "./propertyText.ts"
import { Tally } from "./Tally.ts"

const GOAL = "project_created"

type SessionTruth = Truth["sessions"]

export class TrafficMeasure {
  private readonly events = new Tally<string>()
  private readonly persons = new Tally<string>()
  private readonly pageviews: number[]
  private readonly signups: number[]
  private readonly sessionStarts: number[]
  private readonly weeks: number[]
  private readonly calendar: Calendar
  private sessionEvents = 0
  private sessionCount = 0
  private longest = 0
  private withOnePageview = 0
  private readonly entries = new Tally<string>()
  private readonly variants = new Tally<string>()
  private readonly converted = new Tally<string>()
  readonly browsers = new Tally<string>()
  readonly pathnames = new Tally<string>()
  readonly plansThen = new Tally<string | null>()
  readonly sources = new Tally<string | null>()
  readonly tags = new Tally<string>()
  readonly success = new Tally<boolean>()
  readonly errors = new Tally<string>()
  readonly revenue = new NumberMeasure()
  readonly revenueByPlan = new Map<string, NumberMeasure>()
  readonly durations = new NumberMeasure()

  constructor(calendar: Calendar) {
    this.calendar = calendar
    const zeros = (length: number): number[] => Array.from({ length }, () => 0)
    this.pageviews = zeros(calendar.days)
    this.signups = zeros(calendar.days)
    this.sessionStarts = zeros(calendar.days)
    this.weeks = zeros(weekOfDay(calendar, calendar.days - 1) + 1)
  }

  /** Takes all events of one person. */
  see(events: readonly SeedEvent[]): void {
    const names = new Set<string>()
    const weeks = new Set<number>()
    const sessions = new Map<string, SeedEvent[]>()
    for (const event of events) {
      const day = Math.floor((event.moment - this.calendar.start) / DAY)
      names.add(event.event)
      weeks.add(weekOfDay(this.calendar, day))
      this.events.add(event.event)
      this.readProperties(event, day)
      if (event.sessionId === null) continue
      const session = sessions.get(event.sessionId)
      if (session === undefined) sessions.set(event.sessionId, [event])
      else session.push(event)
    }
    for (const name of names) this.persons.add(name)
    for (const week of weeks) this.weeks[week] = (this.weeks[week] ?? 0) + 1
    for (const session of sessions.values()) this.seeSession(session)
    this.seeExperiment(events)
  }

  eventTruth(): readonly EventTruth[] {
    return this.events
      .list()
      .map(({ count, value }) => ({ event: value, count, persons: this.persons.get(value) }))
  }

  get sessionsSeen(): number {
    return this.sessionCount
  }

  get eventsInSessions(): number {
    return this.sessionEvents
  }

  pageviewsByDay(): readonly DayTruth[] {
    return this.byDay(this.pageviews)
  }

  signupsByDay(): readonly DayTruth[] {
    return this.byDay(this.signups)
  }

  sessionsByDay(): readonly DayTruth[] {
    return this.byDay(this.sessionStarts)
  }

  personsByWeek(): readonly DayTruth[] {
    return this.weeks.map((count, week) => ({
      day: dayText(momentOfDay(this.calendar, firstDayOfWeek(this.calendar, week))),
      count
    }))
  }

  sessionTruth(): SessionTruth {
    return {
      averageEvents: this.sessionEvents / this.sessionCount,
      longestSeconds: Math.floor(this.longest / SECOND),
      withOnePageview: this.withOnePageview,
      entryPathnames: this.entries.list()
    }
  }

  experimentTruth(): ExperimentTruth {
    return {
      flagKey: EXPERIMENT_FLAG,
      goalEvent: GOAL,
      variants: this.variants
        .list()
        .map(({ count, value }) => ({ variant: value, persons: count, converted: this.converted.get(value) }))
        .sort((left, right) => (left.variant < right.variant ? -1 : 1))
    }
  }

  private byDay(counts: readonly number[]): readonly DayTruth[] {
    return counts.map((count, day) => ({ day: dayText(momentOfDay(this.calendar, day)), count }))
  }

  private readProperties({ event, plan, properties }: SeedEvent, day: number): void {
    switch (event) {
      case "$pageview":
        this.pageviews[day] = (this.pageviews[day] ?? 0) + 1
        this.browsers.add(propertyText(properties["$browser"]))
        this.pathnames.add(propertyText(properties["$pathname"]))
        this.plansThen.add(plan)
        break
      case "signed_up":
        this.signups[day] = (this.signups[day] ?? 0) + 1
        this.sources.add(properties["utm_source"] === null ? null : propertyText(properties["utm_source"]))
        break
      case "feature_used":
        for (const tag of Array.isArray(properties["tags"]) ? properties["tags"] : [])
          this.tags.add(String(tag))
        this.success.add(properties["success"] === true)
        break
      case "app_error":
        this.errors.add(propertyText(properties["message"]))
        break
      case "report_exported":
        if (typeof properties["duration_ms"] === "number") this.durations.add(properties["duration_ms"])
        break
      case "invoice_paid":
        this.addRevenue(propertyText(properties["plan"]), Number(properties["amount"]))
        break
    }
  }

  private addRevenue(plan: string, amount: number): void {
    this.revenue.add(amount)
    const ofPlan = this.revenueByPlan.get(plan) ?? new NumberMeasure()
    ofPlan.add(amount)
    this.revenueByPlan.set(plan, ofPlan)
  }

  private seeSession(events: readonly SeedEvent[]): void {
    const [first] = events
    const last = events.at(-1)
    if (first === undefined || last === undefined) return
    const day = Math.floor((first.moment - this.calendar.start) / DAY)
    this.sessionStarts[day] = (this.sessionStarts[day] ?? 0) + 1
    this.sessionCount++
    this.sessionEvents += events.length
    this.longest = Math.max(this.longest, last.moment - first.moment)
    if (events.filter((event) => event.event === "$pageview").length === 1) this.withOnePageview++
    this.entries.add(propertyText(first.properties["$pathname"]))
  }

  private seeExperiment(events: readonly SeedEvent[]): void {
    const exposed = events.findIndex(
      ({ event, properties }) =>
        event === "$feature_flag_called" && properties["$feature_flag"] === EXPERIMENT_FLAG
    )
    const variant = events[exposed]?.properties["$feature_flag_response"]
    if (typeof variant !== "string") return
    this.variants.add(variant)
    if (events.slice(exposed).some(({ event }) => event === GOAL)) this.converted.add(variant)
  }
}
