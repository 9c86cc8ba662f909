import * as fs from "node:fs"
import * as os from "node:os"
import { assert, describe, it } from "vitest"
import { resolveLimits } from "../src/Limits.ts"
import { RunOptionInvalid } from "../src/RunError.ts"
import { isSandboxMissing, runTest, whySkipped } from "./support/sandbox.ts"

const processesWith = (mark: string) =>
  fs.readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes(mark)
    } catch {
      return false
    }
  })

const stagedDirectories = () =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("posthog-sandbox-"))

describe.skipIf(isSandboxMissing)(`the limits of a run${whySkipped}`, () => {
  it("stop a script at its wall-clock time, and keep what it printed", async () => {
    const started = performance.now()
    const run = await runTest(`console.log("before"); setInterval(() => {}, 1000)`, {
      limits: { wallMillis: 500 }
    })
    assert.deepInclude(run, { outcome: "timed-out", exitCode: null, signal: "SIGKILL", stdout: "before\n" })
    assert.isBelow(performance.now() - started, 3_000)
  })

  it("stop a script that never yields", async () => {
    const run = await runTest(`while (true) {}`, { limits: { wallMillis: 500 } })
    assert.strictEqual(run.outcome, "timed-out")
  })

  it("stop a script at its processor time", async () => {
    const run = await runTest(`while (true) {}`, { limits: { cpuSeconds: 1 } })
    assert.deepInclude(run, { outcome: "timed-out", signal: "SIGXCPU" })
    assert.isBelow(run.elapsedMillis, 10_000)
  })

  it("hold a fork bomb to a handful of processes, and leave none behind", async () => {
    const mark = `bomb-${process.pid}-${Date.now()}`
    const run = await runTest(`
      import { spawn } from "node:child_process"
      const outcomes = await Promise.all(Array.from({ length: 40 }, () => new Promise<string>((resolve) => {
        const child = spawn("/opt/node", ["-e", "process.title='${mark}'; setTimeout(() => {}, 60000)", "${mark}"], { detached: true, stdio: "ignore" })
        child.once("spawn", () => resolve("started"))
        child.once("error", (error: any) => resolve(error.code))
      })))
      export default { refused: outcomes.filter((outcome) => outcome === "EAGAIN").length }
      process.exitCode = 0
      setTimeout(() => process.exit(0), 100)`)
    assert.isAbove((run.result as { refused: number }).refused, 5)
    assert.deepStrictEqual(processesWith(mark), [])
  })

  it("end a daemon that outlives its script", async () => {
    const mark = `daemon-${process.pid}-${Date.now()}`
    const run = await runTest(`
      import { spawn } from "node:child_process"
      spawn("/opt/node", ["-e", "setInterval(() => {}, 1000)", "${mark}"], { detached: true, stdio: "ignore" }).unref()
      export default "left"`)
    assert.deepInclude(run, { outcome: "succeeded", result: "left" })
    assert.deepStrictEqual(processesWith(mark), [])
  })

  it("call a full heap and full buffers out of memory", async () => {
    const heap = await runTest(
      `const all = []; while (true) all.push({ a: new Array(1000).fill(Math.random()) })`,
      {
        limits: { heapMebibytes: 32 }
      }
    )
    assert.strictEqual(heap.outcome, "memory")
    const buffers = await runTest(`const all = []; while (true) all.push(Buffer.alloc(256 * 1024 * 1024, 1))`)
    assert.strictEqual(buffers.outcome, "memory")
  })

  it("stop a flood of output, keep the allowed part and count the rest", async () => {
    const run = await runTest(`while (true) console.log("é".repeat(1000))`, {
      limits: { outputBytes: 10_000 }
    })
    assert.strictEqual(run.outcome, "output-limit")
    assert.isTrue(run.output.truncated)
    assert.isAbove(run.output.stdoutBytes, 10_000)
    assert.isAtMost(Buffer.byteLength(run.stdout), 10_000)
    assert.notInclude(run.stdout, "\uFFFD")
  })

  it("keep output of exactly the allowed size", async () => {
    const run = await runTest(
      `process.stdout.write("x".repeat(60000)); process.stderr.write("y".repeat(40000))`,
      {
        limits: { outputBytes: 100_000 }
      }
    )
    assert.strictEqual(run.outcome, "succeeded")
    assert.deepStrictEqual(run.output, { stdoutBytes: 60_000, stderrBytes: 40_000, truncated: false })
  })

  it("do not let a script fill the machine's memory through its directories", async () => {
    const { result } = await runTest(
      `
      import fs from "node:fs"
      const fill = (directory: string) => {
        const chunk = Buffer.alloc(1024 * 1024)
        for (let file = 0; file < 40; file++) {
          try { fs.writeFileSync(directory + "/" + file, chunk) } catch (error: any) { return [file <= 8, error.code] }
        }
        return "filled"
      }
      export default [fill("/tmp"), fill("/job")]`,
      { limits: { scratchMebibytes: 8 } }
    )
    assert.deepStrictEqual(result, [
      [true, "ENOSPC"],
      [true, "ENOSPC"]
    ])
  })

  it("stop a script that floods the broker", async () => {
    const run = await runTest(`for (;;) await posthog.getFields("events")`, {
      limits: { requests: 20 },
      language: "js"
    })
    assert.strictEqual(run.outcome, "request-limit")
    assert.strictEqual(run.usage.requests, 20)
  })

  it("refuse a result that is too large, by name", async () => {
    const run = await runTest(`export default "x".repeat(5000)`, { limits: { resultBytes: 1_000 } })
    assert.strictEqual(run.outcome, "failed")
    assert.strictEqual(run.failure?.name, "PostHogRefusal")
    assert.include(run.failure?.message, "at most 1000 may leave")
    assert.notProperty(run, "result")
  })

  it("leave no directory behind", async () => {
    const before = stagedDirectories()
    await runTest(`process.exit(3)`)
    assert.deepStrictEqual(stagedDirectories(), before)
  })
})

