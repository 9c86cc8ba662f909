import type { QueryNode, SelectSetQueryNode } from "../ast/Query.ts"
import { givesOneRow } from "./aggregation.ts"
import type { Rule } from "./Rule.ts"

export const missingLimit: Rule = {
  name: "MissingLimit",
  reason:
    "Without LIMIT PostHog gives 100 rows and does not say that there are more; a LIMIT makes the number yours.",
  find: ({ query, text, limit }) => {
    if (limit === undefined || givesFewRows(query)) return []
    const end = text.trimEnd().replace(/;$/, "").trimEnd().length
    switch (limit.source) {
      case "default": {
        const value = limit.value ?? 0
        const fix = { start: end, end, text: ` LIMIT ${value}`, isSafe: false }
        return [
          {
            severity: "notice",
            message: `Without LIMIT at most ${value} rows come back.`,
            start: end,
            end,
            // The end of the text can be inside a comment, or the last branch of a set.
            ...(query.node === "SelectQuery" && !/--|\/\/|#|\*\//.test(text) ? { fix } : {})
          }
        ]
      }
      case "capped":
        return [
          {
            severity: "notice",
            message: `At most ${limit.value ?? 0} rows come back, whatever LIMIT says.`,
            start: end,
            end
          }
        ]
      case "members":
        return isLimited(query)
          ? []
          : [
              {
                severity: "notice",
                message:
                  "Each SELECT of this set that has no LIMIT is cut at the default number of rows. Give each its own.",
                start: end,
                end
              }
            ]
      // Whoever compiles without any limit means it.
      case "none":
      case "query":
        return []
    }
  }
}

const isLimited = (query: QueryNode): boolean =>
  query.limit !== undefined ||
  (query.node === "SelectQuery" ? givesOneRow(query) : membersOf(query).every(isLimited))

/** As many rows as there are SELECTs in a union. */
const givesFewRows = (query: QueryNode): boolean =>
  query.node === "SelectQuery" ? givesOneRow(query) : membersOf(query).every(givesFewRows)

const membersOf = (query: SelectSetQueryNode): readonly QueryNode[] => [
  query.initial_select_query,
  ...query.subsequent_select_queries.map((part) => part.select_query)
]
