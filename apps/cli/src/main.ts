/** The program: arguments in, layers wired, a failure turned into lines on stderr and an exit code. Nothing else. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { capture } from "./commands/capture.ts"
import { check } from "./commands/check.ts"
import { demo } from "./commands/demo.ts"
import { fields } from "./commands/fields.ts"
import { health } from "./commands/health.ts"
import { objects } from "./commands/objects.ts"
import { query } from "./commands/query.ts"
import { serve } from "./commands/serve.ts"
import { types } from "./commands/types.ts"
import { ExitCode, exitCodeOf } from "./ExitCode.ts"
import { presenter } from "./output/presenter.ts"
import * as Screen from "./output/Screen.ts"
import { reportFailure } from "./reportFailure.ts"
import { root } from "./Root.ts"

const command = root.pipe(
  Command.withSubcommands([demo, query, check, types, objects, fields, capture, serve, health])
)

/** Runs the command line and ends the process. `version` comes from the bin, which has read it already. */
export const main = (version: string): void => {
  const args = process.argv.slice(2)
  const screen = Screen.make({
    quiet: args.includes("--quiet") || args.includes("-q"),
    noColor: (process.env["NO_COLOR"] ?? "") !== "",
    stdout: process.stdout,
    stderr: process.stderr
  })
  const layers = Layer.mergeAll(
    NodeServices.layer,
    Layer.succeed(Screen.Screen, screen),
    CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
    CliOutput.layerPresenter(presenter(screen))
  )
  const program = Effect.scoped(Command.runWith(command, { version })(args)).pipe(
    Effect.tapCause((cause) => {
      if (Cause.hasInterruptsOnly(cause)) return screen.complain("Interrupted.")
      const failure = Cause.squash(cause)
      return isSilent(failure) ? Effect.void : Effect.forEach(reportFailure(failure), screen.complain)
    }),
    Effect.provide(layers),
    // The driver logs for itself, by POSTHOG_LOG_LEVEL; the program's own runtime has nothing to say.
    Effect.provideService(References.MinimumLogLevel, "None")
  )
  NodeRuntime.runMain(program, {
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(codeOf(exit))
  })
}

/** Failures that were already said, or that nobody is left to read. */
const isSilent = (failure: unknown): boolean => failure instanceof Screen.PipeClosed || isShowHelp(failure)

const isShowHelp = (failure: unknown): failure is { readonly errors: readonly unknown[] } =>
  typeof failure === "object" && failure !== null && "_tag" in failure && failure._tag === "ShowHelp"

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return ExitCode.ok
  if (Cause.hasInterruptsOnly(exit.cause)) return ExitCode.interrupted
  const failure = Cause.squash(exit.cause)
  if (failure instanceof Screen.PipeClosed) return ExitCode.ok
  if (isShowHelp(failure)) return failure.errors.length > 0 ? ExitCode.usage : ExitCode.ok
  return exitCodeOf(failure)
}
