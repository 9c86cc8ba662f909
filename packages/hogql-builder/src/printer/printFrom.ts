/**
 * FROM, JOIN and ARRAY JOIN as HogQL text.
 */
import type { SelectNode } from "../ast/SelectNode.ts"
import type { JoinNode, TableNode, TableSource } from "../ast/TableNode.ts"
import { refuseTaken } from "../refuse.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printChain, printExpression, printList } from "./printExpression.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printQuery } from "./printSelect.ts"

const printSource = (source: TableSource, context: PrintContext): string => {
  switch (source.kind) {
    case "Named": {
      const [first = "", ...rest] = source.path
      // PostHog would read the table of WITH instead.
      if (rest.length === 0 && context.ctes.some(({ name }) => name === first)) refuseTaken(first)
      return printChain(source.path)
    }
    case "Function":
      return `${source.name}(${printList(source.args, context)})`
    case "Query":
      return context.block(() => printQuery(source.query, context))
    case "Cte":
      return printIdentifier(source.cte.name)
    case "CteSelf":
      return printIdentifier(source.name)
    case "Values":
      return `(VALUES ${source.rows.map((row) => `(${printList(row, context)})`).join(", ")})`
  }
}

const ownName = (source: TableSource): string | undefined => {
  switch (source.kind) {
    case "Named":
      return source.path.length === 1 ? source.path[0] : undefined
    case "Cte":
      return source.cte.name
    case "CteSelf":
      return source.name
    case "Function":
    case "Query":
    case "Values":
      return undefined
  }
}

const printRatio = (parts: readonly number[]): string => parts.join("/")

/** A table as it stands in FROM: its source, its name where that differs, its sample. */
export const printTable = ({ name, source, sample }: TableNode, context: PrintContext): string => {
  const words = [printSource(source, context)]
  if (ownName(source) !== name) {
    const columns = source.kind === "Values" ? `(${source.columns.map(printIdentifier).join(", ")})` : ""
    words.push("AS", printIdentifier(name) + columns)
  }
  if (sample !== undefined) {
    words.push("SAMPLE", printRatio(sample.share))
    if (sample.offset !== undefined) words.push("OFFSET", printRatio(sample.offset))
  }
  return words.join(" ")
}

const printJoin = ({ join, table, on, using }: JoinNode, context: PrintContext): string => {
  const head = `${join} ${printTable(table, context)}`
  if (on !== undefined) return `${head} ON ${printExpression(on, context)}`
  return using === undefined ? head : `${head} USING (${using.map(printIdentifier).join(", ")})`
}

/** The clauses from FROM to ARRAY JOIN. */
export const printFrom = (query: SelectNode, context: PrintContext): readonly string[] => {
  const { from, joins, arrayJoin } = query
  const clauses = from === undefined ? [] : [`FROM ${printTable(from, context)}`]
  for (const join of joins) clauses.push(printJoin(join, context))
  if (arrayJoin.length > 0)
    clauses.push(
      `${query.isLeftArrayJoin ? "LEFT " : ""}ARRAY JOIN ${arrayJoin
        .map(({ name, array }) => `${printExpression(array, context)} AS ${printIdentifier(name)}`)
        .join(", ")}`
    )
  return clauses
}
