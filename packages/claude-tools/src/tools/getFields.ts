/** `get_fields`: the columns of one object, and the properties this project really has. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { decodeInput } from "../input.ts"
import type { PostHogReads } from "../PostHogReads.ts"
import type { ResultBudget } from "../ResultBudget.ts"
import { completenessText, fitRows } from "../ResultBudget.ts"
import type { Tool } from "../Tool.ts"
import { failureResult } from "../ToolFailure.ts"
import { fence, withoutControls } from "../untrusted.ts"

const name = "get_fields"
const Input = Schema.Struct({ object: Schema.String, contains: Schema.optionalKey(Schema.String) })

export function getFields(posthog: PostHogReads, budget: ResultBudget): Tool {
  return {
    name,
    description:
      "Lists the fields of one object: its columns, and the properties found in this project's own data, each as it is written in HogQL, with type and meaning. Use it before writing a query, so that no name is guessed. Not for values: query those.",
    inputSchema: {
      type: "object",
      properties: {
        object: { type: "string", description: "A name from list_objects, for example events or persons." },
        contains: {
          type: "string",
          description: "Only fields whose name contains this text, case ignored. All unless given."
        }
      },
      required: ["object"],
      additionalProperties: false
    },
    safety: "read",
    handle: (input) =>
      Effect.gen(function* () {
        const { contains = "", object } = yield* decodeInput(Input, input)
        const all = yield* posthog.getFields(object)
        const fields = all.filter((field) => field.name.toLowerCase().includes(contains.toLowerCase()))
        const fitted = fitRows(
          {
            header: ["name", "type", "nullable", "kind", "description"],
            rows: fields.map((field) => [
              field.name,
              field.type,
              field.nullable ?? "unknown",
              field.kind,
              field.values === undefined
                ? field.description
                : `${field.description} One of: ${field.values.join(", ")}.`
            ])
          },
          budget,
          'Narrow it with the input "contains".'
        )
        const matching =
          contains === "" ? "" : ` whose name contains "${withoutControls(contains)}" (of ${all.length})`
        return {
          text: [
            `${fitted.shown} fields of ${withoutControls(object)}${matching}. ${completenessText(fitted.completeness)}`.trimEnd(),
            fence(fitted.text)
          ].join("\n"),
          isError: false,
          ...(fitted.completeness === undefined ? {} : { completeness: fitted.completeness })
        }
      }).pipe(Effect.catch((failure) => Effect.succeed(failureResult(name, failure))))
  }
}
