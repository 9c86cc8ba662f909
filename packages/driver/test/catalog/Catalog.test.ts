import type { SentRequest } from "@posthog-driver/transport/testing"
import { describe, expect, it } from "vitest"
import { failure, refusal, rows, scripted } from "../scripted.ts"

const column = (name: string, type: string, more: object = {}) => ({
  name,
  type,
  hogql_value: name,
  schema_valid: true,
  ...more
})

const schema = {
  json: {
    tables: {
      events: {
        type: "posthog",
        id: "events",
        name: "events",
        fields: {
          timestamp: column("timestamp", "datetime"),
          created_at: column("created_at", "datetime"),
          $session_id: { ...column("$session_id", "string"), hogql_value: "`$session_id`" },
          "a b": { ...column("a b", "string"), hogql_value: "`a b`" },
          pdi: column("pdi", "lazy_table", { table: "person_distinct_ids" }),
          person: column("person", "field_traverser", { chain: ["pdi", "person"] })
        }
      },
      "system.insights": { fields: { id: column("id", "integer"), short_id: column("short_id", "string") } }
    },
    joins: []
  }
}

const definitions = (names: ReadonlyArray<readonly [string, string | null]>, next: string | null = null) => ({
  json: {
    count: names.length,
    next,
    previous: null,
    results: names.map(([name, property_type]) => ({ name, property_type }))
  }
})

const answer = (request: SentRequest) =>
  request.url.endsWith("/query/")
    ? schema
    : definitions([
        ["plan", "String"],
        ["net amount", "Numeric"],
        ["mystery", null]
      ])

describe("listObjects", () => {
  it("counts the lists, leaves the tables uncounted, and names the eight objects in order", async () => {
    const { posthog, sent } = scripted(() => ({ json: { count: 3, results: [] } }))
    const objects = await posthog.listObjects()
    expect(objects.map(({ name, rows: count }) => [name, count])).toEqual([
      ["events", undefined],
      ["insights", 3],
      ["persons", undefined],
      ["cohorts", 3],
      ["feature_flags", 3],
      ["sessions", undefined],
      ["annotations", 3],
      ["experiments", 3]
    ])
    expect(sent.map((request) => request.method)).toEqual(Array(5).fill("GET"))
    expect(objects[1]).not.toHaveProperty("fields")
  })

  it("counts the tables on request", async () => {
    const { posthog } = scripted((request) =>
      request.method === "POST"
        ? rows(["count()"], [[200_000]], { hasMore: false })
        : { json: { count: 3, results: [] } }
    )
    const objects = await posthog.listObjects({ countRows: true })
    expect(objects.find((object) => object.name === "events")?.rows).toBe(200_000)
  })

  it("leaves out the number of a list the key may not read", async () => {
    const { posthog } = scripted((request) =>
      request.url.includes("/cohorts/")
        ? refusal(
            403,
            "authentication_error",
            "permission_denied",
            "API key missing required scope 'cohort:read'"
          )
        : { json: { count: 3, results: [] } }
    )
    const objects = await posthog.listObjects()
    expect(objects[3]).not.toHaveProperty("rows")
    expect(objects[4]).toHaveProperty("rows", 3)
  })

  it("fails when PostHog does not know the key", async () => {
    const { posthog } = scripted(() => refusal(401, "authentication_error", "authentication_failed", "no"))
    expect((await failure(posthog.listObjects())).reason._tag).toBe("Unauthorized")
  })
})

describe("getFields", () => {
  it("merges what is known, what is live and what was discovered", async () => {
    const { posthog, sent } = scripted(answer)
    const fields = await posthog.getFields("events")
    const byName = new Map(fields.map((field) => [field.name, field]))
    expect(byName.get("timestamp")).toMatchObject({ type: "datetime", kind: "column", nullable: false })
    expect(byName.get("created_at")).toMatchObject({ type: "datetime", kind: "column" })
    expect(byName.get("created_at")).not.toHaveProperty("nullable")
    expect(byName.get("person")).toMatchObject({ kind: "relation", type: "object" })
    expect(byName.get("pdi")?.description).toContain("person_distinct_ids")
    expect(byName.has("$session_id")).toBe(true)
    expect(byName.has("`a b`")).toBe(true)
    expect(byName.get("properties.plan")).toMatchObject({ kind: "property", type: "string", nullable: true })
    expect(byName.get("properties.`net amount`")).toMatchObject({ kind: "property", type: "float" })
    expect(byName.get("properties.mystery")).toMatchObject({ type: "unknown" })
    expect(sent.some((request) => request.url.includes("property_definitions/?type=event&limit=500"))).toBe(
      true
    )
  })

  it("gives live columns of an object kept over REST beside its own fields", async () => {
    const { posthog, sent } = scripted(answer)
    const fields = await posthog.getFields("insights")
    expect(fields.find((field) => field.name === "id")).toMatchObject({ kind: "column", type: "integer" })
    expect(fields.find((field) => field.name === "short_id")).toMatchObject({ kind: "column" })
    expect(fields.find((field) => field.name === "filters")).toMatchObject({ kind: "object" })
    expect(sent).toHaveLength(1)
  })

  it("reads every page of property names, or fails", async () => {
    const next = "https://posthog.test/api/projects/7/property_definitions/?type=event&limit=500&offset=500"
    const pages = (broken: boolean) => (request: SentRequest) => {
      if (request.url.endsWith("/query/")) return schema
      if (!request.url.includes("offset")) return definitions([["first", "String"]], next)
      return broken ? { status: 400, json: {} } : definitions([["second", "String"]])
    }
    const fields = await scripted(pages(false)).posthog.getFields("events")
    expect(fields.map((field) => field.name)).toEqual(
      expect.arrayContaining(["properties.first", "properties.second"])
    )
    expect((await failure(scripted(pages(true)).posthog.getFields("events"))).reason._tag).toBe(
      "InvalidRequest"
    )
  })

  it("fails when the next page of property names is on another host", async () => {
    const elsewhere = "https://evil.test/api/projects/7/property_definitions/?offset=500"
    const { posthog } = scripted((request) =>
      request.url.endsWith("/query/") ? schema : definitions([["first", "String"]], elsewhere)
    )
    expect((await failure(posthog.getFields("events"))).reason).toMatchObject({
      _tag: "UnexpectedBody",
      problem: "it names a next page on another host, which is not followed"
    })
  })

  it("refuses an unknown object without a request, and suggests one", async () => {
    const { posthog, sent } = scripted([])
    const { reason } = await failure(posthog.getFields("evnts"))
    expect(reason).toMatchObject({ _tag: "UnknownObject", suggestion: "events" })
    expect(reason.message).toContain("Did you mean events?")
    expect(sent).toHaveLength(0)
  })
})
