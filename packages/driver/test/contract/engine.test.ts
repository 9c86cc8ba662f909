import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Engine } from "@posthog-driver/engine"
import { startEngine } from "@posthog-driver/engine"
import { eq, events, fn, select } from "@posthog-driver/hogql-builder"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { PostHogOptions } from "../../src/index.ts"
import { createPostHog } from "../../src/index.ts"
import { failure } from "../scripted.ts"
import { contractSuite } from "./contractSuite.ts"

let engine: Engine
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "driver-contract-"))
  engine = await startEngine({ dataDir, seed: { size: "small", endDate: "2026-11-01" } })
}, 120_000)

afterAll(async () => {
  await engine.close()
  await rm(dataDir, { recursive: true, force: true })
})

const options = (): PostHogOptions => ({
  host: engine.url,
  projectId: engine.projectId,
  personalApiKey: engine.personalApiKey,
  projectToken: engine.projectToken
})

describe("against the engine", () => {
  contractSuite(options)

  it("captures an event once, however often it is sent", async () => {
    await using posthog = createPostHog(options())
    const event = {
      event: "driver contract",
      distinctId: "contract-1",
      uuid: "019a0000-0000-7000-8000-00000000c0de",
      timestamp: "2026-10-30T12:00:00.123456Z",
      properties: { plan: "pro", nested: { list: [1, "two", null] } }
    }
    const receipt = await posthog.capture.event(event)
    expect(receipt).toEqual({ accepted: 1, uuids: [event.uuid] })
    await posthog.capture.event(event)
    await posthog.capture.flush()
    const { rows } = await posthog.query(
      "select distinct uuid, timestamp, properties.plan as plan from events where event = 'driver contract'"
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ uuid: event.uuid, plan: "pro" })
    expect(rows[0]?.["timestamp"]).toMatch(/^2026-10-30T12:00:00\.123456/)
  })

  it("does not call a union complete when a member has a LIMIT, and does when none has", async () => {
    await using posthog = createPostHog(options())
    for (const text of [
      "select event from events limit 1 union all select event from events",
      "select 1 as n limit 1 union all select 2 as n",
      "select 1 as n union all select 2 as n limit 1"
    ]) {
      expect((await posthog.query(text)).completeness.status).not.toBe("complete")
      expect((await posthog.query(text, { limit: 1_000 })).completeness.status).not.toBe("complete")
    }
    const short = await posthog.query("select 1 as n union all select 2 as n")
    expect(short.completeness.status).toBe("complete")
  })

  it("keeps a decimal as text, unrounded", async () => {
    await using posthog = createPostHog(options())
    const { rows, columns } = await posthog.query("select toDecimal('12345678901.123456', 6) as d")
    expect(rows).toEqual([{ d: "12345678901.123456" }])
    expect(columns[0]?.type).toContain("Decimal")
  })

  it("runs a builder query with its values", async () => {
    await using posthog = createPostHog(options())
    const query = select(events).columns({ n: fn.count() }).where(eq(events.event, "$pageview"))
    const { rows, completeness } = await posthog.query(query)
    expect(rows[0]?.n).toBeGreaterThan(0)
    expect(completeness.status).toBe("complete")
  })

  it("counts what it lists", async () => {
    await using posthog = createPostHog(options())
    const objects = await posthog.listObjects({ countRows: true })
    for (const object of objects) expect(object.rows).toBeGreaterThan(0)
    const flags = await posthog.flags.list()
    expect(objects.find((object) => object.name === "feature_flags")?.rows).toBe(flags.results.length)
  })

  it("follows pages up to the limit", async () => {
    await using posthog = createPostHog(options())
    const { results, completeness } = await posthog.persons.list({ limit: 150 })
    expect(results).toHaveLength(150)
    expect(new Set(results.map((person) => person.id)).size).toBe(150)
    expect(completeness).toMatchObject({ status: "truncated", cause: "your-limit", returned: 150 })
  })

  it("names the setting that capture lacks", async () => {
    await using posthog = createPostHog({ ...options(), projectToken: undefined })
    const { reason } = await failure(posthog.capture.event({ event: "e", distinctId: "u1" }))
    expect(reason).toMatchObject({ _tag: "InvalidSettings", setting: "projectToken" })
  })

  it("refuses a token where a key belongs when the client is made", () => {
    expect(() => createPostHog({ ...options(), personalApiKey: engine.projectToken })).toThrow(
      /personalApiKey: holds a project token/
    )
  })
})
