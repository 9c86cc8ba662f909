/**
 * What a tool is, for any SDK: a name, a description, a JSON Schema a model can be held to, and a handler that always
 * answers with text. Failing is an answer too, marked, because a model can act on it.
 */
import type { Completeness } from "@posthog-driver/driver"
import type * as Effect from "effect/Effect"

/** A JSON Schema of an object, in the subset that strict tool use accepts. @since 0.1.0 */
export interface InputSchema {
  readonly type: "object"
  readonly properties: Readonly<Record<string, unknown>>
  readonly required: readonly string[]
  readonly additionalProperties: false
}

/** What a model gets back. @since 0.1.0 */
export interface ToolResult {
  /** Everything the model sees. What came from PostHog is inside a fence. */
  readonly text: string
  /** Whether the tool failed; `text` then says what to change and whether to try again. */
  readonly isError: boolean
  /** Of the rows in `text`, when it holds rows. */
  readonly completeness?: Completeness
}

/** What a tool is, without its handler. @since 0.1.0 */
export interface ToolDefinition {
  readonly name: string
  readonly description: string
  readonly inputSchema: InputSchema
  /** `read` changes nothing in PostHog and may run unasked and in parallel. */
  readonly safety: "read"
}

/** A tool with its handler. Input from a model is checked before it gets there. */
export interface Tool extends ToolDefinition {
  readonly handle: (input: unknown) => Effect.Effect<ToolResult>
}
