/** The command line against a PostHog that it reaches by host, project and key: here, an engine. */
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { startEngine, type Engine } from "@posthog-driver/engine"
import stringWidth from "string-width"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { everythingPrinted, runCli, type CliOptions } from "./runCli.ts"

let directory: string
let engine: Engine
let env: Record<string, string>

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "cli-remote-"))
  engine = await startEngine({
    dataDir: join(directory, "data"),
    seed: { size: "small", endDate: "2026-11-01" }
  })
  env = {
    POSTHOG_HOST: engine.url,
    POSTHOG_PROJECT_ID: String(engine.projectId),
    POSTHOG_PERSONAL_API_KEY: engine.personalApiKey,
    POSTHOG_PROJECT_TOKEN: engine.projectToken
  }
})
afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

const cli = (args: readonly string[], options: CliOptions = {}) =>
  runCli(args, { ...options, env: { ...env, ...options.env } })

describe("query", () => {
  it("prints the default 100 rows and says that there are more and how to get them", async () => {
    const { code, stderr, stdout } = await cli(["query", "select event from events"])
    expect(stdout.trimEnd().split("\n")).toHaveLength(102)
    expect(stderr).toContain("default limit")
    expect(stderr).toMatch(/LIMIT/u)
    expect(code).toBe(0)
  })

  it("exits 8 with --require-complete when the result was cut", async () => {
    const { code, stdout } = await cli([
      "query",
      "select event from events",
      "--require-complete",
      "--format",
      "jsonl"
    ])
    expect(stdout.trimEnd().split("\n")).toHaveLength(100)
    expect(code).toBe(8)
  })

  it("exits 0 with --require-complete when the result is whole", async () => {
    const { code } = await cli(["query", "select count() from events", "--require-complete"])
    expect(code).toBe(0)
  })

  it("keeps 64-bit integers, decimals, NULL, dates, arrays and unicode as they are", async () => {
    const text =
      "select 9007199254740993 as big, toDecimal('123456789012.10', 2) as money, null as nothing, " +
      "toDate('2026-02-28') as day, [1, 9007199254740993] as list, 'naïve 🦔 \"q\"' as text"
    const { code, stdout } = await cli(["query", text, "--format", "jsonl"])
    expect(stdout).toBe(
      '{"big":9007199254740993,"money":"123456789012.10","nothing":null,"day":"2026-02-28",' +
        '"list":[1,9007199254740993],"text":"naïve 🦔 \\"q\\""}\n'
    )
    expect(code).toBe(0)
    expect((await cli(["query", "select 9007199254740993 as n"])).stdout).toContain("9007199254740993")
    expect((await cli(["query", "select 9007199254740993 as n", "--format", "csv"])).stdout).toBe(
      "n\n9007199254740993\n"
    )
  })

  it("binds --value into the query as data", async () => {
    const { stdout } = await cli([
      "query",
      "select {n} + 1 as n, {s} as s",
      "--value",
      "n=41",
      "--value",
      "s=it's",
      "--format",
      "jsonl"
    ])
    expect(stdout).toBe('{"n":42,"s":"it\'s"}\n')
  })

  it("reads the query from stdin and from a file", async () => {
    expect((await cli(["query", "-", "--format", "csv"], { stdin: "select 1 as one\n" })).stdout).toBe(
      "one\n1\n"
    )
    const file = join(directory, "one.hogql")
    writeFileSync(file, "select 1 as one -- from a file\n")
    expect((await cli(["query", "--file", file, "--format", "csv"])).stdout).toBe("one\n1\n")
  })

  it("names an unknown table and suggests the one that was meant", async () => {
    const { code, stderr, stdout } = await cli(["query", "select count() from event"])
    expect(stderr).toMatch(/event\b[\s\S]*events/u)
    expect(stderr).toContain("^")
    expect(stdout).toBe("")
    expect(code).toBe(5)
  })

  it("puts a caret under a syntax error", async () => {
    const { code, stderr } = await cli(["query", "select count( from events"])
    const lines = stderr.split("\n")
    const excerpt = lines.findIndex((line) => line.includes("| select count( from events"))
    expect(excerpt).toBeGreaterThan(-1)
    expect(lines[excerpt + 1]).toMatch(/\^/u)
    expect(code).toBe(5)
  })

  it("refuses an empty query", async () => {
    expect((await cli(["query", "  "])).code).toBe(5)
  })

  it("shows hostile text without letting it act", async () => {
    const { stdout } = await cli([
      "query",
      "select concat('a', unhex('1b'), '[31mred', unhex('07')) as x, '=1+1' as f"
    ])
    expect(stdout).not.toMatch(/\u001b|\u0007/u)
    const csv = await cli(["query", "select '=1+1' as f, -5 as n", "--format", "csv"])
    expect(csv.stdout).toBe("f,n\n'=1+1,-5\n")
  })

  it("ends with 0 when its reader goes away", async () => {
    const bin = join(import.meta.dirname, "../bin/posthog-driver.js")
    const pipe =
      '"$0" "$1" query "select number from numbers(50000) limit 50000" --format jsonl --quiet | head -n 1; echo "code ${PIPESTATUS[0]}"'
    const { stderr, stdout } = await promisify(execFile)(
      "bash",
      ["--norc", "-c", pipe, process.execPath, bin],
      {
        env: { PATH: process.env["PATH"] ?? "", ...env }
      }
    )
    expect(stdout).toBe('{"number":0}\ncode 0\n')
    expect(stderr).toBe("")
  })
})

