/**
 * `docs/functions.md`: every function that a query may call, from the tables that the compiler itself uses.
 */
import { combinedBases } from "../src/functions/combinedAggregates.ts"
import { hogqlFunctions } from "../src/functions/findFunction.ts"
import type { HogqlFunction, ReturnRule } from "../src/functions/HogqlFunction.ts"
import { refusedFunctions } from "../src/functions/refusedFunctions.ts"

const letters = ["a", "b", "c", "d", "e", "f", "g"]
/** Past this many arguments a signature counts instead of naming. */
const mostNamed = letters.length

/** `a, b[, c]`, or `a, …` for any number. */
const placeholders = (minimum: number, maximum: number | undefined): string => {
  const required = letters.slice(0, minimum)
  if (maximum === undefined || maximum > mostNamed) return [...required, "…"].join(", ")
  const optional = letters.slice(minimum, maximum)
  const open = optional
    .map((letter, index) => (minimum + index === 0 ? `[${letter}` : `[, ${letter}`))
    .join("")
  return required.join(", ") + open + "]".repeat(optional.length)
}

const signature = ({ name, parameters, minimumArguments, maximumArguments, kind }: HogqlFunction): string => {
  const params = parameters === undefined ? "" : `(${parameters.maximum === 1 ? "p" : "p, …"})`
  const over = kind === "window" ? " over (…)" : ""
  return `${name}${params}(${placeholders(minimumArguments, maximumArguments)})${over}`
}

const resultName = (returns: ReturnRule): string => {
  if (returns === "flag") return "Boolean (1 or 0)"
  if (returns === "arithmetic") return "number"
  if (returns === "state") return "state"
  if (returns === "merged") return "as its state says"
  if (typeof returns === "string") return returns === "Unknown" ? "depends" : returns
  if ("list" in returns) return `Array of ${resultName(returns.list)}`
  const index = Object.values(returns)[0] ?? 0
  const which = index < 0 ? "the last argument" : `\`${letters[index] ?? "a"}\``
  return "argument" in returns || "present" in returns ? `as ${which}` : `as the items of ${which}`
}

const nullability = ({ nullable, returns }: HogqlFunction): string =>
  nullable === "always" && returns !== "merged" ? ", or NULL" : ""

const cell = (text: string): string => text.replaceAll("|", "\\|")
const code = (text: string): string => `\`${cell(text)}\``

const exampleOf = ({ example }: HogqlFunction): string => {
  const from = example.from === undefined ? "" : ` from ${example.from}`
  return `${code(example.hogql + from)} → ${code(JSON.stringify(example.gives))}`
}

const notes = ({ anyCase, takesTimezone, clickhouse, name, special, differs }: HogqlFunction): string =>
  [
    ...(anyCase ? ["Any case."] : []),
    ...(takesTimezone ? ["In the project's zone unless another is given."] : []),
    ...(special === undefined && clickhouse !== name ? [`ClickHouse's ${code(clickhouse)}.`] : []),
    ...(differs === undefined ? [] : [cell(differs)])
  ].join(" ")

const row = (called: HogqlFunction): string =>
  `| ${code(signature(called))} | ${cell(called.does)} | ${resultName(called.returns)}${nullability(called)} | ` +
  `${exampleOf(called)} | ${notes(called)} |`

const areaPart = (area: string, all: readonly HogqlFunction[]): string =>
  [
    `## ${area.slice(0, 1).toUpperCase()}${area.slice(1)}`,
    "",
    "| function | meaning | gives | example | notes |",
    "| --- | --- | --- | --- | --- |",
    ...all.map(row)
  ].join("\n")

const introduction = (count: number, combined: number): string => `# Functions

Written by \`pnpm docs:functions\` from the tables in \`src/functions\`; a test compares. Every example is executed by a test and gives what is
written beside it.

A query may call these ${count} functions and ${combined} combinations of aggregates. Any other name is refused, with the nearest one suggested. A result is
NULL when an argument is, unless it says otherwise; lists and tuples never are. Letters in a signature stand for arguments, and brackets for those that
may be left out.

Examples of aggregates and window functions read four rows, \`rows\`: \`n\` is 1 to 4, \`s\` is a, b, a, b, \`t\` is one hour after another from the first of
2024, \`maybe\` is \`n\` with NULL for 4, and \`list\` is [n, 10].`

const combinations = (names: readonly string[]): string => `## Combinations of aggregates

${names.map(code).join(", ")} can be followed by one of \`If\` (a condition as last argument), \`Array\` (of the items of lists), \`Map\` (of a map's values by
key), \`State\` and \`Merge\` (in two steps), \`ForEach\` (of lists place by place), \`OrDefault\` and \`OrNull\` (when there are no rows), \`ArgMin\` and
\`ArgMax\` (of the rows where the last argument is smallest or greatest). All but the first and \`OrDefault\` and \`OrNull\` can be followed by \`If\`,
\`OrDefault\`, \`OrNull\`, \`OrDefaultIf\` or \`OrNullIf\`; \`OrDefault\` and \`OrNull\` by \`If\`. Most other aggregates have an \`If\` too.`

const refused = (): string =>
  [
    "## Refused",
    "",
    "Functions that PostHog has and that cannot run here.",
    "",
    "| function | why, and what to write instead |",
    "| --- | --- |",
    ...[...refusedFunctions].map(([name, why]) => `| ${code(name)} | ${cell(why)} |`)
  ].join("\n")

/** The whole document. */
export const functionsDocument = (): string => {
  const all = [...hogqlFunctions.values()]
  const own = all.filter(({ isCombined, name }) => !isCombined && !name.startsWith("_"))
  const areas = Map.groupBy(own, ({ area }) => area)
  return [
    introduction(own.length, all.filter(({ isCombined }) => isCombined).length),
    ...[...areas].map(([area, functions]) => areaPart(area, functions)),
    combinations(combinedBases),
    refused(),
    ""
  ].join("\n\n")
}
