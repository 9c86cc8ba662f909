import { printHogqlName } from "../print/printHogql.ts"
import { logicalTable } from "../schema/logicalTables.ts"
import type { ReadSelect, ReadTable } from "./readSelects.ts"
import type { LintFinding, Rule } from "./Rule.ts"

export const selectStar: Rule = {
  name: "SelectStar",
  reason:
    "`*` on a stored table reads every column, the JSON of all properties included, and its columns change when the table does. On a subquery it is only short.",
  find: ({ selects }) => selects.flatMap(starsOf)
}

const starsOf = ({ node, tables }: ReadSelect): readonly LintFinding[] =>
  node.select.flatMap((item): readonly LintFinding[] => {
    if (item.node !== "Field" || item.chain.at(-1) !== "*") return []
    const prefix = item.chain.slice(0, -1).join(".")
    const meant =
      prefix === ""
        ? tables.length === 1
          ? tables[0]
          : undefined
        : tables.find((table) => table.names.includes(prefix))
    const columns = columnsOf(meant)
    if (meant?.table === undefined || columns.length === 0) return []
    const named = columns.map((name) =>
      prefix === "" ? printHogqlName(name) : `${prefix}.${printHogqlName(name)}`
    )
    return [
      {
        severity: "notice",
        message: `\`*\` reads all ${columns.length} columns of ${meant.table}. Name those you need.`,
        start: item.span.start,
        end: item.span.end,
        fix: { start: item.span.start, end: item.span.end, text: named.join(", "), isSafe: false }
      }
    ]
  })

const columnsOf = (read: ReadTable | undefined): readonly string[] => {
  const table = read?.table === undefined ? undefined : logicalTable(read.table)
  if (table === undefined || table.source.kind === "numbers") return []
  return table.columns.filter(({ kind, hidden }) => kind === "column" && !hidden).map(({ name }) => name)
}
