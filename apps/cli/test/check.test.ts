/** `posthog-driver check` as a process: against a project by its credentials, and against the embedded one. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startEngine, type Engine } from "@posthog-driver/engine"
import stringWidth from "string-width"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runCli, type CliOptions } from "./runCli.ts"

let directory: string
let engine: Engine
let env: Record<string, string>

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "cli-check-"))
  engine = await startEngine({
    dataDir: join(directory, "data"),
    seed: { size: "small", endDate: "2026-11-01" }
  })
  env = {
    POSTHOG_HOST: engine.url,
    POSTHOG_PROJECT_ID: String(engine.projectId),
    POSTHOG_PERSONAL_API_KEY: engine.personalApiKey
  }
})
afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

const cli = (args: readonly string[], options: CliOptions = {}) =>
  runCli(["check", ...args], { ...options, env: { ...env, ...options.env } })

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

const good = "select event from events where timestamp > now() - interval 1 day order by timestamp limit 5"

describe("check", () => {
  it("has nothing to say about a good query, and exits 0", async () => {
    const { code, stderr, stdout } = await cli([good])
    expect(stdout).toBe("")
    expect(stderr).toContain("Nothing to complain about. Reads events. Cost: medium.")
    expect(code).toBe(0)
  })

  it("prints each finding with its line, carets and the fix, within 80 columns, and exits 5", async () => {
    const { code, stderr, stdout } = await cli([
      "select '語', evnt,\n\tcuont(), properties.size > 5\nfrom events"
    ])
    expect(stdout).toContain("error: There is no column `evnt` in `events`. Did you mean `event`?")
    expect(stdout).toContain(
      "  1:13 | select '語', evnt,\n       |              ^^^^\n  fix: write `event` instead of `evnt`"
    )
    expect(stdout).toContain("  2:2 |     cuont(), properties.size > 5\n      |     ^^^^^\n")
    expect(stdout).toContain("fix: write `toFloat(properties.size)` instead of `properties.size`")
    for (const line of stdout.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(80)
    expect(stdout).not.toContain("\u001b")
    expect(stderr).toContain("3 errors")
    expect(code).toBe(5)
  })

  it("exits 0 with warnings", async () => {
    const { code, stdout } = await cli(["select count() from events"])
    expect(stdout).toContain("[NoTimeFilter]")
    expect(code).toBe(0)
  })

  it("reads a file, and stdin", async () => {
    const path = file("evnt.hogql", "select evnt from events limit 1\n")
    for (const run of [await cli([path]), await cli(["-"], { stdin: "select evnt from events limit 1\n" })]) {
      expect(run.stdout).toContain("fix: write `event`")
      expect(run.code).toBe(5)
    }
  })

  it("knows the project's properties and cohorts", async () => {
    const misspelt = await cli([
      "select properties.$browsr from events where timestamp > now() order by uuid limit 1"
    ])
    expect(misspelt.stdout).toContain("Did you mean `$browser`?")
    expect(misspelt.code).toBe(0)
    const unknown = await cli(["select count() from events where person_id in cohort 'nobody at all'"])
    expect(unknown.stdout).toContain("[UnknownCohort]")
    const action = await cli(["select count() from events where matchesAction('Signed up')"])
    expect(action.code).toBe(0)
    expect(unknown.code).toBe(5)
  })

  it("takes values for placeholders", async () => {
    expect((await cli(["select {n} + 1"])).stdout).toContain("[PlaceholderMissing]")
    expect((await cli(["select {n} + 1", "--value", "n=1"])).code).toBe(0)
  })

  it("--format json and jsonl are for tools", async () => {
    const query = "select evnt from events where timestamp > now()\norder by uuid limit 5"
    const { code, stdout } = await cli([query, "--format", "json"])
    expect(code).toBe(5)
    expect(JSON.parse(stdout)).toEqual({
      isValid: false,
      findings: [
        {
          severity: "error",
          rule: "UnknownColumn",
          message: "There is no column `evnt` in `events`. Did you mean `event`?",
          line: 1,
          column: 8,
          start: 7,
          end: 11,
          fix: { start: 7, end: 11, text: "event", isSafe: true }
        }
      ],
      tables: ["events"],
      functions: ["now"],
      cost: { class: "medium", reasons: ["Events are read, though not all of them."] }
    })
    const lines = (await cli([query, "--format", "jsonl"])).stdout.trimEnd().split("\n")
    expect(lines.map((line) => JSON.parse(line).rule)).toEqual(["UnknownColumn"])
    expect((await cli([query, "--format", "csv"])).stdout).toMatch(
      /^severity,rule,line,column,message,fix\nerror,UnknownColumn,1,8,/u
    )
  })

  it("--fix rewrites a file, keeps its line ends and its mark, and tells what is left", async () => {
    const path = file("fix.hogql", "\ufeffselect evnt,\r\n  TOSTRING(zebra)\r\nfrom Evnts limit 1\r\n")
    const { code, stderr, stdout } = await cli([path, "--fix"])
    expect(readFileSync(path, "utf8")).toBe(
      "\ufeffselect event,\r\n  toString(zebra)\r\nfrom events limit 1\r\n"
    )
    expect(stderr).toContain("was rewritten")
    expect(stdout).toContain("no column `zebra`")
    expect(code).toBe(5)
    const again = await cli([path, "--fix"])
    expect(again.stderr).not.toContain("was rewritten")
  })

  it("--fix prints a query that came as text or on stdin, and the findings on stderr", async () => {
    for (const run of [
      await cli(["select evnt from events limit 1", "--fix"]),
      await cli(["-", "--fix"], { stdin: "select evnt from events limit 1\n" })
    ]) {
      expect(run.stdout).toBe("select event from events limit 1\n")
      expect(run.code).toBe(0)
    }
  })

  it("does not touch a file that has no safe fix", async () => {
    const path = file("zebra.hogql", "select zebra from events limit 1")
    expect((await cli([path, "--fix"])).code).toBe(5)
    expect(readFileSync(path, "utf8")).toBe("select zebra from events limit 1")
  })
})

describe("wrong input", () => {
  it("a missing file, a directory and no argument are exit 2", async () => {
    mkdirSync(join(directory, "sub"), { recursive: true })
    for (const [argument, message] of [
      ["missing.hogql", "no such file"],
      [join(directory, "sub"), "is no file"]
    ] as const) {
      const { code, stderr } = await cli([argument])
      expect(stderr).toContain(message)
      expect(code).toBe(2)
    }
    expect((await cli([])).code).toBe(2)
  })

  it("a file that is no text is exit 5", async () => {
    for (const content of [Uint8Array.of(0xff, 0xfe, 0x00, 0x41), Uint8Array.of(0x73, 0x00, 0x65)]) {
      const { code, stderr } = await cli([file("binary.hogql", content)])
      expect(stderr).toMatch(/is not text in UTF-8|holds bytes that are no text/u)
      expect(code).toBe(5)
    }
  })

  it("an empty text, file or stdin is an error with a sentence", async () => {
    for (const run of [
      await cli([""]),
      await cli([file("empty.hogql", "")]),
      await cli(["-"], { stdin: "" })
    ]) {
      expect(run.stdout).toContain("The query is empty")
      expect(run.code).toBe(5)
    }
  })

  it("30 MB are refused with a sentence, as one word, one line or many", async () => {
    const size = 30 * 1024 * 1024
    for (const content of [
      "a".repeat(size),
      `select '${"語".repeat(size / 3)}'`,
      "select 1,\n".repeat(size / 10)
    ]) {
      const { code, stderr, stdout } = await cli([file("large.hogql", content)])
      expect(stdout).toMatch(/\[(InputRefused|ParseTimedOut)\]/u)
      expect(stdout.length).toBeLessThan(2_000)
      expect(stderr).not.toContain("bug")
      expect(code).toBe(5)
    }
  }, 60_000)

  it("control characters in a query do not reach the screen", async () => {
    const { stdout } = await cli(["select '\u001b[31m\u0007', evnt from events"])
    expect(stdout).not.toMatch(/[\u001b\u0007]/u)
  })
})

describe("the embedded project", () => {
  it("is what a query is checked against without credentials", async () => {
    const { code, stderr, stdout } = await runCli(
      ["check", "select properties.$browsr from events where timestamp > now()"],
      {
        env: { POSTHOG_DRIVER_DATA_DIR: join(directory, "embedded") }
      }
    )
    expect(stderr).toContain("embedded PostHog")
    expect(stdout).toContain("[UnknownProperty]")
    expect(code).toBe(0)
  }, 120_000)
})

describe("types", () => {
  const types = (args: readonly string[]) => runCli(["types", ...args], { env })

  it("writes the declaration of a file's rows, named after it, with the project's property types", async () => {
    const path = file(
      "weekly-events.hogql",
      "select event, count() as n, max(timestamp) as last\nfrom events group by event"
    )
    const out = join(directory, "weekly-events.d.ts")
    const { code, stderr } = await types([path, "--out", out])
    expect(stderr).toContain("was written")
    expect(code).toBe(0)
    const text = readFileSync(out, "utf8")
    expect(text).toContain(
      "export interface WeeklyEventsRow {\n  readonly event: string\n  readonly n: HogqlInteger\n  readonly last: string\n}\n"
    )
    expect(text).toContain(
      "// SELECT event, count() AS n, max(timestamp) AS last\n// FROM events\n// GROUP BY event\n"
    )
    expect((await types([path])).stdout).toBe(text)
  })

  it("refuses a query with errors, and names them", async () => {
    const { code, stderr, stdout } = await types(["select evnt from events"])
    expect(stdout).toBe("")
    expect(stderr).toContain("fix: write `event` instead of `evnt`")
    expect(code).toBe(5)
    expect((await types(["missing.hogql"])).code).toBe(2)
  })
})
