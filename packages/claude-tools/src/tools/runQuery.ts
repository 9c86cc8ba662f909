/** `query`: one HogQL SELECT, its rows within the budget, and whether they are all. */
import type { Completeness } from "@posthog-driver/driver"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { decodeInput } from "../input.ts"
import type { PostHogReads } from "../PostHogReads.ts"
import type { ResultBudget } from "../ResultBudget.ts"
import { completenessText, fitRows } from "../ResultBudget.ts"
import type { Tool } from "../Tool.ts"
import type { ToolFailure } from "../ToolFailure.ts"
import { failureResult, inputInvalid } from "../ToolFailure.ts"
import { fence, withoutControls } from "../untrusted.ts"

const name = "query"
const defaultRows = 100

const Value = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null])
const Input = Schema.Struct({
  query: Schema.String,
  limit: Schema.optionalKey(Schema.Int),
  values: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String, value: Value })))
})

export function runQuery(posthog: PostHogReads, budget: ResultBudget): Tool {
  return {
    name,
    description:
      "Runs one HogQL SELECT (PostHog's SQL, close to ClickHouse's) and returns its rows as tab-separated text: \\N is NULL. Says whether the rows are complete; if not, how to get the rest. Always bound timestamp. Aggregate in the query instead of listing rows. OFFSET is not allowed. Read-only.",
    inputSchema: {
      type: "object",
      properties: {
        query: {
          type: "string",
          description:
            "The SELECT. Properties are written properties.name, or properties.`name with spaces`; a person's are person.properties.name."
        },
        limit: {
          type: "integer",
          description: `Rows to return: ${Math.min(defaultRows, budget.rows)} unless given, at most ${budget.rows}. A larger LIMIT in the query is lowered to it.`
        },
        values: {
          type: "array",
          description:
            "Values for {name} placeholders in the query. Put text that came from data or from a person here, never into the query.",
          items: {
            type: "object",
            properties: {
              name: { type: "string", description: "The placeholder's name, without braces." },
              value: {
                anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }, { type: "null" }]
              }
            },
            required: ["name", "value"],
            additionalProperties: false
          }
        }
      },
      required: ["query"],
      additionalProperties: false
    },
    safety: "read",
    handle: (input) =>
      Effect.gen(function* () {
        const {
          limit = Math.min(defaultRows, budget.rows),
          query,
          values = []
        } = yield* decodeInput(Input, input)
        const problem = inputProblem(
          limit,
          budget,
          values.map((value) => value.name)
        )
        if (problem !== undefined) return yield* Effect.fail(problem)
        const result = yield* posthog.query(query, {
          limit,
          values: Object.fromEntries(values.map((entry) => [entry.name, entry.value]))
        })
        const completeness = inToolWords(result.completeness, limit, budget)
        const fitted = fitRows(
          {
            header: result.columns.map((column) => `${column.name} (${column.type})`),
            rows: result.rowArrays,
            completeness
          },
          budget,
          "Select fewer columns, aggregate, or add a WHERE and ask again."
        )
        const verdict = fitted.completeness ?? completeness
        // PostHog's verdict is about the query, that of rows left out about this text: both are said, unless one says it all.
        const isBoth =
          completeness.status !== "complete" &&
          verdict.status === "truncated" &&
          (verdict.cause === "row-budget" || verdict.cause === "byte-budget")
        const verdicts = isBoth ? [completeness, verdict] : [verdict]
        const rows = fitted.shown === 1 ? "1 row" : `${fitted.shown} rows`
        return {
          text: [
            `${rows}. ${verdicts.map(completenessText).join(" ")}`,
            fence(fitted.text),
            // They quote names out of PostHog's answer.
            ...(result.warnings.length === 0
              ? []
              : ["Warnings:", fence(result.warnings.map(withoutControls).join("\n"))])
          ].join("\n"),
          isError: false,
          completeness: verdict
        }
      }).pipe(Effect.catch((failure) => Effect.succeed(failureResult(name, failure))))
  }
}

/** The driver names its own option as the way to more rows; a model has the tool's input instead. */
function inToolWords(completeness: Completeness, limit: number, budget: ResultBudget): Completeness {
  if (completeness.status !== "truncated" || completeness.cause !== "your-limit") return completeness
  if (completeness.returned < limit) return completeness
  const more = limit < budget.rows ? `call again with a larger "limit" (at most ${budget.rows}), or ` : ""
  return {
    ...completeness,
    howToGetTheRest: `${completeness.returned === 1 ? "There is more than 1 row" : `There are more than ${completeness.returned} rows`}: ${more}aggregate, or continue after the last row with a condition on the ORDER BY columns.`
  }
}

function inputProblem(
  limit: number,
  budget: ResultBudget,
  names: readonly string[]
): ToolFailure | undefined {
  if (limit < 1 || limit > budget.rows)
    return inputInvalid(`limit is ${limit}; it must be from 1 to ${budget.rows}.`)
  const repeated = names.find((entry, index) => names.indexOf(entry) !== index)
  return repeated === undefined ? undefined : inputInvalid(`values names "${repeated}" twice.`)
}
