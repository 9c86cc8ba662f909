/** What a person reads about whether a result is whole. */
import type { Completeness } from "@posthog-driver/driver"

export const isComplete = (completeness: Completeness): boolean => completeness.status === "complete"

export const completenessLine = (completeness: Completeness): string => {
  switch (completeness.status) {
    case "complete":
      return `Complete: ${completeness.proof}.`
    case "truncated":
      return `Cut by ${causes[completeness.cause]} after ${completeness.returned} rows. ${completeness.howToGetTheRest}`
    case "unknown":
      return `Completeness unknown: ${completeness.why}`
  }
}

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
