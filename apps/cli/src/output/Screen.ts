/**
 * Where text goes: results to stdout, everything else to stderr. A write waits until the stream has taken it, so that a
 * process never ends with half an answer in a pipe; a reader that went away (`| head`) ends the program quietly.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { wrap } from "./wrap.ts"

/** The reader closed the pipe. Not an error of ours: the program ends with 0. */
export class PipeClosed extends Error {
  readonly _tag = "PipeClosed"
}

export class Screen extends Context.Service<
  Screen,
  {
    /** Writes to stdout. */
    readonly result: (text: string) => Effect.Effect<void>
    /** Writes a line to stderr, unless `--quiet`. */
    readonly note: (line: string) => Effect.Effect<void>
    /** Writes a line to stderr, always. */
    readonly complain: (line: string) => Effect.Effect<void>
    /** Shows what is going on right now, on stderr: one line that replaces itself on a terminal, a line each elsewhere. */
    readonly progress: (line: string) => Effect.Effect<void>
    /** Columns that a line may use: the terminal's, or 80. */
    readonly columns: number
    readonly color: boolean
    /** Whether stdout is a terminal, which acts on control characters. */
    readonly isTerminal: boolean
  }
>()("@posthog-driver/cli/Screen") {}

export interface ScreenOptions {
  readonly quiet: boolean
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly noColor: boolean
}

const write = (stream: NodeJS.WriteStream, text: string): Effect.Effect<void> =>
  Effect.callback((resume) => {
    stream.write(text, (error) =>
      resume(
        error === undefined || error === null
          ? Effect.void
          : Effect.die(isPipeClosed(error) ? new PipeClosed() : error)
      )
    )
  })

const isPipeClosed = (error: Error): boolean =>
  "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED" || error.code === "EOF")

export const make = (options: ScreenOptions): Screen["Service"] => {
  const { stderr, stdout } = options
  // The write's own callback reports the failure; without a listener Node would throw it a second time.
  stdout.on("error", () => undefined)
  stderr.on("error", () => undefined)
  let replacing = false
  const line = (text: string) => {
    const clear = replacing ? "\r\u001b[K" : ""
    replacing = false
    return write(stderr, `${clear}${stderr.isTTY ? wrap(text, stderr.columns) : text}\n`)
  }
  const columns = stdout.isTTY ? Math.max(40, stdout.columns) : 80
  return Screen.of({
    result: (text) => Effect.suspend(() => write(stdout, text)),
    note: (text) => (options.quiet ? Effect.void : Effect.suspend(() => line(text))),
    complain: (text) => Effect.suspend(() => line(text)),
    progress: (text) =>
      options.quiet
        ? Effect.void
        : Effect.suspend(() => {
            if (!stderr.isTTY) return line(text)
            replacing = true
            return write(stderr, `\r\u001b[K${text.slice(0, stderr.columns - 1)}`)
          }),
    columns,
    isTerminal: stdout.isTTY,
    color: stdout.isTTY && !options.noColor
  })
}
