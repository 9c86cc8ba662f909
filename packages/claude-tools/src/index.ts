/**
 * The whole public surface of `@posthog-driver/claude-tools` for any SDK. The loop for the Messages API is in
 * `./anthropic`, the same tools as a service in `./effect`.
 */

// Tools
export { posthogTools } from "./posthogTools.ts"
export type { ToolSet } from "./ToolSet.ts"
export type { InputSchema, ToolDefinition, ToolResult } from "./Tool.ts"
export type { PostHogClient } from "./PostHogReads.ts"

// Results
export { defaultResultBudget, type ResultBudget } from "./ResultBudget.ts"
export { fenceTag } from "./untrusted.ts"

// System prompt
export { instructions } from "./instructions.ts"
