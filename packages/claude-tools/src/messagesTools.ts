/** A tool set in the shape of the Messages API. */
import type { Anthropic } from "@anthropic-ai/sdk"
import type { ToolDefinition } from "./Tool.ts"

/**
 * The tools as `tools` of a Messages request. `strict` holds the model to each schema.
 *
 * @since 0.1.0
 */
export function messagesTools(tools: readonly ToolDefinition[]): Anthropic.Tool[] {
  return tools.map(({ description, inputSchema, name }) => ({
    name,
    description,
    input_schema: { ...inputSchema, required: [...inputSchema.required] },
    strict: true
  }))
}
