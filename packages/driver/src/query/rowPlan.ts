/**
 * Decides what is really asked of PostHog so that the answer can be judged: one row more than the caller's limit where
 * that is possible, and then what the number of rows that came proves.
 *
 * Facts relied on (docs and source read in 2026): without a LIMIT PostHog returns 100 rows and `hasMore`; with one it
 * sends no `hasMore`; a LIMIT above 50,000 is lowered to it; every member of a top-level UNION gets its own default limit.
 *
 * @see https://posthog.com/docs/api/queries
 */
import type { QueryOutline } from "@posthog-driver/hogql-compiler"
import type { Completeness } from "./Completeness.ts"
import { complete, truncated, unknown } from "./Completeness.ts"

/** Rows PostHog returns when a query names no LIMIT. */
export const DEFAULT_ROWS = 100

/** Rows PostHog returns at most for one query. */
export const MAXIMUM_ROWS = 50_000

/** Where a limit came from: it decides what the caller is told to raise. */
export type LimitSource = "text" | "option"

/** The text to send, and how to judge the rows that come back. */
export type RowPlan =
  | { readonly kind: "server-default"; readonly text: string }
  | {
      readonly kind: "limited"
      readonly text: string
      readonly limit: number
      readonly source: LimitSource
      /** Why rows can be missing although the limit did not cut any. */
      readonly doubt?: string
    }
  | { readonly kind: "set-default"; readonly text: string }
  | {
      readonly kind: "opaque"
      readonly text: string
      readonly why: string
      readonly keep: number | undefined
    }

/** Words without which a text has neither LIMIT, OFFSET nor set operator: then the parser need not be asked. */
const WINDOW_WORDS = /limit|offset|union|intersect|except/i

/** Whether the plan needs the outline that only the parser can give. */
export function needsOutline(text: string, limit: number | undefined): boolean {
  return limit !== undefined || WINDOW_WORDS.test(text)
}

/** Plans a text that the parser could not read (or was not asked to): it is sent as it is. */
export function planUnread(text: string, limit: number | undefined): RowPlan {
  if (limit === undefined && !WINDOW_WORDS.test(text)) return { kind: "server-default", text }
  return {
    kind: "opaque",
    text,
    why: "The query could not be read locally, so its LIMIT is not known.",
    keep: limit
  }
}

/** Plans a text with the help of its outline. The caller has refused OFFSET before. */
export function planRows(
  text: string,
  outline: QueryOutline,
  limit: number | undefined,
  values: Readonly<Record<string, unknown>>
): RowPlan {
  if (outline.kind === "set") return planSet(text, outline, limit)
  if (outline.limit === undefined) {
    if (limit === undefined) return { kind: "server-default", text }
    // The new clause goes before a trailing comment or semicolon, on its own line so that nothing can swallow it.
    const limited = `${text.slice(0, outline.end)}\nLIMIT ${rowsToAsk(limit)}${text.slice(outline.end)}`
    return { kind: "limited", text: limited, limit, source: "option" }
  }
  const { start, end } = outline.limit
  const tail = text.slice(end, outline.end)
  const written = outline.limit.value ?? placeholderNumber(text.slice(start, end), values)
  if (!/^[\s)]*$/.test(tail) || written === undefined || !Number.isSafeInteger(written) || written < 0) {
    const why = "Its LIMIT is not a plain number, so it cannot be told whether it cut anything."
    return { kind: "opaque", text, why, keep: limit }
  }
  const source: LimitSource = limit !== undefined && limit < written ? "option" : "text"
  const effective = limit === undefined ? written : Math.min(limit, written)
  return {
    kind: "limited",
    text: `${text.slice(0, start)}${rowsToAsk(effective)}${text.slice(end)}`,
    limit: effective,
    source
  }
}

/**
 * Whether the parser reads the rewritten text as meant: the LIMIT that was written into it limits the whole. Where it does
 * not (a bracket, a clause that must come last), the text of the caller is sent untouched and nothing is claimed.
 */
export function confirmPlan(plan: RowPlan, text: string, outline: QueryOutline | undefined): RowPlan {
  if (plan.kind !== "limited" || plan.text === text) return plan
  if (outline?.kind === "select" && outline.limit?.value === rowsToAsk(plan.limit)) return plan
  const why =
    "The query could not be rewritten to ask for one row more. Put it into a subquery: SELECT * FROM (…) LIMIT n."
  return { kind: "opaque", text, why, keep: plan.limit }
}

/**
 * How many of the received rows to keep, and what they prove.
 *
 * @param hasMore what PostHog said about further rows, if it said anything
 */
export function judgeRows(
  plan: RowPlan,
  received: number,
  hasMore: boolean | undefined
): { readonly keep: number; readonly completeness: Completeness } {
  switch (plan.kind) {
    case "server-default":
      return { keep: received, completeness: judgeServerDefault(received, hasMore) }
    case "limited":
      return judgeLimited(plan, received, hasMore)
    case "set-default":
      return { keep: received, completeness: judgeSet(received, hasMore) }
    case "opaque": {
      if (plan.keep !== undefined && received > plan.keep) {
        return {
          keep: plan.keep,
          completeness: truncated("your-limit", plan.keep, raiseLimit("option", plan.keep))
        }
      }
      // `false` proves nothing here: PostHog says it also when a LIMIT in the text did cut.
      return {
        keep: received,
        completeness: hasMore === true ? judgeServerDefault(received, hasMore) : unknown(plan.why)
      }
    }
  }
}

