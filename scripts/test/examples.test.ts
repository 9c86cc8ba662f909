/** Every example in every README and document that is marked to run, run. */
import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join, relative } from "node:path"
import { startEngine, type Engine } from "@posthog-driver/engine"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { root, workspacePackages } from "../packages.ts"
import { runnableExamples, withAssertions } from "../runnableExamples.ts"

const documents = [
  join(root, "README.md"),
  join(root, "CONTRIBUTING.md"),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(root, "docs", file)),
  ...workspacePackages.map(({ directory }) => join(directory, "README.md"))
].filter((file) => existsSync(file))

const examples = documents.flatMap((file) =>
  runnableExamples(readFileSync(file, "utf8")).map((example) => ({ ...example, file }))
)

const prelude = `
import assert from "node:assert/strict"
const bigints = (_, value) => (typeof value === "bigint" ? String(value) : value)
globalThis.assertShown = (value, shown) =>
  assert.deepEqual(JSON.parse(JSON.stringify(value, bigints)), new Function("return (" + shown + ")")())
globalThis.engine = JSON.parse(process.env.ENGINE)
`

/** Not `spawnSync`: the example talks to an engine whose server is in this very process. */
const run = (
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> }
) =>
  new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile(command, [...args], { ...options, timeout: 120_000 }, (error, _, stderr) =>
      resolve(
        error === null
          ? passed
          : { code: typeof error.code === "number" ? error.code : -1, stderr: stderr.slice(0, 4000) }
      )
    )
  })
const passed = { code: 0, stderr: "" }

describe("examples", () => {
  let directory: string
  let engine: Engine
  const temporary: string[] = []

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "examples-"))
    const bin = join(root, "apps/cli/bin/posthog-driver.js")
    writeFileSync(
      join(directory, "posthog-driver"),
      `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`,
      { mode: 0o755 }
    )
    engine = await startEngine({
      dataDir: join(directory, "data"),
      seed: { size: "small", endDate: "2026-11-01" }
    })
  })
  afterAll(async () => {
    await engine.close()
    for (const file of temporary) rmSync(file, { force: true })
    rmSync(directory, { recursive: true, force: true })
  })

  it("there are some", () => expect(examples.length).toBeGreaterThan(8))

  it.each(examples.map((example) => [`${relative(root, example.file)}:${example.line}`, example] as const))(
    "%s runs",
    async (_, { file, language, source }) => {
      const { personalApiKey, projectId, projectToken, url } = engine
      const env = {
        PATH: `${directory}${delimiter}${process.env["PATH"] ?? ""}`,
        HOME: directory,
        POSTHOG_DRIVER_DATA_DIR: join(directory, "cli"),
        ENGINE: JSON.stringify({ url, projectId, personalApiKey, projectToken })
      }
      // Beside its document, so that imports resolve as they would for the package itself.
      const home = existsSync(join(file, "..", "node_modules")) ? join(file, "..") : root
      if (language === "sh") {
        expect(await run("sh", ["-e", "-c", source], { cwd: home, env })).toEqual(passed)
        return
      }
      const script = join(home, `.example-${process.pid}-${temporary.length}.ts`)
      temporary.push(script)
      writeFileSync(script, `${prelude}${withAssertions(source)}`)
      expect(await run(process.execPath, [script], { cwd: home, env })).toEqual(passed)
    }
  )
})
