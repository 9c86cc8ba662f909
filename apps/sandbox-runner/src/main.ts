/**
 * The `posthog-sandbox` command: arguments in, exit code out. Results go to standard output, everything else to
 * standard error.
 */
import { createPostHogFromEnv, type PostHog } from "@posthog-driver/driver"
import * as fs from "node:fs"
import { help, readArguments } from "./Arguments.ts"
import { ExitCode, exitCodeOf } from "./ExitCode.ts"
import { encodeWire } from "./guest.ts"
import { printable } from "./printable.ts"
import type { RunResult } from "./RunResult.ts"
import { runScript } from "./runScript.ts"

/** Runs the command and sets the exit code of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await command(argv)
}

async function command(argv: readonly string[]): Promise<ExitCode> {
  const given = readArguments(argv)
  switch (given.kind) {
    case "help":
      process.stdout.write(help)
      return ExitCode.ok
    case "version":
      process.stdout.write(`${version()}\n`)
      return ExitCode.ok
    case "mistake":
      process.stderr.write(`${printable(given.problem)} See posthog-sandbox --help.\n`)
      return ExitCode.usage
    case "run":
      return await run(given)
  }
}

async function run(given: Extract<ReturnType<typeof readArguments>, { kind: "run" }>): Promise<ExitCode> {
  const source = readScript(given.file)
  if (source === undefined) {
    process.stderr.write(`${printable(given.file)} cannot be read.\n`)
    return ExitCode.usage
  }
  const interrupt = new AbortController()
  const onInterrupt = () => interrupt.abort()
  process.once("SIGINT", onInterrupt)
  process.once("SIGTERM", onInterrupt)
  const output = { isClosed: false }
  // `posthog-sandbox … | head`: nobody reads any more, so stop, and do not complain.
  process.stdout.on("error", () => {
    output.isClosed = true
    interrupt.abort()
  })
  let posthog: PostHog | undefined
  try {
    posthog = createPostHogFromEnv()
    const result = await runScript({
      source,
      language: given.language,
      posthog,
      grant: given.grant,
      limits: given.limits,
      signal: interrupt.signal,
      onOutput: (stream, text) => {
        if (given.isJson) return
        process[stream].write(printable(text))
      }
    })
    report(result, given.isJson)
    return result.outcome === "succeeded" ? ExitCode.ok : ExitCode.scriptFailed
  } catch (error) {
    if (output.isClosed) return ExitCode.ok
    if (interrupt.signal.aborted) return ExitCode.interrupted
    const reason = reasonOf(error)
    process.stderr.write(`${printable(reason.message)}\n`)
    return exitCodeOf(reason.tag)
  } finally {
    process.off("SIGINT", onInterrupt)
    process.off("SIGTERM", onInterrupt)
    await posthog?.close()
  }
}

function report(run: RunResult, isJson: boolean): void {
  if (isJson) {
    process.stdout.write(`${encodeWire(run)}\n`)
    return
  }
  if (run.result !== undefined) process.stdout.write(`${encodeWire(run.result)}\n`)
  const { queries, refused, rows } = run.usage
  const ending =
    run.outcome === "failed" ? `failed (${run.signal ?? `exit code ${String(run.exitCode)}`})` : run.outcome
  process.stderr.write(
    `posthog-sandbox: ${ending} after ${run.elapsedMillis} ms; ${queries} queries, ${rows} rows, ${refused} refused.\n`
  )
}

function readScript(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

function version(): string {
  // The package's own manifest, which has a version.
  const manifest = JSON.parse(fs.readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string
  }
  return manifest.version
}

/** A failure's tag and sentence; our errors have both, and a bug has at least a message. */
function reasonOf(error: unknown): { readonly tag: string; readonly message: string } {
  if (!(error instanceof Error)) return { tag: "", message: "Failed for an unknown reason." }
  const { reason } = error as { readonly reason?: { readonly _tag?: string; readonly message?: string } }
  return { tag: reason?._tag ?? "", message: reason?.message ?? error.message }
}
