/** Checks what a model sent against a tool's schema, and says in words what does not fit. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ToolFailure } from "./ToolFailure.ts"
import { inputInvalid } from "./ToolFailure.ts"

/** Decodes input strictly: an unknown key is a mistake worth telling, not something to ignore. */
export function decodeInput<A>(
  schema: Schema.Codec<A, unknown>,
  input: unknown
): Effect.Effect<A, ToolFailure> {
  const decoded = Schema.decodeUnknownResult(schema, { onExcessProperty: "error", errors: "all" })(input)
  return Result.isSuccess(decoded)
    ? Effect.succeed(decoded.success)
    : Effect.fail(
        inputInvalid(
          `The input does not fit: ${decoded.failure.message.replace(/\s*\n\s*/g, " ").slice(0, 600)}`
        )
      )
}
