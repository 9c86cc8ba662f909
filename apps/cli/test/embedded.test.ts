/** The command line without credentials: the embedded engine, its life and its failures. */
import { spawn } from "node:child_process"
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runCli, type CliOptions } from "./runCli.ts"

const onLinux = process.platform === "linux"

let directory: string
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "cli-embedded-")))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const cli = (args: readonly string[], options: CliOptions = {}) =>
  runCli(args, { ...options, env: { POSTHOG_DRIVER_DATA_DIR: join(directory, "data"), ...options.env } })

/** chDB's processes that hold a file of this test's directory open, by Linux' /proc; other engines on the machine do not count. */
const storeProcesses = () =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/u.test(pid))
    .filter((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("store-process")) return false
        return readdirSync(`/proc/${pid}/fd`).some((fd) =>
          linkOf(`/proc/${pid}/fd/${fd}`).startsWith(directory)
        )
      } catch {
        return false // it ended meanwhile
      }
    })

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    return ""
  }
}

describe("without credentials", () => {
  it("seeds the project with visible progress, says what it uses on stderr, and leaves no process behind", async () => {
    const { code, stderr, stdout } = await cli([
      "query",
      "select count() > 200000 as enough from events",
      "--format",
      "csv"
    ])
    expect(stderr).toMatch(/seed/iu)
    expect(stderr).toContain("embedded PostHog")
    expect(stdout).toBe("enough\n1\n")
    expect(code).toBe(0)
    if (onLinux) expect(storeProcesses()).toEqual([])
  }, 120_000)

  it("does not seed again, and --quiet says nothing", async () => {
    const { stderr, stdout } = await cli(["query", "select 1 as one", "--format", "csv", "--quiet"])
    expect(stdout).toBe("one\n1\n")
    expect(stderr).toBe("")
  })

  it("--quiet still says which clauses have no effect", async () => {
    const text = "select 1 as one from events order by one nulls first limit 1"
    const { stderr, stdout } = await cli(["query", text, "--format", "csv", "--quiet"])
    expect(stdout).toBe("one\n1\n")
    expect(stderr).toMatch(/^warning: NULLS FIRST has no effect: .*\(line 1, column 42\)\n$/u)
  })

  it("a data directory that cannot be written exits 7", async () => {
    const file = join(directory, "file")
    writeFileSync(file, "")
    const { code, stderr } = await cli(["query", "select 1"], {
      env: { POSTHOG_DRIVER_DATA_DIR: join(file, "data") }
    })
    expect(stderr).toMatch(/^error: /mu)
    expect(code).toBe(7)
  })

  it("a port in use exits 7 and names it", async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve))
    const { port } = blocker.address() as AddressInfo
    const { code, stderr } = await cli(["serve", "--port", String(port)])
    blocker.close()
    expect(stderr).toContain(String(port))
    expect(code).toBe(7)
  })

  it("attaches to an engine that serves, which prints the settings that open it", async () => {
    const serving = spawn(
      process.execPath,
      [join(import.meta.dirname, "../bin/posthog-driver.js"), "serve", "--port", "0"],
      {
        env: { PATH: process.env["PATH"] ?? "", POSTHOG_DRIVER_DATA_DIR: join(directory, "data") },
        stdio: ["ignore", "pipe", "pipe"]
      }
    )
    const printed = await new Promise<string>((resolve, reject) => {
      let text = ""
      serving.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk
        if (text.includes("POSTHOG_PROJECT_TOKEN=")) resolve(text)
      })
      serving.on("exit", (code) => reject(new Error(`serve ended with ${code}`)))
    })
    const settings = Object.fromEntries(
      [...printed.matchAll(/^export (\w+)=(.*)$/gmu)].map(([, name, value]) => [name, value])
    )
    const attached = await cli(["query", "select 1 as one", "--format", "csv"])
    expect(attached.stderr).toContain("already serves")
    expect(attached.stdout).toBe("one\n1\n")
    const remote = await runCli(["query", "select 2 as two", "--format", "csv"], { env: settings })
    expect(remote.stdout).toBe("two\n2\n")
    const ended = new Promise((resolve) => serving.on("exit", resolve))
    serving.removeAllListeners("exit").on("exit", () => undefined)
    const code = new Promise((resolve) => serving.on("exit", resolve))
    serving.kill("SIGINT")
    expect(await Promise.race([code, ended])).toBe(130)
  }, 60_000)

  it("commands at the same time all answer", async () => {
    const runs = await Promise.all(
      [1, 2, 3, 4].map((n) => cli(["query", `select ${n} as n`, "--format", "csv"]))
    )
    expect(runs.map(({ code, stdout }) => [code, stdout])).toEqual([1, 2, 3, 4].map((n) => [0, `n\n${n}\n`]))
  })

  it.runIf(onLinux)(
    "a parent killed with -9 during a query leaves no engine behind, and a new start succeeds",
    async () => {
      const run = cli(
        ["query", "select count() from numbers(100000000000) where number % 7 = 3", "--timeout", "50"],
        {
          onStart: (pid) => {
            const watch = setInterval(() => {
              if (storeProcesses().length > 0) {
                clearInterval(watch)
                process.kill(pid, "SIGKILL")
              }
            }, 50)
          }
        }
      )
      expect((await run).code).toBe(null)
      await expect.poll(() => storeProcesses().length, { timeout: 5_000 }).toBe(0)
      const again = await cli(["query", "select 1 as one", "--format", "csv"])
      expect(again).toMatchObject({ code: 0, stdout: "one\n1\n" })
    },
    60_000
  )
})
