import type { Truth } from "@posthog-driver/engine"
import { barChart } from "../output/chart.ts"
import { cellText } from "../output/cell.ts"
import type { Question } from "./Question.ts"

const rows = 6

export const topEvents = (truth: Truth): Question => ({
  title: "What do people do most?",
  text: `select event, count() as events, count(distinct person_id) as persons
from events
where timestamp >= toDateTime({from}) and timestamp < toDateTime({to})
group by event
order by events desc, event
limit ${rows}`,
  values: { from: truth.startDate, to: truth.endDate },
  expected: truth.events.slice(0, rows).map(({ count, event, persons }) => [event, count, persons]),
  chart: (answer, width) =>
    barChart(
      answer.map(([event, count]) => ({ label: cellText(event, ""), value: Number(count) })),
      width
    ),
  tableRows: rows
})