describe("settings", () => {
  it("a wrong key exits 3", async () => {
    const { code, stderr } = await cli(["query", "select 1"], {
      env: { POSTHOG_PERSONAL_API_KEY: "phx_wrong_canary_key_1234567890" }
    })
    expect(code).toBe(3)
    expect(stderr).not.toContain("canary")
  })

  it("a project token where a personal key belongs exits 2 before any request", async () => {
    const { code, stderr } = await cli(["query", "select 1"], {
      env: { POSTHOG_PERSONAL_API_KEY: engine.projectToken }
    })
    expect(code).toBe(2)
    expect(stderr).toContain("POSTHOG_PERSONAL_API_KEY")
  })

  it("only some of the settings exit 2 and name the missing ones", async () => {
    const { code, stderr } = await runCli(["query", "select 1"], { env: { POSTHOG_HOST: engine.url } })
    expect(code).toBe(2)
    expect(stderr).toContain("POSTHOG_PROJECT_ID")
    expect(stderr).toContain("POSTHOG_PERSONAL_API_KEY")
  })

  it("an unreachable host exits 7", async () => {
    const { code, stderr } = await cli(["query", "select 1", "--timeout", "5"], {
      env: { POSTHOG_HOST: "http://127.0.0.1:9" }
    })
    expect(code).toBe(7)
    expect(stderr).toMatch(/^error: /u)
  })
})

