/**
 * The Effect door of `@posthog-driver/claude-tools`: the same tools as at the root, as a service.
 */

// Tools
export { layer, PostHogToolkit } from "./PostHogToolkit.ts"
export type { InputSchema, ToolDefinition, ToolResult } from "./Tool.ts"

// Results
export { defaultResultBudget, type ResultBudget } from "./ResultBudget.ts"
export { fenceTag } from "./untrusted.ts"

// System prompt
export { instructions } from "./instructions.ts"
