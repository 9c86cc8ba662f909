/**
 * Help goes to stdout because it was asked for; a wrong command line gets the message and a hint on stderr, because
 * stdout may be a pipe into another program.
 */
import * as Effect from "effect/Effect"
import * as CliOutput from "effect/cli/CliOutput"
import { printable } from "./cell.ts"
import type { Screen } from "./Screen.ts"
import { wrap } from "./wrap.ts"

export const presenter = (screen: Screen["Service"]): CliOutput.Presenter => ({
  present: (event) =>
    Effect.gen(function* () {
      const formatter = CliOutput.defaultFormatter({ colors: screen.color })
      switch (event._tag) {
        case "Help":
          return yield* screen.result(`${wrap(formatter.formatHelpDoc(event.helpDoc), screen.columns)}\n`)
        case "Version":
          return yield* screen.result(`${event.version}\n`)
        case "InvalidInvocation": {
          yield* screen.complain(
            `error: ${event.errors.map((error) => printable(error.message)).join("\n       ")}`
          )
          yield* screen.complain(`Try: ${event.commandPath.join(" ")} --help`)
        }
      }
    })
})
