/**
 * Tells a caller which parts of a query PostHog does not run as they are written.
 *
 * PostHog's parser reads clauses such as NULLS FIRST and drops them, and takes a mistyped WHERE for an alias, all without a word: the
 * rows then answer another question. Nothing in PostHog's answer says so, hence the same parser is asked here.
 */
import type { QueryOutline } from "@posthog-driver/hogql-compiler"

/** Words that are no alias where they stand after a table or a bracket. */
const WORDS =
  "from|where|prewhere|join|left|right|inner|full|cross|any|all|anti|semi|asof|array|positional|group|order|having|limit|offset|" +
  "sample|final|union|intersect|except|on|using|window|qualify|pivot|unpivot|and|or|in|is|not|like|ilike|between|then|when|else|" +
  "end|asc|desc|over|as|by|select"
const ALIAS = `(?:as\\s+)?(?!(?:${WORDS})\\b)(?:[\\w$]+|\`[^\`]*\`|"[^"]*")`

/**
 * Texts that may hold such a clause: its words, a bracketed SELECT at the start of a statement, two names in a row after a table. Judged on
 * the bare words, which errs towards asking the parser; most texts match nothing, so that the parser is not loaded for them.
 */
const SUSPECTS: readonly RegExp[] = [
  /\bnulls\b|\bwith\s+(?:totals|rollup|cube)\b|\bcollate\b|\bnatural\b|\bfilter\b|\)\s*\(\s*distinct\b/i,
  /\b(?:global|lateral|paste)\b|\bdistinct\s+on\b|\blike\s+(?:any|all|some)\b/i,
  /^\s*\(|\(\s*\(\s*(?:select|with)\b/i,
  new RegExp(`(?:(?:\\b(?:from|join)|,)\\s*[\\w$.\`"]+|[)}])\\s+${ALIAS}\\s+${ALIAS}`, "i")
]

/** Whether the parser must be asked about a text, for {@link clauseWarnings} to be complete. */
export function mayLoseClauses(text: string): boolean {
  return SUSPECTS.some((suspect) => suspect.test(text))
}

/** One sentence for each, with its place. The outline must be that of `text`, not of a rewritten one. */
export function clauseWarnings(text: string, outline: QueryOutline | undefined): ReadonlyArray<string> {
  return (outline?.warnings ?? []).map(({ message, start }) => `${message} (${place(text, start)})`)
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split("\n").length
  const column = Array.from(before.slice(before.lastIndexOf("\n") + 1)).length + 1
  return `line ${line}, column ${column}`
}
