/**
 * What PostHog says about the bytes a project's queries may still read.
 *
 * Queries draw on an hourly budget of bytes. It is checked before a query and charged after it, so several at once can
 * overdraw it together: when what is left would not cover them, they run one at a time.
 *
 * @see https://posthog.com/docs/api/queries (read 2026-11)
 */

/**
 * The budget of bytes as the latest answers told it.
 *
 * @since 0.2.0
 */
export interface ReadBudgetState {
  /** What the latest query read. */
  readonly bytesRead: number | undefined
  /** What this hour's budget has left. Negative when overdrawn. */
  readonly remainingBytes: number | undefined
}

/** Learns from answers. */
export interface ReadBudget {
  readonly learn: (headers: Readonly<Record<string, string | undefined>>) => void
  /** PostHog refused a query because nothing is left. */
  readonly spend: () => void
  /** Whether `concurrency` queries like the latest ones could overdraw it. */
  readonly isShort: (concurrency: number) => boolean
  readonly state: () => ReadBudgetState
}

/** A budget about which nothing is known yet. */
export const makeReadBudget = (): ReadBudget => {
  let bytesRead: number | undefined
  let remainingBytes: number | undefined
  /** The largest read of late; it fades, so that one large query does not slow down the small ones for ever. */
  let largeRead = 0
  return {
    learn: (headers) => {
      const read = bytesOf(headers["x-posthog-query-bytes-read"])
      const remaining = bytesOf(headers["x-posthog-query-budget-remaining-bytes"])
      if (read !== undefined) {
        bytesRead = read
        largeRead = Math.max(read, largeRead * 0.8)
      }
      if (remaining !== undefined) remainingBytes = remaining
    },
    spend: () => {
      remainingBytes = Math.min(0, remainingBytes ?? 0)
    },
    isShort: (concurrency) => remainingBytes !== undefined && remainingBytes < largeRead * concurrency,
    state: () => ({ bytesRead, remainingBytes })
  }
}

const bytesOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined
