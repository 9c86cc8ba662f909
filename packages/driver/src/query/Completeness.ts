/**
 * Whether a result is all there is, with the proof, or what cut it and how to get the rest.
 *
 * PostHog answers a query without a LIMIT with 100 rows, and a query with one with at most 50,000: in both cases without an
 * error, and with an explicit LIMIT also without a word on whether there was more. Hence this type on every list of rows.
 *
 * @see https://posthog.com/docs/api/queries
 */

/**
 * Why rows are known to be all.
 *
 * - `server-said-no-more`: PostHog applied its default limit and said that nothing follows.
 * - `asked-for-one-more`: one row more than the limit was asked for, and it did not come.
 * - `below-every-limit`: fewer rows came than any limit in force could have cut.
 * - `last-page`: the last page of a list said that it is the last.
 *
 * @since 0.1.0
 */
export type CompletenessProof =
  "server-said-no-more" | "asked-for-one-more" | "below-every-limit" | "last-page"

/**
 * What cut a result short.
 *
 * @since 0.1.0
 */
export type TruncationCause =
  | "default-limit"
  | "your-limit"
  | "server-cap"
  | "row-budget"
  | "byte-budget"
  | "cell-budget"
  | "failed-page"
  | "time"

/**
 * All rows are here.
 *
 * @since 0.1.0
 */
export interface Complete {
  readonly status: "complete"
  readonly proof: CompletenessProof
}

/**
 * Rows are missing, or would be if there were one more than came.
 *
 * @since 0.1.0
 */
export interface Truncated {
  readonly status: "truncated"
  readonly cause: TruncationCause
  /** How many rows came. */
  readonly returned: number
  /** One sentence that a person or a model can act on. */
  readonly howToGetTheRest: string
}

/**
 * It cannot be told from the answer whether rows are missing.
 *
 * @since 0.1.0
 */
export interface CompletenessUnknown {
  readonly status: "unknown"
  readonly why: string
}

/**
 * The verdict carried by every result.
 *
 * @since 0.1.0
 */
export type Completeness = Complete | Truncated | CompletenessUnknown

export const complete = (proof: CompletenessProof): Complete => ({ status: "complete", proof })

export const truncated = (cause: TruncationCause, returned: number, howToGetTheRest: string): Truncated => ({
  status: "truncated",
  cause,
  returned,
  howToGetTheRest
})

export const unknown = (why: string): CompletenessUnknown => ({ status: "unknown", why })
