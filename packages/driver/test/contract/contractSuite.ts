/** What holds against any PostHog: the engine, and a live project when one is given. It only reads. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { PostHog, PostHogOptions } from "../../src/index.ts"
import { failure } from "../scripted.ts"
import { doors } from "./doors.ts"

export function contractSuite(target: () => PostHogOptions): void {
  describe.each(doors)("through %s", (_door, open) => {
    let posthog: PostHog
    beforeAll(() => {
      posthog = open(target())
    })
    afterAll(() => posthog.close())

    it("lists the eight objects in their original order", async () => {
      const objects = await posthog.listObjects()
      expect(objects.map((object) => object.name)).toEqual([
        "events",
        "insights",
        "persons",
        "cohorts",
        "feature_flags",
        "sessions",
        "annotations",
        "experiments"
      ])
    })

    it("gives the fields of every object, live columns and discovered properties among them", async () => {
      for (const { name } of await posthog.listObjects()) {
        const fields = await posthog.getFields(name)
        expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length)
        expect(fields.some((field) => field.kind === "column")).toBe(true)
      }
      const events = await posthog.getFields("events")
      expect(events).toContainEqual(
        expect.objectContaining({ name: "timestamp", type: "datetime", kind: "column" })
      )
      expect(events.filter((field) => field.kind === "property").length).toBeGreaterThan(0)
    })

    it("gives what a query can be checked against without being sent", async () => {
      const schema = await posthog.project.schema()
      expect(schema.timezone).not.toBe("")
      expect([0, 1]).toContain(schema.weekStartDay)
      for (const list of [schema.cohorts, schema.actions, schema.groupTypes, schema.warehouseTables])
        expect(Array.isArray(list)).toBe(true)
      if (!schema.unread.includes("property_definitions"))
        expect(schema.propertyDefinitions.filter(({ scope }) => scope === "event").length).toBeGreaterThan(0)
    })

    it("suggests the object that was meant", async () => {
      const { reason } = await failure(posthog.getFields("users"))
      expect(reason).toMatchObject({ _tag: "UnknownObject", name: "users", suggestion: "persons" })
    })

    it("gives rows by column name, and the same rows by position", async () => {
      const result = await posthog.query("select 1 as one, 'two' as two")
      expect(result.rows).toEqual([{ one: 1, two: "two" }])
      expect(result.rowArrays).toEqual([[1, "two"]])
      expect(result.columns.map((column) => column.name)).toEqual(["one", "two"])
      expect(result.columns[0]?.type).toMatch(/Int/)
      expect(result.queryId).toMatch(/^[0-9a-f-]{36}$/)
      expect(result.timings.elapsedMillis).toBeGreaterThanOrEqual(0)
    })

    it("says that PostHog's default limit cut, and how to get the rest", async () => {
      const { rows, completeness } = await posthog.query("select number from numbers(101)")
      expect(rows).toHaveLength(100)
      expect(completeness).toMatchObject({ status: "truncated", cause: "default-limit", returned: 100 })
      expect(JSON.stringify(completeness)).toContain("LIMIT")
    })

    it("proves exactly 100 rows without a LIMIT complete", async () => {
      const { rows, completeness } = await posthog.query("select number from numbers(100)")
      expect(rows).toHaveLength(100)
      expect(completeness).toEqual({ status: "complete", proof: "server-said-no-more" })
    })

    it("proves a LIMIT complete, or says that it cut", async () => {
      const all = await posthog.query("select number from numbers(7) limit 7")
      expect(all.rows).toHaveLength(7)
      expect(all.completeness).toEqual({ status: "complete", proof: "asked-for-one-more" })
      const cut = await posthog.query("select number from numbers(8) order by number limit 7 -- seven")
      expect(cut.rows).toHaveLength(7)
      expect(cut.completeness).toMatchObject({ status: "truncated", cause: "your-limit", returned: 7 })
    })

    it("obeys the limit option, with and without a trailing comment, and around a UNION", async () => {
      for (const text of [
        "select number from numbers(9)",
        "select number from numbers(9) -- limit 2",
        "select number from numbers(9) limit 8",
        "select number from numbers(4) union all select number from numbers(5)"
      ]) {
        const { rows, completeness } = await posthog.query(text, { limit: 3 })
        expect(rows).toHaveLength(3)
        expect(completeness).toMatchObject({ status: "truncated", cause: "your-limit" })
      }
      const all = await posthog.query("select 1 as a union all select 2", { limit: 3 })
      expect(all.completeness).toEqual({ status: "complete", proof: "asked-for-one-more" })
    })

    it("proves a short UNION ALL complete, and claims no more about UNION DISTINCT than PostHog says", async () => {
      const all = await posthog.query("select 1 as a union all select 2 as a")
      expect(all.completeness).toEqual({ status: "complete", proof: "below-every-limit" })
      const distinct = await posthog.query("select 1 as a union distinct select 2 as a")
      // PostHog says nothing; the engine answers for the set as a whole.
      expect(["unknown", "complete"]).toContain(distinct.completeness.status)
    })

    it("brings 64-bit integers, NULL, arrays and unicode through unchanged", async () => {
      const { rows } = await posthog.query(
        "select 9007199254740993 as big, null as nothing, [1, 2] as list, 'naïve 🦔 \\' \\\\ \"' as text"
      )
      expect(rows).toEqual([
        { big: 9007199254740993n, nothing: null, list: [1, 2], text: "naïve 🦔 ' \\ \"" }
      ])
    })

    it("takes values that look like syntax as values", async () => {
      const hostile = "'; drop table events; -- {x} `\" \\' %s \u2028"
      const { rows } = await posthog.query("select {text} as text, {big} as big", {
        values: { text: hostile, big: 9007199254740993n }
      })
      expect(rows).toEqual([{ text: hostile, big: 9007199254740993n }])
    })

    it("names an unknown table and its place", async () => {
      const text = "select 1 from evnts"
      const { reason } = await failure(posthog.query(text))
      expect(reason._tag).toBe("QueryRejected")
      if (reason._tag !== "QueryRejected") return
      expect(reason.message).toContain("evnts")
      expect(reason.start === undefined ? undefined : text.slice(reason.start, reason.end)).toBe("evnts")
    })

    it("rejects broken syntax", async () => {
      expect((await failure(posthog.query("select from where"))).reason._tag).toBe("QueryRejected")
      expect((await failure(posthog.query("select (1 limit 5"))).reason._tag).toBe("QueryRejected")
    })

    it("refuses an empty query and OFFSET before any request", async () => {
      const empty = await failure(posthog.query(" \n "))
      expect(empty.reason).toMatchObject({ _tag: "QueryRejected", code: "empty_query" })
      const offset = await failure(posthog.query("select event from events limit 10 offset 10"))
      expect(offset.reason).toMatchObject({ _tag: "QueryRejected", code: "offset_refused" })
      expect(offset.message).toContain("(timestamp, uuid)")
      expect(offset.requestId).toBeUndefined()
    })

    it("lists REST objects and says whether that is all of them", async () => {
      for (const area of [
        posthog.insights,
        posthog.cohorts,
        posthog.flags,
        posthog.experiments,
        posthog.annotations
      ]) {
        const { results, completeness } = await area.list()
        expect(["complete", "truncated"]).toContain(completeness.status)
        expect(results.length).toBeLessThanOrEqual(100)
      }
      const { results, completeness } = await posthog.persons.list({ limit: 1 })
      expect(results.length).toBeLessThanOrEqual(1)
      if (results.length === 1) expect(completeness.status).toMatch(/truncated|complete/)
    })

    it("is healthy, check by check", async () => {
      const { healthy, checks } = await posthog.health()
      expect(checks.map((check) => check.name)).toEqual(["personal-key", "scopes", "project", "query"])
      expect(checks.filter((check) => !check.ok)).toEqual([])
      expect(healthy).toBe(true)
    })

    it("describes the project", async () => {
      expect((await posthog.project.current()).id).toBe(target().projectId)
    })

    it("rejects an aborted query with the signal's reason", async () => {
      const reason = new Error("enough")
      await expect(posthog.query("select 1", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      const controller = new AbortController()
      const running = posthog.query("select count() from numbers(20000000000)", { signal: controller.signal })
      controller.abort(reason)
      await expect(running).rejects.toBe(reason)
    })

    it("says why a wrong key makes it unhealthy", async () => {
      const stranger = open({ ...target(), personalApiKey: `phx_${"wrong".repeat(8)}` })
      const health = await stranger.health()
      expect(health.healthy).toBe(false)
      expect(health.checks[0]).toMatchObject({ name: "personal-key", ok: false, failure: "Unauthorized" })
      expect(health.checks[3]).toMatchObject({ ok: false, reason: "Not tried, because personal-key failed." })
      expect((await failure(stranger.query("select 1"))).reason._tag).toBe("Unauthorized")
      await stranger.close()
    })
  })
}
