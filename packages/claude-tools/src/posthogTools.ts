/** The Promise door: a client in, its tools out. */
import type { PostHogClient } from "./PostHogReads.ts"
import { fromClient } from "./PostHogReads.ts"
import type { ResultBudget } from "./ResultBudget.ts"
import { defaultResultBudget } from "./ResultBudget.ts"
import { runPromise } from "./runPromise.ts"
import type { ToolSet } from "./ToolSet.ts"
import { callTool, makeTools } from "./ToolSet.ts"

/**
 * The read-only tools `list_objects`, `get_fields` and `query` over a client, for any SDK.
 *
 * Results stay within `budget`, and say what was cut. The client's key never reaches a model: tools have no way to
 * see it. Nothing happens before the first call.
 *
 * @since 0.1.0
 */
export function posthogTools(
  client: PostHogClient,
  options: { readonly budget?: Partial<ResultBudget> } = {}
): ToolSet {
  const tools = makeTools(fromClient(client), { ...defaultResultBudget, ...options.budget })
  return {
    tools: tools.map(({ description, inputSchema, name, safety }) => ({
      name,
      description,
      inputSchema,
      safety
    })),
    call: (name, input, call) => runPromise(callTool(tools, name, input), call?.signal)
  }
}