describe("the other commands", () => {
  it("objects lists the eight, fields describes one", async () => {
    const objects = await cli(["objects", "--format", "jsonl"])
    expect(
      objects.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).object)
    ).toEqual([
      "events",
      "insights",
      "persons",
      "cohorts",
      "feature_flags",
      "sessions",
      "annotations",
      "experiments"
    ])
    const fields = await cli(["fields", "events", "--format", "json"])
    expect(JSON.parse(fields.stdout).rows.map((row: { field: string }) => row.field)).toContain("timestamp")
    const unknown = await cli(["fields", "event"])
    expect(unknown.code).toBe(4)
    expect(unknown.stderr).toContain("events")
  })

  it("what is captured can be queried", async () => {
    const { code } = await cli(["capture", "cli_tested", "--distinct-id", "cli-1", "-p", "n=9", "-p", "s=x"])
    expect(code).toBe(0)
    const { stdout } = await cli([
      "query",
      "select properties.n as n, properties.s as s, distinct_id from events where event = 'cli_tested'",
      "--format",
      "csv"
    ])
    expect(stdout).toBe("n,s,distinct_id\n9,x,cli-1\n")
  })

  it("a captured integer keeps its digits and a captured time its microseconds", async () => {
    const { code } = await cli([
      ...["capture", "exact", "-d", "cli-2", "-p", "n=9007199254740993"],
      ...["--timestamp", "2026-10-01T10:00:00.123456Z"]
    ])
    expect(code).toBe(0)
    const text =
      "select JSONExtractRaw(properties, 'n') as n, timestamp as t from events where event = 'exact'"
    expect((await cli(["query", text, "--format", "csv"])).stdout).toBe(
      "n,t\n9007199254740993,2026-10-01T10:00:00.123456Z\n"
    )
  })

  it("a date that does not exist is refused, not moved", async () => {
    const { code } = await cli(["capture", "x", "-d", "cli-2", "--timestamp", "2026-02-31T10:00:00Z"])
    expect(code).toBe(5)
  })

  it("an event that PostHog drops for want of quota exits 6", async () => {
    const full = createServer((_, response) => {
      response.setHeader("content-type", "application/json").end('{"status":1,"quota_limited":["events"]}')
    })
    await new Promise<void>((resolve) => full.listen(0, "127.0.0.1", resolve))
    const { port } = full.address() as AddressInfo
    const { code } = await cli(["capture", "x", "-d", "u"], {
      env: { POSTHOG_HOST: `http://127.0.0.1:${port}` }
    })
    full.close()
    expect(code).toBe(6)
  })

  it("--timeout is checked here, under its own name", async () => {
    const { code, stderr } = await cli(["query", "select 1", "--timeout", "0"])
    expect(code).toBe(2)
    expect(stderr).toContain("--timeout")
  })

  it("health names each check and exits 0 when all pass, 3 with a wrong key", async () => {
    const good = await cli(["health", "--format", "json"])
    expect(JSON.parse(good.stdout)).toMatchObject({ healthy: true })
    expect(good.code).toBe(0)
    const bad = await cli(["health"], {
      env: { POSTHOG_PERSONAL_API_KEY: "phx_wrong_canary_key_1234567890" }
    })
    expect(bad.code).toBe(3)
  })

  it("every format prints a table that fits and pipes", async () => {
    for (const format of ["table", "json", "jsonl", "csv", "markdown"]) {
      const { code, stdout } = await cli([
        "query",
        "select event, properties from events limit 3",
        "--format",
        format
      ])
      expect(code, format).toBe(0)
      expect(stdout.endsWith("\n"), format).toBe(true)
    }
    const { stderr, stdout } = await cli(["query", "select event, properties from events limit 3"])
    expect(Math.max(...stdout.split("\n").map((line) => stringWidth(line)))).toBeLessThanOrEqual(80)
    expect(stderr).toContain("cut to fit")
  })

  it("a wrong command line exits 2 and says so on stderr only; help goes to stdout", async () => {
    const wrong = await cli(["query", "select 1", "--formt", "json"])
    expect(wrong).toMatchObject({ code: 2, stdout: "" })
    expect(wrong.stderr).toContain("--formt")
    const help = await cli(["query", "--help"])
    expect(help).toMatchObject({ code: 0, stderr: "" })
    expect(help.stdout).toContain("posthog-driver query")
  })
})

describe("interruption", () => {
  let silent: Server
  let asked: Promise<void>
  beforeAll(async () => {
    silent = createServer()
    asked = new Promise((resolve) => silent.on("request", () => resolve()))
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
  })
  afterAll(() => {
    silent.closeAllConnections()
    silent.close()
  })

  it("Ctrl-C during a query exits 130", async () => {
    const { port } = silent.address() as AddressInfo
    const { code } = await cli(["query", "select 1"], {
      env: { POSTHOG_HOST: `http://127.0.0.1:${port}` },
      onStart: (pid) => void asked.then(() => process.kill(pid, "SIGINT"))
    })
    expect(code).toBe(130)
  })
})

it("no key appears in anything that was printed", () => {
  const printed = everythingPrinted.join("\n")
  expect(printed.length).toBeGreaterThan(1000)
  expect(printed).not.toContain(engine.personalApiKey)
  expect(printed).not.toContain(engine.projectToken)
  expect(printed).not.toContain("wrong_canary_key")
})
