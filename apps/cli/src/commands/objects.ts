/** `posthog-driver objects`: what there is to query. */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { connect, operation } from "../Connection.ts"
import { render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { objectsTable } from "../output/objectsTable.ts"
import { root } from "../Root.ts"

export const objects = Command.make(
  "objects",
  {},
  Effect.fn("objects")(function* () {
    const shared = yield* root
    const screen = yield* Screen
    const { engine, posthog } = yield* connect(shared)
    // Counting events reads them all: free on this machine, not in a project with a budget.
    const list = yield* operation((signal) =>
      posthog.listObjects({ signal, countRows: engine !== undefined })
    )
    yield* screen.result(render(shared.format, objectsTable(list), screen).text)
    yield* screen.note("Their fields: posthog-driver fields <object>")
  })
).pipe(
  Command.withDescription("List the objects that can be read: events, persons, insights and the others"),
  Command.withExamples([
    { command: "posthog-driver objects" },
    { command: "posthog-driver objects --format json" }
  ])
)
