/** `posthog-driver query`: HogQL in, rows out, and whether these are all of them. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { connect, operation } from "../Connection.ts"
import { ResultTruncated, UsageInvalid } from "../Failure.ts"
import { completenessLine, cutLine, isComplete, rowCount } from "../output/completeness.ts"
import { render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { withQueryText } from "../QueryText.ts"
import { root } from "../Root.ts"
import { readText } from "../Stdin.ts"
import { parseScalars } from "../values.ts"

export const query = Command.make(
  "query",
  {
    text: Argument.String("hogql").pipe(
      Argument.withDescription("The query, or - to read it from stdin"),
      Argument.optional
    ),
    file: Flag.String("file").pipe(
      Flag.withAlias("f"),
      Flag.withDescription("Read the query from a file"),
      Flag.optional
    ),
    value: Flag.KeyValuePair("value").pipe(
      Flag.withDescription(
        "name=value for a {name} in the query; JSON if it parses, text otherwise. Repeatable"
      ),
      Flag.withDefault({})
    ),
    limit: Flag.Int("limit").pipe(Flag.withDescription("At most this many rows"), Flag.optional),
    timeout: Flag.Int("timeout").pipe(
      Flag.withDescription("Seconds to wait, 60 unless given"),
      Flag.optional
    ),
    requireComplete: Flag.Boolean("require-complete").pipe(
      Flag.withDescription("Exit 8 unless the result is proven complete"),
      Flag.withDefault(false)
    )
  },
  Effect.fn("query")(function* (input) {
    const shared = yield* root
    const screen = yield* Screen
    const text = yield* readText({ argument: input.text, file: input.file })
    const values = yield* parseScalars("--value", input.value)
    if (Option.isSome(input.limit) && input.limit.value < 1) {
      return yield* new UsageInvalid({ message: "--limit takes a whole number from 1." })
    }
    if (Option.isSome(input.timeout) && (input.timeout.value < 1 || input.timeout.value > 3600)) {
      return yield* new UsageInvalid({ message: "--timeout takes seconds from 1 to 3600." })
    }
    const { posthog } = yield* connect(shared)
    const result = yield* withQueryText(
      text,
      operation((signal) =>
        posthog.query(text, {
          signal,
          values,
          ...Option.match(input.limit, { onNone: () => ({}), onSome: (limit) => ({ limit }) }),
          ...Option.match(input.timeout, {
            onNone: () => ({}),
            onSome: (seconds) => ({ timeoutMillis: seconds * 1000 })
          })
        })
      )
    )
    const { completeness } = result
    const rendered = render(shared.format, { columns: result.columns, rows: result.rowArrays }, screen, {
      completeness,
      queryId: result.queryId,
      timings: result.timings
    })
    yield* screen.result(rendered.text)
    yield* screen.note(
      `${rowCount(result.rowArrays.length)} in ${Math.round(result.timings.elapsedMillis)} ms. ${completenessLine(completeness)}`
    )
    if (rendered.cut > 0) {
      yield* screen.note(cutLine(rendered.cut))
    }
    for (const warning of result.warnings) yield* screen.complain(`warning: ${warning}`)
    if (input.requireComplete && !isComplete(completeness)) {
      return yield* new ResultTruncated({
        message: `The result is not proven complete. ${completenessLine(completeness)}`
      })
    }
  })
).pipe(
  Command.withDescription("Run a HogQL query and print its rows"),
  Command.withExamples([
    { command: 'posthog-driver query "select event, count() from events group by event order by 2 desc"' },
    { command: 'posthog-driver query "select {n} + 1" --value n=41 --format json' },
    { command: "posthog-driver query --file funnel.hogql --require-complete --format csv > funnel.csv" }
  ])
)
