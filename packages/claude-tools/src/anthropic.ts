/**
 * The tools on the Messages API of the official SDK, which the caller brings and which keeps the key.
 */

// Ask
export { askClaude, type AskOptions, type AskResult, type ToolCall } from "./askClaude.ts"
export { DEFAULT_MODEL } from "./model.ts"

// For a loop of your own
export { messagesTools } from "./messagesTools.ts"
