/** Runs the built command line as a process of its own, with nothing of this process's environment but PATH. */
import { spawn } from "node:child_process"
import { join } from "node:path"

export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
  /** Called with the process id once it runs; for signals. */
  readonly onStart?: (pid: number) => void
}

const bin = join(import.meta.dirname, "../bin/posthog-driver.js")

/** Everything any run printed, so that one test can look for keys in all of it. */
export const everythingPrinted: string[] = []

export const runCli = (args: readonly string[], options: CliOptions = {}): Promise<CliRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...options.env },
      cwd: options.cwd ?? import.meta.dirname,
      stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"]
    })
    let stdout = ""
    let stderr = ""
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    child.on("error", reject)
    child.on("close", (code) => {
      everythingPrinted.push(stdout, stderr)
      resolve({ code, stdout, stderr })
    })
    if (options.stdin !== undefined) child.stdin?.end(options.stdin)
    if (child.pid !== undefined) options.onStart?.(child.pid)
  })
