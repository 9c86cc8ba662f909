/** `posthog-driver health`: each check, and why it failed when it did. */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { connect, operation } from "../Connection.ts"
import { HealthFailed } from "../Failure.ts"
import { render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { root } from "../Root.ts"

export const health = Command.make(
  "health",
  {},
  Effect.fn("health")(function* () {
    const shared = yield* root
    const screen = yield* Screen
    const { posthog } = yield* connect(shared)
    const report = yield* operation((signal) => posthog.health({ signal }))
    const table = {
      columns: [{ name: "check" }, { name: "ok" }, { name: "ms", type: "Integer" }, { name: "reason" }],
      rows: report.checks.map((check) => [
        check.name,
        check.ok,
        Math.round(check.elapsedMillis),
        check.reason ?? ""
      ])
    }
    yield* screen.result(
      render(shared.format, table, screen, { healthy: report.healthy, circuits: report.circuits }).text
    )
    const failed = report.checks.filter(({ ok }) => !ok)
    const [first] = failed
    if (first !== undefined) {
      return yield* new HealthFailed({
        message: `Not healthy: ${failed.map(({ name }) => name).join(", ")}.`,
        failure: first.failure ?? ""
      })
    }
  })
).pipe(
  Command.withDescription("Check the host, the key, the project and a query"),
  Command.withExamples([{ command: "posthog-driver health --format json" }])
)
