/** Counts again from the finished rows, by other means than the collector: SQL-like, on text and parsed JSON. */
import { describe, expect, it } from "vitest"
import type { DatasetOptions } from "../../src/seed/Dataset.ts"
import { generateDataset } from "../../src/seed/generateDataset.ts"

const options: DatasetOptions = { story: "saas", seed: 3, size: "small", endDate: "2026-11-18", projectId: 7 }
const dataset = generateDataset(options)
const { truth } = dataset
const rows = [...dataset.events()]
  .map((row) => ({
    ...row,
    properties: JSON.parse(row.properties),
    millis: Date.parse(`${row.timestamp.replace(" ", "T")}Z`)
  }))
  .sort((left, right) => left.millis - right.millis)
const DAY = 86_400_000

const countBy = <Row>(values: readonly Row[], key: (row: Row) => unknown): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[String(key(value))] = (counts[String(key(value))] ?? 0) + 1
  return counts
}
const asRecord = (
  list: readonly { readonly value: unknown; readonly count: number }[]
): Record<string, number> => Object.fromEntries(list.map(({ count, value }) => [String(value), count]))
const named = (event: string) => rows.filter((row) => row.event === event)
const weekOf = (millis: number): number => {
  const midnight = Math.floor(millis / DAY) * DAY
  return midnight - new Date(midnight).getUTCDay() * DAY
}

