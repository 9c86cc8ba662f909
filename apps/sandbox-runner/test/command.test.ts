import { type ChildProcessByStdio, spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { readArguments } from "../src/Arguments.ts"
import { printable } from "../src/printable.ts"
import { isSandboxMissing, whySkipped } from "./support/sandbox.ts"

const bin = fileURLToPath(new URL("../bin/posthog-sandbox.js", import.meta.url))
const key = "phx_canary0123456789abcdefghij"
const project = { POSTHOG_HOST: "http://127.0.0.1:9", POSTHOG_PROJECT_ID: "1", POSTHOG_PERSONAL_API_KEY: key }

let directory: string
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "posthog-sandbox-command-"))
})
afterAll(() => fs.rmSync(directory, { recursive: true }))

const script = (name: string, source: string) => {
  const file = path.join(directory, name)
  fs.writeFileSync(file, source)
  return file
}

const command = (
  args: readonly string[],
  options: {
    env?: Record<string, string>
    onOutput?: (child: ChildProcessByStdio<null, Readable, Readable>) => void
  } = {}
) =>
  new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: directory,
      env: { PATH: process.env["PATH"] ?? "", ...options.env },
      stdio: ["ignore", "pipe", "pipe"]
    })
    const seen = { stdout: "", stderr: "" }
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk: Buffer) => {
        seen[name] += chunk.toString()
        options.onOutput?.(child)
      })
    }
    child.once("close", (code) => resolve({ code, ...seen }))
  })

describe("posthog-sandbox", () => {
  it("explains itself", async () => {
    const { code, stdout } = await command(["--help"])
    assert.strictEqual(code, 0)
    assert.include(stdout, "Usage: posthog-sandbox")
  })

  it("exits 2 for a usage mistake, a missing file and missing settings, and names what is wrong", async () => {
    assert.deepInclude(await command([]), { code: 2 })
    assert.deepInclude(await command(["--nope", "a.ts"]), { code: 2 })
    const missing = await command(["none.ts"], { env: project })
    assert.deepInclude(missing, { code: 2, stderr: "none.ts cannot be read.\n" })
    const settings = await command([script("a.js", "export default 1")], {
      env: { POSTHOG_HOST: project.POSTHOG_HOST }
    })
    assert.strictEqual(settings.code, 2)
    assert.include(settings.stderr, "POSTHOG_PERSONAL_API_KEY")
    const option = await command(["--rows", "many", script("a.js", "export default 1")], { env: project })
    assert.deepInclude(option, { code: 2 })
    assert.include(option.stderr, "grant.rows: must be a whole number")
  })

  it("exits 5 for a script that cannot be run as it is", async () => {
    assert.deepInclude(await command([script("empty.ts", " ")], { env: project }), { code: 5 })
  })

  it.skipIf(!isSandboxMissing)("exits 7 without a sandbox and says what to install", async () => {
    const { code, stderr } = await command([script("a.js", "export default 1")], { env: project })
    assert.strictEqual(code, 7)
    assert.notStrictEqual(stderr, "")
  })

  describe.skipIf(isSandboxMissing)(`with a sandbox${whySkipped}`, () => {
    it("prints the script's output and its result, and a summary on standard error", async () => {
      const file = script(
        "ok.ts",
        `console.log("hello \\u001b[31mred\\u009b"); console.error("aside"); export default { n: 9007199254740993n as bigint }`
      )
      const { code, stderr, stdout } = await command([file], { env: project })
      assert.strictEqual(stdout, 'hello \u241b[31mred\uFFFD\n{"n":9007199254740993}\n')
      assert.match(
        stderr,
        /^aside\nposthog-sandbox: succeeded after \d+ ms; 0 queries, 0 rows, 0 refused\.\n$/
      )
      assert.strictEqual(code, 0)
    })

    it("exits 9 when the script fails", async () => {
      const { code, stderr } = await command([script("bad.js", `throw new Error("no")`)], { env: project })
      assert.strictEqual(code, 9)
      assert.include(stderr, "failed (exit code 1)")
    })

    it("prints a run as JSON, without the key in it", async () => {
      const file = script(
        "json.js",
        `console.log(JSON.stringify(process.env)); export default await posthog.getFields("events").catch((error) => error.reason)`
      )
      const { code, stderr, stdout } = await command(["--json", "--tables", "events", file], { env: project })
      const run = JSON.parse(stdout) as { outcome: string; usage: { requests: number } }
      assert.deepInclude(run, { outcome: "succeeded" })
      assert.strictEqual(run.usage.requests, 1)
      assert.notInclude(stdout + stderr, "canary")
      assert.strictEqual(code, 0)
    })

    it("ends quietly when nobody reads its output any more", async () => {
      const file = script(
        "chatty.js",
        `for (;;) { console.log("line"); await new Promise((resolve) => setTimeout(resolve, 1)) }`
      )
      const { code, stderr } = await command([file], {
        env: project,
        onOutput: (child) => child.stdout.destroy()
      })
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    })

    it("exits 130 when interrupted, leaving nothing behind", async () => {
      const file = script("long.js", `console.log("running"); setInterval(() => {}, 1000)`)
      const { code } = await command([file], { env: project, onOutput: (child) => child.kill("SIGINT") })
      assert.strictEqual(code, 130)
    })
  })
})

describe("readArguments", () => {
  it("reads the language from the file's name, and numbers into the grant and the limits", () => {
    assert.deepStrictEqual(
      readArguments(["a.mts", "--tables", "events, persons", "--rows", "5", "--wall-millis", "100"]),
      {
        kind: "run",
        file: "a.mts",
        language: "ts",
        isJson: false,
        grant: { tables: ["events", "persons"], rows: 5 },
        limits: { wallMillis: 100 }
      }
    )
    assert.deepInclude(readArguments(["a.py"]), { kind: "mistake" })
    assert.deepInclude(readArguments(["a.ts", "b.ts"]), { kind: "mistake" })
  })
})

describe("printable", () => {
  it("keeps lines and tabs, and shows everything that could steer a terminal", () => {
    assert.strictEqual(
      printable("a\tb\r\nc\rd\u001b]0;x\u0007\u202e\u0000"),
      "a\tb\nc\u240dd\u241b]0;x\u2407\uFFFD\u2400"
    )
  })
})
