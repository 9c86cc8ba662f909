/**
 * The root command and the flags that every command shares. A command asks for them with `yield* root`.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { formats } from "./output/Format.ts"

export const root = Command.make("posthog-driver").pipe(
  Command.withDescription(
    "PostHog for agents: discover, query in HogQL, capture. Without credentials it uses an embedded PostHog with a seeded project; " +
      "with POSTHOG_HOST, POSTHOG_PROJECT_ID and POSTHOG_PERSONAL_API_KEY it uses yours. Independent of PostHog Inc."
  ),
  Command.withSharedFlags({
    format: Flag.Literals("format", formats).pipe(
      Flag.withDescription("How results are printed on stdout"),
      Flag.withDefault("table" as const)
    ),
    local: Flag.Boolean("local").pipe(
      Flag.withDescription("Use the embedded PostHog even when credentials are set"),
      Flag.withDefault(false)
    ),
    quiet: Flag.Boolean("quiet").pipe(
      Flag.withAlias("q"),
      Flag.withDescription("No notes on stderr, only failures"),
      Flag.withDefault(false)
    )
  })
)