describe.skipIf(isSandboxMissing)(`an abort signal${whySkipped}`, () => {
  it("kills the script and rejects with its reason", async () => {
    const mark = `abort-${process.pid}-${Date.now()}`
    const controller = new AbortController()
    const reason = new DOMException("enough", "AbortError")
    const promise = runTest(
      `process.argv.push("${mark}"); console.log("running"); setInterval(() => {}, 1000)`,
      {
        signal: controller.signal,
        onOutput: () => controller.abort(reason)
      }
    )
    const error: unknown = await promise.then(
      () => "resolved",
      (rejection: unknown) => rejection
    )
    assert.strictEqual(error, reason)
    assert.deepStrictEqual(
      processesWith("/job/main.js").filter((pid) => isChildOfThis(pid)),
      []
    )
  })

  it("also stops the query that was under way", async () => {
    const controller = new AbortController()
    let queryWasAborted = false
    const promise = runTest(`await posthog.query("select 1 from events")`, {
      signal: controller.signal,
      posthog: {
        query: (_text, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              queryWasAborted = true
              reject(new Error("aborted"))
            })
            controller.abort()
          })
      }
    })
    await promise.catch(() => undefined)
    assert.isTrue(queryWasAborted)
  })
})

describe("resolveLimits", () => {
  it("refuses what cannot be enforced, naming the bounds", () => {
    for (const given of [
      { wallMillis: 0 },
      { processes: 4 },
      { addressSpaceMebibytes: 1024 },
      { outputBytes: 1.5 },
      { cpuSeconds: Number.NaN }
    ]) {
      const refused = resolveLimits(given)
      assert.instanceOf(refused, RunOptionInvalid)
      assert.match(refused.message, /^limits\.\w+: must be a whole number from \d+ to \d+\.$/)
    }
    assert.instanceOf(resolveLimits({ ["memory"]: 5 } as object), RunOptionInvalid)
  })
})

function isChildOfThis(pid: string): boolean {
  return new RegExp(`^PPid:\\s*${process.pid}$`, "m").test(fs.readFileSync(`/proc/${pid}/status`, "utf8"))
}
