import type { Truth } from "@posthog-driver/engine"
import { barChart } from "../output/chart.ts"
import { cellText } from "../output/cell.ts"
import type { Question } from "./Question.ts"

export const powerUsers = ({ powerUsers: truth }: Truth): Question => ({
  title: `Who are the power users (${truth.minimum} or more ${truth.event} in ${truth.days} days), by plan?`,
  text: `select plan, count() as persons
from (
  select person_id, any(person.properties.plan) as plan, count() as times
  from events
  where event = {event} and timestamp >= toDateTime({since}) and timestamp < toDateTime({until})
  group by person_id
  having times >= {minimum}
)
group by plan
order by persons desc, plan`,
  values: { event: truth.event, since: truth.since, until: truth.until, minimum: truth.minimum },
  expected: truth.byPlan.map(({ count, value }) => [value, count]),
  chart: (rows, width) =>
    barChart(
      rows.map(([plan, persons]) => ({ label: cellText(plan, "none"), value: Number(persons) })),
      width
    ),
  tableRows: 0
})