function judgeServerDefault(received: number, hasMore: boolean | undefined): Completeness {
  if (hasMore === undefined) {
    return unknown(
      "PostHog did not say whether more rows follow. Write a LIMIT: then one row more is asked for."
    )
  }
  if (!hasMore) return complete("server-said-no-more")
  return truncated(
    "default-limit",
    received,
    `PostHog returned ${received} rows, its default, because the query has no LIMIT of its own. Write LIMIT with the number of rows you need (at most ${MAXIMUM_ROWS}), or aggregate.`
  )
}

function judgeLimited(
  { doubt, limit, source }: Extract<RowPlan, { kind: "limited" }>,
  received: number,
  hasMore: boolean | undefined
): { readonly keep: number; readonly completeness: Completeness } {
  const keep = Math.min(received, limit)
  const askedOneMore = rowsToAsk(limit) > limit
  if (received > limit || (received === limit && !askedOneMore)) {
    return { keep, completeness: truncated("your-limit", keep, raiseLimit(source, limit)) }
  }
  if ((limit > MAXIMUM_ROWS && received === MAXIMUM_ROWS) || hasMore === true) {
    const how = `PostHog returns at most ${MAXIMUM_ROWS} rows for one query. ${NEXT_PAGE}`
    return { keep, completeness: truncated("server-cap", keep, how) }
  }
  if (doubt !== undefined) return { keep, completeness: unknown(doubt) }
  return { keep, completeness: complete(askedOneMore ? "asked-for-one-more" : "below-every-limit") }
}

const NEXT_PAGE =
  "Split it by time, or page by key: ORDER BY timestamp, uuid and start the next query after the last row's (timestamp, uuid). OFFSET is refused."

function raiseLimit(source: LimitSource, limit: number): string {
  if (limit >= MAXIMUM_ROWS) {
    return `${limit} rows is the most that one query can return, and there may be more. ${NEXT_PAGE}`
  }
  const what = source === "text" ? "LIMIT in the query" : "the limit option"
  if (limit === 0)
    return "LIMIT 0 asks for no rows, and there are some. Write LIMIT with the number you need."
  const found = limit === 1 ? "There is more than 1 row" : `There are more than ${limit} rows`
  return `${found}. Raise ${what} (at most ${MAXIMUM_ROWS}), or continue after the last row with a condition on the ORDER BY columns.`
}

/** One more than the limit, where PostHog would give it. */
function rowsToAsk(limit: number): number {
  return limit < MAXIMUM_ROWS ? limit + 1 : limit
}

/** The number behind `LIMIT {name}`. */
function placeholderNumber(
  expression: string,
  values: Readonly<Record<string, unknown>>
): number | undefined {
  const name = /^\s*\{\s*([A-Za-z_$][\w$]*)\s*\}\s*$/.exec(expression)?.[1]
  const value = name === undefined ? undefined : values[name]
  return typeof value === "number" ? value : undefined
}

/**
 * A LIMIT written after a UNION belongs to its last member, so a limit for the whole is put around it. As a subquery the
 * members also lose PostHog's default limit of their own: the outer limit alone decides.
 */
function planSet(text: string, outline: QueryOutline, limit: number | undefined): RowPlan {
  if (limit !== undefined) {
    const whole = `SELECT * FROM (\n${text.slice(0, outline.end)}\n)\nLIMIT ${rowsToAsk(limit)}${text.slice(outline.end)}`
    const plan = { kind: "limited", text: whole, limit, source: "option" } as const
    return /limit/i.test(text) ? { ...plan, doubt: MEMBER_LIMIT } : plan
  }
  if (provableSet(text)) return { kind: "set-default", text }
  const why = `${SET_LIMITS} ${WRAP_SET}`
  return { kind: "opaque", text, why, keep: undefined }
}

const SET_LIMITS = "PostHog limits each member of a UNION on its own and does not say whether it cut one."
const MEMBER_LIMIT =
  "A member of the UNION seems to have a LIMIT of its own, and PostHog does not say whether it cut one."
const WRAP_SET = "Put the UNION into a subquery, SELECT * FROM (…) LIMIT n, to know."

/**
 * Whether a short result of this set proves that no member was cut: only with UNION ALL, which drops no row, and without
 * a LIMIT of its own anywhere. Judged on the bare words, comments and literals included, which can only err towards "no".
 */
function provableSet(text: string): boolean {
  if (/limit|intersect|except/i.test(text)) return false
  return [...text.matchAll(/union/gi)].every((match) => /^union\s+all\b/i.test(text.slice(match.index)))
}

function judgeSet(received: number, hasMore: boolean | undefined): Completeness {
  if (hasMore === true)
    return truncated("default-limit", received, `PostHog says that more rows follow. ${WRAP_SET}`)
  if (received < DEFAULT_ROWS) return complete("below-every-limit")
  return unknown(`${SET_LIMITS} ${WRAP_SET}`)
}
