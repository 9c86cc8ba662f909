/**
 * One program that starts the embedded engine and asks it something, and prints how long that took. With `up`, the parser's worker runs
 * before the clock does.
 */
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { startEngine as StartEngine } from "../packages/engine/src/startEngine.ts"
import type { Compiler } from "../packages/hogql-compiler/src/index.ts"

const load = async <Module>(path: string): Promise<Module> =>
  (await import(pathToFileURL(join(import.meta.dirname, path)).href)) as Module
const { createCompiler } = await load<{ createCompiler: () => Compiler }>(
  "../packages/hogql-compiler/dist/index.js"
)
const { startEngine } = await load<{ startEngine: typeof StartEngine }>("../packages/engine/dist/index.js")

const [dataDir = "", mode] = process.argv.slice(2)
const compiler = mode === "up" ? createCompiler() : undefined
await compiler?.warmUp()

const start = performance.now()
const engine = await startEngine({ dataDir })
const query = "select event, count() as n from events group by event order by n desc limit 5"
const response = await fetch(`${engine.url}/api/projects/${engine.projectId}/query/`, {
  method: "POST",
  headers: { authorization: `Bearer ${engine.personalApiKey}`, "content-type": "application/json" },
  body: JSON.stringify({ query: { kind: "HogQLQuery", query } })
})
await response.arrayBuffer()
console.log(performance.now() - start)
await engine.close()
await compiler?.close()
if (!response.ok) process.exitCode = 1
