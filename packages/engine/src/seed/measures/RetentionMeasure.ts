/** Weekly retention: who signed up in a week and viewed a report in the weeks since, as sets of persons. */
import { type Calendar, DAY, dayText, firstDayOfWeek, momentOfDay, weekOfDay } from "../calendar.ts"
import type { Person } from "../people.ts"
import { RETENTION_LAST_WEEK } from "../personas.ts"
import type { SeedEvent } from "../sessions.ts"
import type { RetentionTruth } from "../truth.ts"

const START_EVENT = "signed_up"
const RETURN_EVENT = "report_viewed"

interface Cohort {
  persons: number
  readonly returned: number[]
  readonly planted: number[]
}

export class RetentionMeasure {
  private readonly cohorts = new Map<number, Cohort>()
  private readonly calendar: Calendar

  constructor(calendar: Calendar) {
    this.calendar = calendar
  }

  see(person: Person, events: readonly SeedEvent[]): void {
    const signup = events.find((event) => event.event === START_EVENT)
    if (signup === undefined) return
    const week = this.weekOf(signup.moment)
    const cohort = this.cohort(week)
    cohort.persons++
    const views = events.filter((event) => event.event === RETURN_EVENT)
    count(cohort.returned, new Set(views.map((event) => this.weekOf(event.moment) - week)))
    const visits = person.itinerary.visits.filter((visit) => visit.reports > 0)
    count(cohort.planted, new Set(visits.map((visit) => weekOfDay(this.calendar, visit.day) - week)))
  }

  result(): RetentionTruth {
    const cohorts = Array.from(this.cohorts).sort(([left], [right]) => left - right)
    return {
      weekStart: "sunday",
      startEvent: START_EVENT,
      returnEvent: RETURN_EVENT,
      lastWeek: RETENTION_LAST_WEEK,
      cohorts: cohorts.map(([week, { persons, planted, returned }]) => ({
        week: dayText(momentOfDay(this.calendar, firstDayOfWeek(this.calendar, week))),
        persons,
        returned,
        planted
      }))
    }
  }

  private weekOf(moment: number): number {
    return weekOfDay(this.calendar, Math.floor((moment - this.calendar.start) / DAY))
  }

  private cohort(week: number): Cohort {
    const known = this.cohorts.get(week)
    if (known !== undefined) return known
    const weeks = Math.min(RETENTION_LAST_WEEK, weekOfDay(this.calendar, this.calendar.days - 1) - week) + 1
    const zeros = (): number[] => Array.from({ length: weeks }, () => 0)
    const cohort: Cohort = { persons: 0, returned: zeros(), planted: zeros() }
    this.cohorts.set(week, cohort)
    return cohort
  }
}

const count = (row: number[], weeks: ReadonlySet<number>): void => {
  for (const week of weeks) {
    const known = row[week]
    if (known !== undefined) row[week] = known + 1
  }
}
