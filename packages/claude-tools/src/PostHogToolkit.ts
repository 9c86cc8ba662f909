/** The tools as a service over the driver's `PostHog` service. */
import { PostHog } from "@posthog-driver/driver/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fromService } from "./PostHogReads.ts"
import type { ResultBudget } from "./ResultBudget.ts"
import { defaultResultBudget } from "./ResultBudget.ts"
import type { ToolDefinition, ToolResult } from "./Tool.ts"
import { callTool, makeTools } from "./ToolSet.ts"

/** The tools of one PostHog client. @since 0.1.0 */
export class PostHogToolkit extends Context.Service<
  PostHogToolkit,
  {
    readonly tools: readonly ToolDefinition[]
    /** Runs a tool. Never fails: what went wrong is a result with `isError`. */
    readonly call: (name: string, input: unknown) => Effect.Effect<ToolResult>
  }
>()("@posthog-driver/claude-tools/PostHogToolkit") {}

/** The tools, with what of the budget is not given filled in. @since 0.1.0 */
export const layer = (
  options: { readonly budget?: Partial<ResultBudget> } = {}
): Layer.Layer<PostHogToolkit, never, PostHog> =>
  Layer.effect(
    PostHogToolkit,
    Effect.map(PostHog, (posthog) => {
      const tools = makeTools(fromService(posthog), { ...defaultResultBudget, ...options.budget })
      return PostHogToolkit.of({
        tools: tools.map(({ description, inputSchema, name, safety }) => ({
          name,
          description,
          inputSchema,
          safety
        })),
        call: Effect.fn("Tools.call")((name: string, input: unknown) => callTool(tools, name, input))
      })
    })
  )
