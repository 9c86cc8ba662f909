/**
 * An engine in a process of its own, for tests that kill it.
 */
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { readdir, readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { EngineOptions } from "../../src/index.ts"

const program = `
  const { attachOrStartEngine } = await import(${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)})
  const say = (what) => process.stdout.write(JSON.stringify(what) + "\\n")
  const onProgress = ({ stage, done }) => stage === "seeding" && done > 0 && say({ seeding: true })
  const engine = await attachOrStartEngine({ ...JSON.parse(process.argv[1]), onProgress })
  say(engine)
  process.stdin.on("end", () => engine.close()).resume()
`

/** One short command: it asks the engine one thing and ends. */
const command = `
  const { attachOrStartEngine } = await import(${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)})
  const engine = await attachOrStartEngine({ ...JSON.parse(process.argv[1]), transient: true })
  const response = await fetch(engine.url + "/api/projects/1/query/", {
    method: "POST",
    headers: { authorization: "Bearer " + engine.personalApiKey, "content-type": "application/json" },
    body: JSON.stringify({ query: { kind: "HogQLQuery", query: "select count() from events" } })
  })
  console.log(JSON.stringify({ results: (await response.json()).results, attached: engine.attached }))
  await engine.close()
`

/** Runs a short command in a process of its own; gives back what it printed, and its exit code. */
export const runCommand = async (options: EngineOptions): Promise<{ code: number | null; text: string }> => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", command, JSON.stringify(options)], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"]
  })
  let text = ""
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece))
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
  return { code, text: text.trim() }
}

export interface StartedEngine {
  readonly process: ChildProcess
  readonly engine: { readonly url: string; readonly personalApiKey: string; readonly attached: boolean }
}

/** Starts it and waits until it says its first word: that it seeds, or that it is ready. It ends when its standard input does. */
export const startEngineProcess = async (options: EngineOptions): Promise<StartedEngine> => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, JSON.stringify(options)], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["pipe", "pipe", "inherit"]
  })
  const line = await new Promise<string>((resolve, reject) => {
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")))
    })
    child.on("exit", (code) => reject(new TypeError(`the engine's process ended with ${code}`)))
  })
  return { process: child, engine: JSON.parse(line) }
}

export const exited = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()))

/** Children of a process, from /proc; so these tests are for Linux. */
export const childrenOf = async (pid: number): Promise<readonly number[]> => {
  const found: number[] = []
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "")
    if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid) found.push(Number(entry))
  }
  return found
}

/** False for a zombie as well: it holds nothing any more. */
export const isAlive = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
  return stat !== "" && stat.slice(stat.lastIndexOf(")") + 2).split(" ")[0] !== "Z"
}
