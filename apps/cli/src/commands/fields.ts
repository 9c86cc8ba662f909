/** `posthog-driver fields events`: an object's columns and the properties seen on it. */
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { connect, operation } from "../Connection.ts"
import { cutLine } from "../output/completeness.ts"
import { render } from "../output/Format.ts"
import { fieldsTable } from "../output/objectsTable.ts"
import { Screen } from "../output/Screen.ts"
import { root } from "../Root.ts"

export const fields = Command.make(
  "fields",
  {
    object: Argument.String("object").pipe(
      Argument.withDescription(
        "events, persons, sessions, insights, cohorts, feature_flags, annotations or experiments"
      )
    )
  },
  Effect.fn("fields")(function* ({ object }) {
    const shared = yield* root
    const screen = yield* Screen
    const { posthog } = yield* connect(shared)
    const list = yield* operation((signal) => posthog.getFields(object, { signal }))
    const rendered = render(shared.format, fieldsTable(list), screen)
    yield* screen.result(rendered.text)
    if (rendered.cut > 0) {
      yield* screen.note(cutLine(rendered.cut))
    }
  })
).pipe(
  Command.withDescription("List the fields of one object, discovered properties included"),
  Command.withExamples([
    { command: "posthog-driver fields events" },
    { command: "posthog-driver fields persons --format jsonl" }
  ])
)