describe("truth", () => {
  it("counts events, persons, ids and sessions", () => {
    expect(truth.totals.events).toBe(rows.length)
    expect(truth.totals.persons).toBe(dataset.persons.length)
    expect(truth.totals.distinctIds).toBe(dataset.personDistinctIds.length)
    expect(truth.totals.sessions).toBe(
      new Set(rows.map((row) => row.properties.$session_id).filter(Boolean)).size
    )
    expect(truth.totals.eventsWithoutSession).toBe(
      rows.filter((row) => row.properties.$session_id === undefined).length
    )
  })

  it("lists every event with its persons, most frequent first", () => {
    const expected = Object.entries(countBy(rows, (row) => row.event)).map(([event, count]) => ({
      event,
      count,
      persons: new Set(named(event).map((row) => row.person_id)).size
    }))
    expect([...truth.events].sort((a, b) => a.event.localeCompare(b.event))).toEqual(
      expected.sort((a, b) => a.event.localeCompare(b.event))
    )
    expect(truth.events.map(({ count }) => count)).toEqual(
      truth.events.map(({ count }) => count).sort((a, b) => b - a)
    )
  })

  it("counts page views by day, browser, path and plan", () => {
    const views = named("$pageview")
    const byDay = countBy(views, (row) => row.timestamp.slice(0, 10))
    expect(truth.pageviewsByDay).toHaveLength(90)
    expect(truth.pageviewsByDay.map(({ count, day }) => [day, count])).toEqual(
      truth.pageviewsByDay.map(({ day }) => [day, byDay[day] ?? 0])
    )
    expect(truth.pageviewsByDay.reduce((sum, { count }) => sum + count, 0)).toBe(views.length)
    expect(asRecord(truth.pageviewsByBrowser)).toEqual(countBy(views, (row) => row.properties.$browser))
    expect(asRecord(truth.pageviewsByPathname)).toEqual(countBy(views, (row) => row.properties.$pathname))
    expect(asRecord(truth.pageviewsByPlanThen)).toEqual(
      countBy(views, (row) => JSON.parse(row.person_properties).plan ?? null)
    )
  })

  it("counts the ordered funnel: each step later than the one before, inside the window", () => {
    const stamps = (person: string, event: string): number[] =>
      named(event)
        .filter((row) => row.person_id === person)
        .map((row) => row.millis)
    const reached = truth.funnel.steps.map(() => 0)
    for (const { id } of dataset.persons) {
      const [start] = stamps(id, truth.funnel.steps[0]!)
      if (start === undefined) continue
      let [after, depth] = [start, 1]
      for (const step of truth.funnel.steps.slice(1)) {
        const next = stamps(id, step).find(
          (at) => at > after && at <= start + truth.funnel.windowSeconds * 1000
        )
        if (next === undefined) break
        ;[after, depth] = [next, depth + 1]
      }
      reached.forEach((_, index) => (reached[index]! += index < depth ? 1 : 0))
    }
    expect(truth.funnel.persons).toEqual(reached)
    expect(truth.funnel.persons).toEqual([...reached].sort((a, b) => b - a))
    expect(truth.funnel.personsUnordered[2]).toBeGreaterThan(reached[2]!)
  })

  it("counts weekly retention by Sundays", () => {
    const signupWeek = new Map(named("signed_up").map((row) => [row.person_id, weekOf(row.millis)]))
    for (const cohort of truth.retention.cohorts) {
      const week = Date.parse(cohort.week)
      expect(new Date(week).getUTCDay()).toBe(0)
      const people = [...signupWeek].filter(([, own]) => own === week).map(([person]) => person)
      expect(cohort.persons).toBe(people.length)
      cohort.returned.forEach((count, index) => {
        const back = named("report_viewed").filter((row) => weekOf(row.millis) === week + index * 7 * DAY)
        expect(people.filter((person) => back.some((row) => row.person_id === person)).length).toBe(count)
      })
      expect(week + cohort.returned.length * 7 * DAY).toSatisfy(
        (next: number) => cohort.returned.length === 9 || next >= Date.parse(truth.endDate)
      )
    }
    expect(truth.retention.cohorts.reduce((sum, { persons }) => sum + persons, 0)).toBe(signupWeek.size)
  })

  it("counts power users by the plan they have now, which is the plan they had then", () => {
    const { event, minimum, since, until } = truth.powerUsers
    const recent = named(event).filter((row) => row.timestamp >= since && row.timestamp < until)
    const users = Object.entries(countBy(recent, (row) => row.person_id)).filter(
      ([, count]) => count >= minimum
    )
    const planOf = new Map(dataset.persons.map((row) => [row.id, JSON.parse(row.properties).plan]))
    expect(asRecord(truth.powerUsers.byPlan)).toEqual(countBy(users, ([id]) => planOf.get(id)))
    for (const row of recent) {
      if (users.some(([id]) => id === row.person_id)) {
        expect(JSON.parse(row.person_properties).plan).toBe(planOf.get(row.person_id))
      }
    }
    expect(truth.powerUsers.persons).toBe(users.length)
  })

  it("has power users with just enough reports, and others with one too few", () => {
    const { event, minimum, since } = truth.powerUsers
    const counts = Object.values(
      countBy(
        named(event).filter((row) => row.timestamp >= since),
        (row) => row.person_id
      )
    )
    expect(counts).toContain(minimum)
    expect(counts).toContain(minimum - 1)
  })

  it("counts who viewed reports and stopped, by that event and by any", () => {
    const { activeFrom, event, inactiveFrom, until } = truth.churnRisk
    const silent = (of: typeof rows): number => {
      const before = of.filter((row) => row.timestamp >= activeFrom && row.timestamp < inactiveFrom)
      const after = of.filter((row) => row.timestamp >= inactiveFrom && row.timestamp < until)
      const back = new Set(after.map((row) => row.person_id))
      return new Set(before.map((row) => row.person_id).filter((person) => !back.has(person))).size
    }
    expect(truth.churnRisk.persons).toBe(silent(named(event)))
    expect(truth.churnRisk.personsByAnyEvent).toBe(silent(rows))
  })

  it("adds amounts without rounding", () => {
    const cents = named("invoice_paid").map((row) => Math.round(row.properties.amount * 100))
    const sum = cents.reduce((left, right) => left + right, 0)
    expect(Number(truth.revenue.sum) * 100).toBeCloseTo(sum, 4)
    expect(truth.revenue.sum).toMatch(/^\d+(\.\d{1,2})?$/)
    expect(truth.revenue.count).toBe(cents.length)
    expect(truth.revenue.p90).toBe(cents.sort((a, b) => a - b)[Math.floor(cents.length * 0.9)]! / 100)
    expect(truth.revenue.p90Interpolated).toBeGreaterThanOrEqual(truth.revenue.median)
  })

  it("measures durations only where there is one", () => {
    const exports = named("report_exported")
    const durations: number[] = exports
      .map((row) => row.properties.duration_ms)
      .filter((value) => value !== null)
    expect(truth.exportDuration.count).toBe(durations.length)
    expect(durations.length).toBeLessThan(exports.length)
    expect(Number(truth.exportDuration.sum)).toBe(durations.reduce((left, right) => left + right, 0))
    expect(truth.exportDuration.maximum).toBe(Math.max(...durations))
  })

  it("counts array values, booleans, text and person properties", () => {
    const used = named("feature_used")
    expect(asRecord(truth.featureTags)).toEqual(
      countBy(
        used.flatMap((row) => row.properties.tags),
        (tag) => tag
      )
    )
    expect(asRecord(truth.featureSuccess)).toEqual(countBy(used, (row) => row.properties.success))
    expect(asRecord(truth.errorMessages)).toEqual(
      countBy(named("app_error"), (row) => row.properties.message)
    )
    expect(asRecord(truth.signupsBySource)).toEqual(
      countBy(named("signed_up"), (row) => row.properties.utm_source)
    )
    const people = dataset.persons.map((row) => JSON.parse(row.properties))
    expect(asRecord(truth.personsByPlan)).toEqual(countBy(people, (person) => person.plan ?? null))
    expect(asRecord(truth.personsByAdmin)).toEqual(countBy(people, (person) => person.is_admin ?? null))
    expect(asRecord(truth.personsByCountry)).toEqual(countBy(people, (person) => person.country ?? null))
  })

  it("counts sessions by day and by entry page, and persons by week", () => {
    const starts = new Map<string, (typeof rows)[number]>()
    for (const row of rows) {
      const id = row.properties.$session_id
      if (id !== undefined && !starts.has(id)) starts.set(id, row)
    }
    const first = [...starts.values()]
    expect(asRecord(truth.sessionsByDay.map(({ count, day }) => ({ value: day, count })))).toEqual({
      ...Object.fromEntries(truth.sessionsByDay.map(({ day }) => [day, 0])),
      ...countBy(first, (row) => row.timestamp.slice(0, 10))
    })
    expect(asRecord(truth.sessions.entryPathnames)).toEqual(countBy(first, (row) => row.properties.$pathname))
    for (const { count, day } of truth.personsByWeek) {
      const inWeek = rows.filter((row) => weekOf(row.millis) === Date.parse(day))
      expect(new Set(inWeek.map((row) => row.person_id)).size).toBe(count)
    }
  })

  it("counts exposures of the experiment and the goal reached after them", () => {
    for (const { converted, persons, variant } of truth.experiment.variants) {
      const exposed = named("$feature_flag_called").filter(
        ({ properties }) =>
          properties.$feature_flag === truth.experiment.flagKey &&
          properties.$feature_flag_response === variant
      )
      const reached = exposed.filter((row) =>
        named(truth.experiment.goalEvent).some(
          (goal) => goal.person_id === row.person_id && goal.millis > row.millis
        )
      )
      expect([exposed.length, reached.length]).toEqual([persons, converted])
    }
    expect(truth.experiment.variants.map(({ variant }) => variant)).toEqual(["control", "test"])
  })

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth)
  })

  it("counts what happens beside the story", () => {
    const { asides } = truth
    const generations = named("$ai_generation")
    expect(asides.traces).toBe(new Set(generations.map((row) => row.properties.$ai_trace_id)).size)
    expect(asides.models.map(({ model }) => model)).toEqual(
      [...new Set(generations.map((row) => row.properties.$ai_model))].sort()
    )
    for (const { cost, errors, generations: count, inputTokens, model, outputTokens } of asides.models) {
      const own = generations.map((row) => row.properties).filter((each) => each.$ai_model === model)
      const sum = (key: string): number => own.reduce((total: number, each) => total + Number(each[key]), 0)
      expect([count, errors]).toEqual([own.length, own.filter((each) => each.$ai_http_status !== 200).length])
      expect([inputTokens, outputTokens]).toEqual([sum("$ai_input_tokens"), sum("$ai_output_tokens")])
      expect(Number(cost)).toBeCloseTo(sum("$ai_input_cost_usd") + sum("$ai_output_cost_usd"), 9)
    }
    const vitals = named("$web_vitals").map((row) => row.properties)
    expect(asides.largestContentfulPaint.count).toBe(vitals.length)
    expect(asides.interactionToNextPaint.count).toBe(
      vitals.filter((each) => each.$web_vitals_INP_value !== undefined).length
    )
    expect(asRecord(asides.exceptionTypes)).toEqual(
      countBy(named("$exception"), (row) => row.properties.$exception_list[0].type)
    )
    expect([asides.survey.shown, asides.survey.dismissed]).toEqual([
      named("survey shown").length,
      named("survey dismissed").length
    ])
    expect(asRecord(asides.survey.scores)).toEqual(
      countBy(named("survey sent"), (row) => row.properties.$survey_response)
    )
    const addons = named("addon_purchased").map((row) => row.properties)
    for (const { count, sum, value } of asides.addonsByCurrency) {
      const own = addons.filter((each) => each.currency === value)
      expect([count, Number(sum)]).toEqual([
        own.length,
        own.reduce((total: number, each) => total + Number(each.amount), 0)
      ])
    }
    const calls = named("$feature_flag_called").filter(
      (row) => row.properties.$feature_flag === "annual-billing"
    )
    const pairs = new Set(calls.map((row) => `${row.person_id} ${row.properties.$feature_flag_response}`))
    expect(asRecord(asides.billingVariants)).toEqual(countBy([...pairs], (pair) => pair.split(" ")[1]))
  })
})
