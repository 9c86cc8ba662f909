/** The tools of one client under their names, for any SDK: offer `tools`, pass each call to `call`. */
import * as Effect from "effect/Effect"
import type { PostHogReads } from "./PostHogReads.ts"
import type { ResultBudget } from "./ResultBudget.ts"
import type { Tool, ToolDefinition, ToolResult } from "./Tool.ts"
import { failureResult } from "./ToolFailure.ts"
import { getFields } from "./tools/getFields.ts"
import { listObjects } from "./tools/listObjects.ts"
import { runQuery } from "./tools/runQuery.ts"
import { withoutControls } from "./untrusted.ts"

/** Tools that a model may call. @since 0.1.0 */
export interface ToolSet {
  /** In an order that does not change, so that a prompt cache holds. */
  readonly tools: readonly ToolDefinition[]
  /**
   * Runs a tool. A failure of PostHog, of the input or an unknown name is a result with `isError`; only aborting
   * rejects, with the signal's reason.
   */
  readonly call: (
    name: string,
    input: unknown,
    options?: { readonly signal?: AbortSignal }
  ) => Promise<ToolResult>
}

/** The tools themselves. */
export function makeTools(posthog: PostHogReads, budget: ResultBudget): readonly Tool[] {
  return [listObjects(posthog, budget), getFields(posthog, budget), runQuery(posthog, budget)]
}

/** Calls a tool by name. */
export function callTool(tools: readonly Tool[], name: string, input: unknown): Effect.Effect<ToolResult> {
  const tool = tools.find((candidate) => candidate.name === name)
  if (tool !== undefined) return tool.handle(input)
  const known = tools.map((candidate) => candidate.name).join(", ")
  return Effect.succeed(
    failureResult(withoutControls(name).slice(0, 100), {
      reason: "UnknownTool",
      message: `There is no tool of this name. There are: ${known}.`,
      retry: "no",
      advice: []
    })
  )
}
