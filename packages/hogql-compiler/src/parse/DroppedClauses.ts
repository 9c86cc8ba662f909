/**
 * Finds what PostHog's parser reads and then forgets.
 *
 * `ORDER BY x NULLS FIRST`, `WITH TOTALS`, a second LIMIT and others parse without complaint and leave no trace in the tree, so PostHog
 * runs the query as if they were not there. Here the words of the text are held against the tree: a clause that no node stands
 * for is a warning. What the parser takes for something else than was written, such as the alias that a mistyped WHERE becomes,
 * is an error: nobody can mean that.
 */
import { walk, type AstNode } from "../ast/Node.ts"
import type { Finding } from "../Finding.ts"
import { findDoubleAliases } from "./doubleAliases.ts"
import { scan, type Token } from "./scan.ts"

/** A clause the tree knows nothing of; `construct` is its name. An error is no drop, but a word that was misread. */
export interface DroppedClause extends Finding {
  readonly construct: string
  readonly severity: "warning" | "error"
}

export const asFinding = ({ rule, message, start, end, fix }: DroppedClause): Finding => ({
  rule,
  message,
  start,
  end,
  ...(fix === undefined ? {} : { fix })
})

/** The warnings and the errors among them, as findings. */
export const bySeverity = (
  clauses: readonly DroppedClause[]
): { readonly warnings: readonly Finding[]; readonly errors: readonly Finding[] } => {
  const of = (wanted: DroppedClause["severity"]): readonly Finding[] =>
    clauses.filter(({ severity }) => severity === wanted).map(asFinding)
  return { warnings: of("warning"), errors: of("error") }
}

/** Lists the dropped clauses of a text that parsed to `ast`, in order. */
export const findDroppedClauses = (text: string, ast: AstNode): readonly DroppedClause[] => {
  const { tokens } = scan(text)
  const starts = clauseStarts(ast)
  const words = tokens.flatMap((token, index) => {
    if (token.kind !== "word") return []
    const near: Near = { tokens, index, previous: tokens[index - 1], next: tokens[index + 1] }
    if (near.previous?.text === ".") return []
    const found = byWords(token, near) ?? byCoverage(token, near, starts)
    return found === undefined ? [] : [found]
  })
  return [...words, ...findDoubleAliases(text, ast, tokens)].sort((a, b) => a.start - b.start)
}

interface Near {
  readonly tokens: readonly Token[]
  readonly index: number
  readonly previous: Token | undefined
  readonly next: Token | undefined
}

const joinWords = new Set("join inner left right full cross any all semi anti asof outer".split(" "))

/** Clauses that the grammar reads and the tree never holds. */
const byWords = (token: Token, near: Near): DroppedClause | undefined => {
  const { next, previous } = near
  const afterValue = endsValue(previous)
  switch (token.text) {
    case "nulls":
      // NULLS LAST is what ClickHouse does anyway, so that dropping it changes nothing.
      return next?.text === "first" &&
        (afterValue || isWord(previous, "asc", "desc", "ascending", "descending"))
        ? dropped("NULLS FIRST", "Order by `x IS NOT NULL, x` instead.", token, next)
        : undefined
    case "with":
      return afterValue &&
        isWord(next, "totals", "rollup", "cube") &&
        !isWord(near.tokens[near.index + 2], "as")
        ? dropped(`WITH ${next.text.toUpperCase()}`, withAdvice[next.text], token, next)
        : undefined
    case "collate":
      return afterValue && next?.kind === "string"
        ? dropped("COLLATE", "Order by lower(x) to ignore case.", token, next)
        : undefined
    case "natural":
      return afterValue && next?.kind === "word" && joinWords.has(next.text)
        ? dropped("NATURAL JOIN", "Name the columns: JOIN … USING (a, b).", token, next)
        : undefined
    case "global":
    case "lateral":
    case "paste":
      return afterValue && next?.kind === "word" && joinWords.has(next.text)
        ? misread(
            `${token.text.toUpperCase()} JOIN`,
            `The parser takes the word as an alias of the table. Leave it out.`,
            token
          )
        : undefined
    case "ignore":
      return afterValue && next?.text === "nulls"
        ? dropped("IGNORE NULLS", "Aggregates skip nulls anyway. Leave it out.", token, next)
        : undefined
    case "distinct":
      if (isWindowArgument(near))
        return dropped("DISTINCT with OVER", "Remove the duplicates in a subquery first.", token)
      return next?.text === "on" && near.tokens[near.index + 2]?.text === "("
        ? misread(
            "DISTINCT ON",
            "The parser takes it for a function called `on`. Use LIMIT 1 BY the columns.",
            token,
            next
          )
        : undefined
    case "like":
    case "ilike":
      return isWord(next, "any", "all", "some") && near.tokens[near.index + 2]?.text === "("
        ? misread(
            `${token.text.toUpperCase()} ${next.text.toUpperCase()}`,
            `The parser takes it for a function called \`${next.text}\`. Use multiSearchAny or OR.`,
            token,
            next
          )
        : undefined
    case "filter":
      return previous?.kind === "close" && next?.text === "(" && isWord(afterBrackets(near), "over")
        ? dropped(
            "FILTER with OVER",
            "Use the -If form of the function: sumIf(x, condition) OVER (…).",
            token
          )
        : undefined
  }
  return undefined
}

