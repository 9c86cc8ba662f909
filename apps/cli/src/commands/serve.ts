/** `posthog-driver serve`: the embedded PostHog for other programs, until it is interrupted. The one command that prints keys: its own, local ones. */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { loadEngine, operation, progressTo } from "../Connection.ts"
import { projectDirectory } from "../DataDirectory.ts"
import { UsageInvalid } from "../Failure.ts"
import { render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { root } from "../Root.ts"

export const serve = Command.make(
  "serve",
  {
    port: Flag.Int("port").pipe(
      Flag.withDescription("Port on 127.0.0.1; 8000 unless given, 0 for any free one"),
      Flag.withDefault(8000)
    )
  },
  Effect.fn("serve")(function* ({ port }) {
    const shared = yield* root
    const screen = yield* Screen
    if (port < 0 || port > 65_535) return yield* new UsageInvalid({ message: "--port takes 0 to 65535." })
    const { startEngine } = yield* loadEngine
    const dataDir = yield* projectDirectory("project")
    const engine = yield* Effect.acquireRelease(
      operation((signal) => startEngine({ dataDir, port, signal, onProgress: progressTo(screen) })),
      (started) => Effect.promise(() => started.close()),
      { interruptible: true }
    )
    const settings = {
      columns: [{ name: "setting" }, { name: "value" }],
      rows: [
        ["POSTHOG_HOST", engine.url],
        ["POSTHOG_PROJECT_ID", String(engine.projectId)],
        ["POSTHOG_PERSONAL_API_KEY", engine.personalApiKey],
        ["POSTHOG_PROJECT_TOKEN", engine.projectToken]
      ]
    }
    yield* screen.result(
      shared.format === "table"
        ? settings.rows.map((row) => `export ${row.join("=")}\n`).join("")
        : render(shared.format, settings, screen).text
    )
    yield* screen.note("Serving until Ctrl-C. These keys open this local project only.")
    return yield* Effect.never
  })
).pipe(
  Command.withDescription("Serve the embedded PostHog to other programs and PostHog SDKs"),
  Command.withExamples([{ command: "posthog-driver serve --port 8000" }])
)
