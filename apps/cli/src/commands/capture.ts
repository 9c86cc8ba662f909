/** `posthog-driver capture`: sends one event, and says what PostHog answered. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { connect, operation } from "../Connection.ts"
import { EventDropped } from "../Failure.ts"
import { render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { root } from "../Root.ts"
import { parseValues } from "../values.ts"

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
    const properties = yield* parseValues("--property", input.property)
    const { posthog } = yield* connect(shared)
    const receipt = yield* operation((signal) =>
      posthog.capture.event(
        {
          event: input.event,
          distinctId: input.distinctId,
          properties,
          ...Option.match(input.timestamp, { onNone: () => ({}), onSome: (timestamp) => ({ timestamp }) })
        },
        { signal }
      )
    )
    const table = {
      columns: [{ name: "event" }, { name: "distinct_id" }, { name: "uuid" }],
      rows: receipt.uuids.map((uuid) => [input.event, input.distinctId, uuid])
    }
    yield* screen.result(render(shared.format, table, screen).text)
    if (receipt.accepted < 1) {
      return yield* new EventDropped({
        message: "PostHog did not keep the event: the project's quota for events is used up."
      })
    }
    yield* screen.note("PostHog accepted the event.")
  })
).pipe(
  Command.withDescription("Capture one event"),
  Command.withExamples([
    { command: "posthog-driver capture signed_up --distinct-id user-1 -p plan=team -p seats=5" }
  ])
)