const withAdvice: Readonly<Record<string, string>> = {
  totals: "Compute the totals in a second SELECT with UNION ALL.",
  rollup: "Write GROUP BY rollup(a, b).",
  cube: "Write GROUP BY cube(a, b)."
}

/** Clauses that the tree does hold in most places, and forgets in some: after a bracketed SELECT, or when they are repeated. */
const byCoverage = (token: Token, near: Near, starts: Starts): DroppedClause | undefined => {
  if (token.text !== "order" && token.text !== "limit" && token.text !== "offset") return undefined
  if (!endsClause(near.previous)) return undefined
  if (token.text === "order" && near.next?.text !== "by") return undefined
  let from = near.index + (token.text === "order" ? 2 : 1)
  const first = near.tokens[from]
  if (first === undefined || first.kind === "comma" || first.kind === "close" || clauseWord.has(first.text))
    return undefined
  while (near.tokens[from]?.kind === "open") from++
  const end = near.tokens[from]?.start ?? first.end
  const known = starts[token.text]
  for (let offset = first.start; offset <= end; offset++) if (known.has(offset)) return undefined
  return dropped(
    token.text === "order" ? "This ORDER BY" : `This ${token.text.toUpperCase()}`,
    "Put the part before it in a subquery: SELECT * FROM (…).",
    token
  )
}

const clauseWord = new Set("from where group having union intersect except limit order as".split(" "))

interface Starts {
  readonly order: ReadonlySet<number>
  readonly limit: ReadonlySet<number>
  readonly offset: ReadonlySet<number>
}

/** Where the tree's ORDER BY, LIMIT and OFFSET expressions begin. */
const clauseStarts = (ast: AstNode): Starts => {
  const order = new Set<number>()
  const limit = new Set<number>()
  const offset = new Set<number>()
  const add = (set: Set<number>, node: AstNode | undefined) => {
    if (node !== undefined) set.add(node.span.start)
  }
  walk(ast, (node) => {
    switch (node.node) {
      case "OrderExpr":
        add(order, node)
        break
      case "SelectQuery":
      case "SelectSetQuery":
        add(limit, node.limit)
        add(offset, node.offset)
        break
      case "LimitByExpr":
        add(limit, node.n)
        // `LIMIT 1, 2 BY x`: what follows the word is the offset.
        add(limit, node.offset_value)
        add(offset, node.offset_value)
        break
      case "SampleExpr":
        add(offset, node.offset_value)
        break
    }
    return undefined
  })
  return { order, limit, offset }
}

const endsValue = (token: Token | undefined): boolean =>
  token !== undefined &&
  token.kind !== "operator" &&
  token.kind !== "open" &&
  token.kind !== "comma" &&
  !isWord(token, "select")

const endsClause = (token: Token | undefined): boolean =>
  endsValue(token) && !isWord(token, "by", "from", "where", "and", "or", "not", "distinct", "as")

const isWord = (token: Token | undefined, ...words: readonly string[]): token is Token =>
  token?.kind === "word" && words.includes(token.text)

/** Whether this is the first word of the second bracket in `f(1)(distinct x) over (…)`. */
const isWindowArgument = ({ tokens, index }: Near): boolean =>
  tokens[index - 1]?.text === "(" &&
  tokens[index - 2]?.text === ")" &&
  isWord(afterBrackets({ tokens, index: index - 2 }), "over")

/** The token after the bracket that opens next. */
const afterBrackets = ({ tokens, index }: Pick<Near, "tokens" | "index">): Token | undefined => {
  let depth = 0
  for (let position = index + 1; position < tokens.length; position++) {
    const kind = tokens[position]?.kind
    if (kind === "open") depth++
    if (kind === "close" && --depth === 0) return tokens[position + 1]
  }
  return undefined
}

const dropped = (
  construct: string,
  advice: string | undefined,
  first: Token,
  last: Token = first
): DroppedClause => ({
  rule: "ClauseDropped",
  construct,
  severity: "warning",
  message: `${construct} has no effect: PostHog's parser drops it without a word. ${advice ?? ""}`.trimEnd(),
  start: first.start,
  end: last.end
})

const misread = (construct: string, advice: string, first: Token, last: Token = first): DroppedClause => ({
  rule: "NotSupported",
  construct,
  severity: "error",
  message: `${construct} is not supported. ${advice}`,
  start: first.start,
  end: last.end
})
