/** What a person reads about whether a result is whole. */
import type { Completeness } from "@posthog-driver/driver"

export const isComplete = (completeness: Completeness): boolean => completeness.status === "complete"

export const completenessLine = (completeness: Completeness): string => {
  switch (completeness.status) {
    case "complete":
      return `Complete: ${proofs[completeness.proof]}.`
    case "truncated":
      return `Cut by ${causes[completeness.cause]} after ${rowCount(completeness.returned)}. ${completeness.howToGetTheRest}`
    case "unknown":
      return `Completeness unknown: ${completeness.why}`
  }
}

export const rowCount = (rows: number): string =>
  `${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}`

export const cutLine = (cells: number): string =>
  `${cells} ${cells === 1 ? "cell was" : "cells were"} cut to fit; --format json shows ${cells === 1 ? "it" : "them"} whole.`

const proofs = {
  "server-said-no-more": "PostHog says that nothing follows",
  "asked-for-one-more": "one row more was asked for, and there was none",
  "below-every-limit": "fewer rows than any limit in force",
  "last-page": "this was the last page"
} as const

const causes = {
  "default-limit": "the default limit",
  "your-limit": "your LIMIT",
  "server-cap": "the server's cap",
  "row-budget": "the row budget",
  "byte-budget": "the byte budget",
  "cell-budget": "the cell budget",
  "failed-page": "a failed page",
  time: "time"
} as const
