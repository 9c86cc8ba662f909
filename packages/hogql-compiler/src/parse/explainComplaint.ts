/**
 * Says in one sentence what PostHog's parser complained about.
 *
 * The parser's message may list 150 keywords it would have liked, and its `end` is the end of the text, so neither is shown. Its
 * `start` is good: the token there is what nobody expected. The tokens around it often tell what was meant.
 */
import type { Span } from "../ast/Span.ts"
import * as Reason from "../HogqlReason.ts"
import { suggest } from "../suggest.ts"
import type { ParserComplaint } from "./decode.ts"
import type { Token } from "./scan.ts"

/** Clause words worth suggesting when a word was mistyped. */
const keywords = (
  "select distinct from join left inner on using array where prewhere group by having order limit offset union all with as " +
  "and or not in like ilike between is null case when then else end over partition window interval"
).split(" ")

const statements = new Set(
  "insert update delete drop create alter truncate set explain show describe desc use grant attach optimize rename call".split(
    " "
  )
)

/** What other dialects write and HogQL does not, with what to write instead. */
const dialects: ReadonlyMap<string, string> = new Map(
  Object.entries({
    settings: "HogQL has no SETTINGS clause. Leave it out.",
    format: "HogQL has no FORMAT clause. Leave it out and choose the format where the rows are printed.",
    into: "HogQL cannot write to a file. Leave INTO OUTFILE out.",
    except: "HogQL writes `* EXCLUDE (a, b)` where ClickHouse writes EXCEPT.",
    days: "Write the unit in the singular: INTERVAL 7 DAY.",
    weeks: "Write the unit in the singular: INTERVAL 7 WEEK.",
    months: "Write the unit in the singular: INTERVAL 7 MONTH.",
    hours: "Write the unit in the singular: INTERVAL 7 HOUR.",
    minutes: "Write the unit in the singular: INTERVAL 7 MINUTE.",
    regexp: "Write `=~` for a regular expression.",
    "!": "Write NOT.",
    "^": "Write pow(a, b).",
    "&": "Write bitAnd(a, b).",
    "|": "Write bitOr(a, b), or `||` to join text."
  })
)

/** The reason for one complaint about `text`, its span covering the token to blame. */
export const explainComplaint = (
  complaint: ParserComplaint,
  text: string,
  tokens: readonly Token[]
): Reason.HogqlReason => {
  if (complaint.type === "NotImplementedError") return unrepresented(text, tokens)
  const escape = unknownEscape(text, tokens)
  if (escape !== undefined) return escape
  const { offset } = complaint
  const index = tokens.findIndex((token) => token.end > offset)
  const token = tokens[index]
  const bracket = unbalanced(tokens)
  if (bracket !== undefined && (token === undefined || bracket.start <= token.start))
    return bracketReason(bracket)
  if (token === undefined) {
    const end = tokens.at(-1)?.end ?? text.length
    return Reason.syntaxInvalid("The query ends too early: something is missing at its end.", {
      start: end,
      end
    })
  }
  const own = ownWords(complaint.message)
  if (own !== undefined) return Reason.syntaxInvalid(own, token)
  const before = tokens[index - 1]
  const shown = `Unexpected ${show(text, token)}${before === undefined ? "" : ` after ${show(text, before)}`}.`
  return Reason.syntaxInvalid(`${shown} ${advice(tokens, index)}`.trimEnd(), token)
}

/** Complaints of the parser's own visitors, such as "ARRAY JOIN arrays must have an alias", are sentences worth keeping. */
const ownWords = (message: string): string | undefined =>
  /^(?:no viable|mismatched|extraneous|missing|token recognition|unexpected|rule )/i.test(message) ||
  message.length > 120
    ? undefined
    : `${message.replace(/[.\s]*$/, "")}.`

const show = (text: string, token: Span): string => {
  const piece = text.slice(token.start, token.end)
  return Reason.quote(piece.length > 40 ? `${piece.slice(0, 40)}…` : piece)
}

const advice = (tokens: readonly Token[], index: number): string => {
  const near = [index, index - 1, index - 2].flatMap((position) => tokens[position] ?? [])
  const [token, before] = near
  if (token === undefined) return ""
  if (index === 0 && statements.has(token.text)) return "HogQL only has SELECT."
  if (tokens.slice(0, index).some(({ kind }) => kind === "semicolon"))
    return "Only one statement can be run at a time."
  if (before?.text === "group" || before?.text === "order") return `Write ${before.text.toUpperCase()} BY.`
  const dialect = near.flatMap(({ kind, text }) =>
    kind === "word" || kind === "operator" ? (dialects.get(text) ?? []) : []
  )
  if (dialect[0] !== undefined) return dialect[0]
  for (const candidate of near) {
    if (candidate.kind !== "word" || candidate.text.length < 3 || keywords.includes(candidate.text)) continue
    const meant = suggest(candidate.text, keywords)?.name
    if (meant === undefined) continue
    return `Did you mean ${meant.toUpperCase()}${candidate === token ? "" : ` instead of \`${candidate.text}\``}?`
  }
  if (token.kind === "word" && /[^\x20-\x7e]/.test(token.text))
    return "Put a name with other than ASCII letters in backticks."
  return ""
}

/** Syntax that the grammar knows and the parser then has no node for, such as SETTINGS; it names no place. */
const unrepresented = (text: string, tokens: readonly Token[]): Reason.HogqlReason => {
  const token = tokens.find(({ kind, text: word }) => kind === "word" && dialects.has(word))
  return token === undefined
    ? Reason.notSupported(
        "Something in this query",
        { start: 0, end: text.length },
        "PostHog's parser reads it but cannot represent it."
      )
    : Reason.notSupported(token.text.toUpperCase(), token, dialects.get(token.text))
}

const knownEscape = /^\\(?:[abfnrtv0\\'{]|x[0-9a-f]{2})$/i

/** A string with an escape the lexer does not know is none, and the lexer then reads quotes the wrong way round. */
const unknownEscape = (text: string, tokens: readonly Token[]): Reason.SyntaxInvalid | undefined => {
  for (const token of tokens) {
    if (token.kind !== "string" && token.kind !== "quoted") continue
    for (const [written] of text.slice(token.start, token.end).matchAll(/\\(?:x[0-9a-f]{2}|.)/gisu)) {
      if (knownEscape.test(written)) continue
      const message = `${Reason.quote(written)} is no escape that HogQL knows. For a backslash write two.`
      return Reason.syntaxInvalid(message, token)
    }
  }
  return undefined
}

/** The first bracket that has no partner. */
const unbalanced = (tokens: readonly Token[]): Token | undefined => {
  const open: Token[] = []
  for (const token of tokens) {
    if (token.kind === "open") open.push(token)
    else if (token.kind === "close") {
      const partner = open.pop()
      if (partner === undefined || partners[partner.text] !== token.text) return token
    }
  }
  return open.at(-1)
}

const partners: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" }

const bracketReason = (bracket: Token): Reason.SyntaxInvalid =>
  Reason.syntaxInvalid(
    bracket.kind === "open"
      ? `The \`${bracket.text}\` at offset ${bracket.start} is never closed.`
      : `The \`${bracket.text}\` at offset ${bracket.start} closes nothing that was opened.`,
    bracket
  )
