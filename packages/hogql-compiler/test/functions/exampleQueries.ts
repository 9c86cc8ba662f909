/** The examples of the function tables as queries: many in one statement where they read the same rows. */
import type { HogqlFunction } from "../../src/functions/HogqlFunction.ts"

/** Four rows, as `FunctionExample` describes them. */
const rows = `(select number + 1 as n, if(number % 2 = 0, 'a', 'b') as s,
  toDateTime('2024-01-01 00:00:00') + toIntervalHour(number) as t, if(number = 3, null, number + 1) as maybe,
  [number + 1, 10] as list from numbers(4))`

/** What the examples take for given beside the query. */
export const exampleContext = { actions: [{ id: 1, name: "Signed up", steps: [{ event: "signup" }] }] }

/** PostHog's parser takes its time for long SELECTs. */
const mostInOne = 12

/** What an example reads: nothing, the four rows, or a query of its own. */
export const sourceOf = ({ kind, example }: HogqlFunction): string => {
  if (example.from !== undefined) return ` from ${example.from.replace(/\brows\b/, rows)}`
  return kind === "scalar" ? "" : ` from ${rows}`
}

/** Groups what can stand in one SELECT. */
export const inStatements = <Item extends { readonly called: HogqlFunction }>(
  items: readonly Item[]
): readonly (readonly Item[])[] => {
  const groups = Map.groupBy(items, ({ called }) => `${called.kind} ${sourceOf(called)}`)
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / mostInOne) }, (_, index) =>
      group.slice(index * mostInOne, (index + 1) * mostInOne)
    )
  )
}

/** One SELECT of these expressions over what the first of them reads. */
export const selectAll = (
  items: readonly { readonly called: HogqlFunction; readonly hogql: string }[]
): string => {
  const columns = items.map(({ hogql }, index) => `${hogql} as c${index}`)
  const [first] = items
  const source = first === undefined ? "" : sourceOf(first.called)
  return `select ${columns.join(", ")}${source}${first?.called.kind === "window" ? " order by n" : ""}`
}
