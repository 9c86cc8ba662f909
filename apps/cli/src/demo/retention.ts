import type { Truth } from "@posthog-driver/engine"
import { cellText, type Cell } from "../output/cell.ts"
import { shade } from "../output/chart.ts"
import type { Question } from "./Question.ts"

/** One row for each week of signing up: the week, its persons, and how many of them came back n weeks later. */
export const retention = ({ endDate, retention: truth, startDate }: Truth): Question => {
  const weeks = Array.from({ length: truth.lastWeek + 1 }, (_, week) => week)
  return {
    title: `Of those who signed up in a week, how many do ${truth.returnEvent} in the weeks after?`,
    text: `with
  starts as (
    select person_id, min(timestamp) as started from events
    where event = {start} and timestamp >= toDateTime({from}) and timestamp < toDateTime({to})
    group by person_id
  ),
  returns as (
    select distinct person_id, toStartOfWeek(timestamp) as week from events
    where event = {return} and timestamp >= toDateTime({from}) and timestamp < toDateTime({to})
  )
select
  toStartOfWeek(starts.started) as cohort,
  count(distinct starts.person_id) as persons,
  ${weeks.map((week) => `count(distinct if(dateDiff('week', toStartOfWeek(starts.started), returns.week) = ${week}, returns.person_id, null)) as week_${week}`).join(",\n  ")}
from starts left join returns on starts.person_id = returns.person_id
group by cohort
order by cohort`,
    values: { from: startDate, to: endDate, start: truth.startEvent, return: truth.returnEvent },
    expected: truth.cohorts.map(({ persons, returned, week }) => [
      week,
      persons,
      ...weeks.map((index) => returned[index] ?? 0)
    ]),
    chart: (rows) => matrix(rows, weeks),
    tableRows: 0
  }
}

const matrix = (rows: readonly (readonly Cell[])[], weeks: readonly number[]): string => {
  const header = `${"week of".padEnd(10)} ${"persons".padStart(7)} ${weeks.map((week) => `w${week}`.padStart(5)).join("")}\n`
  const lines = rows.map(([cohort = null, persons = null, ...returned]) => {
    const size = Number(persons)
    const cells = returned.map((count) => {
      const share = size === 0 ? 0 : Number(count) / size
      return share === 0 ? "    ·" : `${shade(share)}${Math.round(100 * share)}%`.padStart(5)
    })
    return `${cellText(cohort, "").padEnd(10)} ${String(size).padStart(7)} ${cells.join("")}\n`
  })
  return header + lines.join("")
}
