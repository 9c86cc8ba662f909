import type { LintFinding, Rule } from "./Rule.ts"

export const offsetUsed: Rule = {
  name: "OffsetUsed",
  reason:
    "OFFSET reads the rows it skips, gives some of them twice when new ones arrive between two pages, and PostHog refuses it to personal API keys.",
  find: ({ selects, query, offset }) => {
    if (offset === "refuse") return []
    const places = selects.flatMap(({ node }) => [node.offset, node.limit_by?.offset_value])
    const ofSet = query.node === "SelectSetQuery" ? [query.offset, query.limit_by?.offset_value] : []
    return [...places, ...ofSet].flatMap((place): readonly LintFinding[] =>
      place === undefined
        ? []
        : [
            {
              severity: "warning",
              message:
                "OFFSET reads the rows it skips, and PostHog refuses it to personal API keys. Page by a condition on the last row's timestamp and uuid instead.",
              start: place.span.start,
              end: place.span.end
            }
          ]
    )
  }
}
