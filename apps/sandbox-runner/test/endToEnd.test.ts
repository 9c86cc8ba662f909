import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { inspect } from "node:util"
import { createPostHog, type PostHog } from "@posthog-driver/driver"
import { type Engine, startEngine } from "@posthog-driver/engine"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { runScript } from "../src/index.ts"
import { isSandboxMissing, whySkipped } from "./support/sandbox.ts"

describe.skipIf(isSandboxMissing)(`runScript against a real project${whySkipped}`, () => {
  let dataDir: string
  let engine: Engine
  let posthog: PostHog

  beforeAll(async () => {
    dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-engine-"))
    engine = await startEngine({ dataDir, seed: { size: "small", endDate: "2026-11-01" } })
    posthog = createPostHog({
      host: engine.url,
      projectId: engine.projectId,
      personalApiKey: engine.personalApiKey
    })
  }, 120_000)
  afterAll(async () => {
    await posthog.close()
    await engine.close()
    fs.rmSync(dataDir, { recursive: true, force: true })
  })

  it("answers a script's queries through driver and engine, and gives it no key", async () => {
    const run = await runScript({
      posthog,
      source: `
        interface Row { event: string; n: number }
        const objects = await posthog.listObjects()
        const fields = await posthog.getFields("events")
        const top = await posthog.query<Row>("select event, count() as n from events where event != {noise} group by event order by n desc limit 3", { values: { noise: "$pageleave" } })
        const exact = await posthog.query("select 9007199254740993 as n, toDecimal('1.10', 2) as d, null as nothing")
        export default {
          objects: objects.length,
          hasEvent: fields.some(({ name }) => name === "event"),
          first: top.rows[0]?.event,
          completeness: top.completeness,
          exact: exact.rowArrays,
          seen: JSON.stringify([process.env, process.argv])
        }`
    })
    assert.strictEqual(run.outcome, "succeeded", run.stderr)
    assert.deepInclude(run.result, {
      objects: 8,
      hasEvent: true,
      first: "$pageview",
      exact: [[9007199254740993n, "1.10", null]]
    })
    assert.deepInclude(run.usage, { queries: 2, rows: 4, refused: 0 })
    const everything = inspect(run, { depth: 20, maxStringLength: null })
    assert.notInclude(everything, engine.personalApiKey)
    assert.notInclude(everything, engine.url)
  })

  it("lets the compiler decide which tables a query touches, and refuses what it cannot resolve", async () => {
    const run = await runScript({
      posthog,
      grant: { tables: ["events"] },
      language: "js",
      source: `
        const tag = (text) => posthog.query(text).then(() => "answered", (error) => [error.reason._tag, error.reason.tables ?? error.reason.fix])
        export default [
          await tag("select count() from events"),
          await tag("with e as (select * from persons) select count() from e"),
          await tag("select count() from events where person_id in (select id from persons)"),
          await tag("select count() from evnts"),
          await tag("select count() from events; drop table events"),
          await tag("select * from system.insights")
        ]`
    })
    assert.deepStrictEqual(run.result, [
      "answered",
      ["TableNotGranted", ["persons"]],
      ["TableNotGranted", ["persons"]],
      ["QueryInvalid", "events"],
      ["QueryInvalid", null],
      ["TableNotGranted", ["system.insights"]]
    ])
    assert.strictEqual(run.usage.queries, 1)
  })

  it("knows the project's cohorts", async () => {
    const { rowArrays } = await posthog.query("select id, name from system.cohorts order by id limit 1")
    const run = await runScript({
      posthog,
      language: "js",
      source: `
        const count = (text) => posthog.query(text).then(({ rows }) => typeof rows[0].n, (error) => error.reason._tag)
        export default [
          await count("select count() as n from events where person_id in cohort ${Number(rowArrays[0]![0])}"),
          await count("select count() as n from events where person_id in cohort 999999")
        ]`
    })
    assert.deepStrictEqual(run.result, ["number", "QueryInvalid"])
  })

  it("brings all rows up to the grant, not PostHog's default of 100", async () => {
    const run = await runScript({
      posthog,
      grant: { rowsPerQuery: 500 },
      source: `
        const { rows, completeness } = await posthog.query("select event from events")
        export default [rows.length, completeness]`
    })
    const [rows, completeness] = run.result as [number, object]
    assert.strictEqual(rows, 500)
    assert.deepInclude(completeness, { status: "truncated", cause: "row-budget", returned: 500 })
  })
})
