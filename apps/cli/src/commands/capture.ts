/** `posthog-driver capture`: sends one event, and says what PostHog answered. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { connect, operation } from "../Connection.ts"
import { UsageInvalid } from "../Failure.ts"
import { render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { root } from "../Root.ts"

export const capture = Command.make(
  "capture",
  {
    event: Argument.String("event").pipe(
      Argument.withDescription("Name of the event, at most 200 characters")
    ),
    distinctId: Flag.String("distinct-id").pipe(Flag.withAlias("d"), Flag.withDescription("Who did it")),
    property: Flag.KeyValuePair("property").pipe(
      Flag.withAlias("p"),
      Flag.withDescription("name=value; JSON if it parses, text otherwise. Repeatable"),
      Flag.withDefault({})
    ),
    timestamp: Flag.String("timestamp").pipe(
      Flag.withDescription("When it happened, ISO 8601; now unless given"),
      Flag.optional
    )
  },
  Effect.fn("capture")(function* (input) {
    const shared = yield* root
    const screen = yield* Screen
    const properties = Object.fromEntries(
      Object.entries(input.property).map(([name, text]) => [name, parseJson(text)])
    )
    const timestamp = Option.getOrUndefined(input.timestamp)
    if (timestamp !== undefined && Number.isNaN(Date.parse(timestamp))) {
      return yield* new UsageInvalid({
        message: "--timestamp is not a date in ISO 8601, such as 2026-11-01T12:00:00Z."
      })
    }
    const { posthog } = yield* connect(shared)
    const receipt = yield* operation((signal) =>
      posthog.capture.event(
        {
          event: input.event,
          distinctId: input.distinctId,
          properties,
          ...(timestamp === undefined ? {} : { timestamp: new Date(timestamp) })
        },
        { signal }
      )
    )
    const table = {
      columns: [{ name: "event" }, { name: "distinct_id" }, { name: "uuid" }],
      rows: receipt.uuids.map((uuid) => [input.event, input.distinctId, uuid])
    }
    yield* screen.result(render(shared.format, table, screen.columns).text)
    yield* screen.note(`Accepted ${receipt.accepted} of 1 event.`)
  })
).pipe(
  Command.withDescription("Capture one event"),
  Command.withExamples([
    { command: "posthog-driver capture signed_up --distinct-id user-1 -p plan=team -p seats=5" }
  ])
)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
