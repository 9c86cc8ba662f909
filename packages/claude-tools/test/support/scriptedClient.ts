import type { Field, PostHogObject, QueryResult } from "@posthog-driver/driver"
import type { PostHogClient } from "../../src/PostHogReads.ts"

export const queryResult = (result: Partial<QueryResult> = {}): QueryResult => ({
  columns: [{ name: "n", type: "UInt64" }],
  rows: [],
  rowArrays: [[1]],
  completeness: { status: "complete", proof: "below-every-limit" },
  queryId: "q",
  hogql: "select 1",
  cached: false,
  lastRefresh: undefined,
  budget: {},
  timings: { elapsedMillis: 1, attempts: 1, server: [] },
  warnings: [],
  ...result
})

export interface Asked {
  readonly text: string
  readonly options: { readonly limit?: number; readonly values?: object; readonly signal?: AbortSignal }
}

/** A client whose answers a test writes down, and which remembers its queries. */
export function scriptedClient(
  answers: {
    query?: (asked: Asked) => Promise<QueryResult>
    objects?: PostHogObject[]
    fields?: Field[] | Error
  } = {}
) {
  const asked: Asked[] = []
  const client = {
    listObjects: () =>
      Promise.resolve(
        answers.objects ?? [
          {
            name: "events",
            kind: "table",
            table: "events",
            description: "What happened.",
            writable: true,
            rows: 9007199254740991
          }
        ]
      ),
    getFields: () =>
      answers.fields instanceof Error
        ? Promise.reject(answers.fields)
        : Promise.resolve(
            answers.fields ?? [
              { name: "event", type: "string", nullable: false, description: "Its name.", kind: "column" }
            ]
          ),
    query: (text: string, options: Asked["options"] = {}) => {
      asked.push({ text, options })
      return answers.query?.({ text, options }) ?? Promise.resolve(queryResult())
    }
  }
  // `query` of the driver is generic in the row, which a scripted answer cannot be.
  return { client: client as unknown as PostHogClient, asked }
}
