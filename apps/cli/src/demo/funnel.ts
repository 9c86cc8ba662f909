import type { Truth } from "@posthog-driver/engine"
import { barChart } from "../output/chart.ts"
import type { Question } from "./Question.ts"

export const funnel = ({ endDate, funnel: truth, startDate }: Truth): Question => {
  const step = (index: number) => `countIf(level >= ${index + 1})`
  const name = (index: number) => `{step${index + 1}}`
  return {
    title: `How many get from ${truth.steps[0] ?? ""} to ${truth.steps.at(-1) ?? ""}, in order, within ${truth.windowDays} days?`,
    text: `select ${truth.steps.map((_, index) => `${step(index)} as step_${index + 1}`).join(", ")}
from (
  select person_id, windowFunnel(${truth.windowSeconds})(
    timestamp, ${truth.steps.map((_, index) => `event = ${name(index)}`).join(", ")}
  ) as level
  from events
  where timestamp >= toDateTime({from}) and timestamp < toDateTime({to})
    and event in (${truth.steps.map((_, index) => name(index)).join(", ")})
  group by person_id
)`,
    values: {
      from: startDate,
      to: endDate,
      ...Object.fromEntries(truth.steps.map((event, index) => [`step${index + 1}`, event]))
    },
    expected: [truth.persons],
    chart: ([counts], width) => {
      const first = Number(counts?.[0] ?? 0)
      return barChart(
        truth.steps.map((event, index) => {
          const count = Number(counts?.[index] ?? 0)
          const share = first === 0 ? 0 : (100 * count) / first
          return {
            label: event,
            value: count,
            note: `${count.toLocaleString("en-US")} (${share.toFixed(1)}%)`
          }
        }),
        width
      )
    },
    tableRows: 0
  }
}
