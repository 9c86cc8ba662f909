/** `list_objects`: what there is to ask about. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { decodeInput } from "../input.ts"
import type { PostHogReads } from "../PostHogReads.ts"
import type { ResultBudget } from "../ResultBudget.ts"
import { completenessText, fitRows } from "../ResultBudget.ts"
import type { Tool } from "../Tool.ts"
import { failureResult } from "../ToolFailure.ts"
import { fence } from "../untrusted.ts"

const name = "list_objects"
// An empty Struct would let everything through but null.
const Input = Schema.Record(Schema.String, Schema.Never)

export function listObjects(posthog: PostHogReads, budget: ResultBudget): Tool {
  return {
    name,
    description:
      "Lists what this PostHog project holds: the tables and resources that can be queried, what each is for, its name in HogQL, and how many rows it has where that is known. Use it first, when it is not clear where an answer is kept. Not for columns: get_fields lists those.",
    inputSchema: { type: "object", properties: {}, required: [], additionalProperties: false },
    safety: "read",
    handle: (input) =>
      Effect.gen(function* () {
        yield* decodeInput(Input, input)
        const objects = yield* posthog.listObjects
        const fitted = fitRows(
          {
            header: ["name", "hogql_table", "kind", "rows", "description"],
            rows: objects.map((object) => [
              object.name,
              object.table,
              object.kind,
              object.rows ?? "unknown",
              object.description
            ])
          },
          budget,
          "Ask for one of them with get_fields."
        )
        return {
          text: [
            `${fitted.shown} objects. ${completenessText(fitted.completeness)}`.trimEnd(),
            fence(fitted.text)
          ].join("\n"),
          isError: false,
          ...(fitted.completeness === undefined ? {} : { completeness: fitted.completeness })
        }
      }).pipe(Effect.catch((failure) => Effect.succeed(failureResult(name, failure))))
  }
}
