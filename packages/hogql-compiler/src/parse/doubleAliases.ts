/**
 * Finds tables with more than one alias, of which PostHog's parser keeps the last.
 *
 * It matters because a mistyped keyword is an alias to the parser: `FROM events wher is_test` counts every event, under the name
 * `is_test`. A table's alias in the tree must therefore be the very next name after the table.
 */
import { walk, type AstNode } from "../ast/Node.ts"
import type { JoinExprNode } from "../ast/Query.ts"
import { quote } from "../HogqlReason.ts"
import { suggest } from "../suggest.ts"
import type { DroppedClause } from "./DroppedClauses.ts"
import type { Token } from "./scan.ts"

/** The words a second alias most likely was meant to be. */
const keywords =
  "where prewhere join left right inner full cross array group order having limit offset sample union on using".split(
    " "
  )

const plainTables = new Set<AstNode["node"]>([
  "Field",
  "SelectQuery",
  "SelectSetQuery",
  "ValuesQuery",
  "Placeholder"
])

export const findDoubleAliases = (
  text: string,
  ast: AstNode,
  tokens: readonly Token[]
): readonly DroppedClause[] => {
  const found: DroppedClause[] = []
  const byStart = new Map(tokens.map((token, index) => [token.start, index]))
  walk(ast, (node) => {
    if (node.node !== "JoinExpr" || node.alias === undefined || !plainTables.has(node.table.node))
      return undefined
    const start = byStart.get(node.span.start)
    const clause = start === undefined ? undefined : check(text, node, tokens, afterTable(tokens, start))
    if (clause !== undefined) found.push(clause)
    return undefined
  })
  return found
}

const check = (
  text: string,
  { alias }: JoinExprNode,
  tokens: readonly Token[],
  position: number
): DroppedClause | undefined => {
  const token = tokens[position]?.text === "as" ? tokens[position + 1] : tokens[position]
  if (token === undefined || (token.kind !== "word" && token.kind !== "quoted") || token.text === "final")
    return undefined
  const written = text.slice(token.start, token.end)
  if (unquoted(written) === alias) return undefined
  const meant = token.kind === "word" ? suggest(written, keywords) : undefined
  return {
    rule: "NotSupported",
    construct: "A second alias of a table",
    severity: "error",
    message:
      `This table has the aliases ${quote(unquoted(written))} and ${quote(alias ?? "")}, and PostHog's parser drops all but the last. ` +
      (meant === undefined
        ? "Leave one out."
        : `Did you mean ${meant.name.toUpperCase()} instead of ${quote(written)}?`),
    start: token.start,
    end: token.end,
    ...(meant === undefined
      ? {}
      : {
          fix: {
            start: token.start,
            end: token.end,
            text: meant.name.toUpperCase(),
            isSafe: meant.isCertain
          }
        })
  }
}

/** A name as the parser reads it. */
const unquoted = (written: string): string => {
  const mark = written.charAt(0)
  if (mark !== "`" && mark !== '"') return written
  const escapes: Readonly<Record<string, string>> = {
    n: "\n",
    t: "\t",
    r: "\r",
    b: "\b",
    f: "\f",
    a: "\x07",
    v: "\v",
    "0": ""
  }
  return written
    .slice(1, -1)
    .replaceAll(mark + mark, mark)
    .replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
}

/** The position after a table: `a.b`, `f(…)`, `(select …)`, `{name}`. */
const afterTable = (tokens: readonly Token[], start: number): number => {
  let position = start
  if (tokens[position]?.kind !== "open") {
    position++
    while (tokens[position]?.text === ".") position += 2
  }
  return tokens[position]?.kind === "open" ? afterBrackets(tokens, position) : position
}

const afterBrackets = (tokens: readonly Token[], start: number): number => {
  let depth = 0
  for (let position = start; position < tokens.length; position++) {
    const kind = tokens[position]?.kind
    if (kind === "open") depth++
    if (kind === "close" && --depth === 0) return position + 1
  }
  return tokens.length
}
