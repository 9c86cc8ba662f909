import { assert, describe, it } from "vitest"
import { RunError } from "../src/RunError.ts"
import { isSandboxMissing, runTest, whySkipped } from "./support/sandbox.ts"

describe.skipIf(isSandboxMissing)(`a run${whySkipped}`, () => {
  it("gives the default export of a TypeScript module with top-level await", async () => {
    const run = await runTest(`
      interface Row { n: number }
      const { rows } = await posthog.query<Row>("select n from events")
      export default rows.map((row: Row) => row.n + 1)`)
    assert.deepInclude(run, { outcome: "succeeded", exitCode: 0, result: [2], stdout: "", stderr: "" })
    assert.isAbove(run.elapsedMillis, 0)
  })

  it("knows the client by its package name too", async () => {
    const run = await runTest(
      `import { posthog as imported } from "@posthog-driver/sandbox-runner/guest"\nexport default imported === posthog`,
      { language: "js" }
    )
    assert.strictEqual(run.result, true)
  })

  it("waits for a default export that is a promise", async () => {
    const run = await runTest(`export default Promise.resolve({ later: 1n })`)
    assert.deepStrictEqual(run.result, { later: 1 })
  })

  it("has no result when nothing is exported", async () => {
    const run = await runTest(`console.log("done")`)
    assert.strictEqual(run.outcome, "succeeded")
    assert.notProperty(run, "result")
  })

  it("refuses to lose a result that JSON would change in silence", async () => {
    for (const [source, what] of [
      ["export default { rate: 0 / 0 }", `"rate" is NaN`],
      ["export default new Map()", "The value is a Map"],
      ["export default () => 1", "The value is a function"]
    ] as const) {
      const run = await runTest(source)
      assert.strictEqual(run.outcome, "failed")
      assert.include(run.failure?.message, what)
    }
  })

  it("reports an error that the script did not catch", async () => {
    const run = await runTest(`throw new RangeError("out of cheese")`)
    assert.deepInclude(run, {
      outcome: "failed",
      exitCode: 1,
      failure: { name: "RangeError", message: "out of cheese" }
    })
    assert.include(run.stderr, "/job/script.ts:1")
  })

  it("reports a syntax error with its place", async () => {
    const run = await runTest(`const a = 1\nconst b = (`)
    assert.strictEqual(run.outcome, "failed")
    assert.strictEqual(run.failure?.name, "SyntaxError")
    assert.include(run.stderr, "script.ts:2")
  })

  it("reports the exit code a script chose", async () => {
    assert.deepInclude(await runTest(`process.exit(3)`), { outcome: "failed", exitCode: 3 })
    assert.deepInclude(await runTest(`process.kill(process.pid, "SIGTERM")`), {
      outcome: "failed",
      exitCode: null,
      signal: "SIGTERM"
    })
  })

  it("fails a script whose top-level await never settles", async () => {
    assert.deepInclude(await runTest(`await new Promise(() => {})`), { outcome: "failed", exitCode: 13 })
  })

  it("passes output on as it comes, as it is", async () => {
    const seen: string[] = []
    await runTest(`console.log("\\u001b[31mred"); console.error("é")`, {
      onOutput: (stream, text) => seen.push(`${stream}:${text}`)
    })
    assert.sameMembers(seen, ["stdout:\u001b[31mred\n", "stderr:é\n"])
  })

  it("runs several scripts at once without mixing them", async () => {
    const runs = await Promise.all(
      [1, 2, 3].map((n) => runTest(`await posthog.listObjects(); export default ${n}`))
    )
    assert.deepStrictEqual(
      runs.map(({ result }) => result),
      [1, 2, 3]
    )
  })
})

describe("a run that cannot begin", () => {
  const reasonOf = (promise: Promise<unknown>) =>
    promise.then(
      () => assert.fail("resolved"),
      (error: unknown) => {
        assert.instanceOf(error, RunError)
        return error.reason
      }
    )

  it("refuses an empty, an oversized and a foreign script", async () => {
    assert.include((await reasonOf(runTest("  "))).message, "it is empty")
    assert.include((await reasonOf(runTest("x".repeat(1_100_000)))).message, "at most 1048576 are accepted")
    assert.include(
      (await reasonOf(runTest("1", { language: "py" as "js" }))).message,
      '"py" is not supported'
    )
  })

  it("refuses a grant with an unknown table, verb or part", async () => {
    assert.include(
      (await reasonOf(runTest("1", { grant: { tables: ["evnts"] } }))).message,
      '"evnts" is not one of events'
    )
    assert.include(
      (await reasonOf(runTest("1", { grant: { verbs: ["write" as "query"] } }))).message,
      '"write" is not one of'
    )
    assert.include(
      (await reasonOf(runTest("1", { grant: { ["row"]: 5 } as object }))).message,
      "no such part"
    )
    assert.include(
      (await reasonOf(runTest("1", { grant: { rowsPerQuery: 60_000 } }))).message,
      "from 1 to 50000"
    )
  })
})
