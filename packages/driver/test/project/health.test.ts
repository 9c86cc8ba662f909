import { describe, expect, it } from "vitest"
import { refusal, rows, scripted } from "../scripted.ts"

const user = { json: { uuid: "u", email: "someone@posthog.test" } }
const key = { json: { scopes: ["query:read", "project:read"] } }
const project = { json: { id: 7, name: "Hedgehogs", timezone: "UTC" } }
const one = rows(["1"], [[1]], { hasMore: false })
const lacks = (scope: string) =>
  refusal(403, "authentication_error", "permission_denied", `API key missing required scope '${scope}'`)

describe("health", () => {
  it("checks key, scopes, project and query, in this order", async () => {
    const { posthog, sent } = scripted([user, key, project, one])
    const { healthy, checks } = await posthog.health()
    expect(healthy).toBe(true)
    expect(checks.map(({ name, ok, note }) => [name, ok, note])).toEqual([
      ["personal-key", true, undefined],
      ["scopes", true, "The key has: query:read, project:read."],
      ["project", true, "Hedgehogs"],
      ["query", true, undefined]
    ])
    expect(sent.map((request) => new URL(request.url).pathname)).toEqual([
      "/api/users/@me/",
      "/api/personal_api_keys/@current/",
      "/api/projects/7/",
      "/api/projects/7/query/"
    ])
  })

  it("names the circuits that are open, with the lane and for how long", async () => {
    const { posthog } = scripted([{ status: 503, text: "" }, user, key, project, one], {
      breaker: { failures: 1 }
    })
    await posthog.query("select 1").catch(() => undefined)
    const { checks, circuits, healthy } = await posthog.health()
    expect(healthy).toBe(false)
    expect(checks[3]).toMatchObject({ name: "query", ok: false, failure: "CircuitOpen" })
    expect(circuits).toMatchObject([{ host: "posthog.test", lane: "query", state: "open" }])
    expect(circuits[0]?.retryAfterMillis).toBeLessThanOrEqual(10_000)
  })

  it("takes a key that lacks user:read for the valid key it is", async () => {
    const { posthog } = scripted([
      lacks("user:read"),
      refusal(404, "invalid_request", "not_found", "Not found."),
      project,
      one
    ])
    const { healthy, checks } = await posthog.health()
    expect(healthy).toBe(true)
    expect(checks[0]?.note).toContain("user:read")
    expect(checks[1]?.note).toContain("does not tell")
  })

  it("says which scope is missing, and goes on", async () => {
    const { posthog } = scripted([user, key, lacks("project:read"), one])
    const { healthy, checks } = await posthog.health()
    expect(healthy).toBe(false)
    expect(checks[2]).toMatchObject({ name: "project", ok: false, failure: "Forbidden" })
    expect(checks[2]?.reason).toContain("project:read")
    expect(checks[3]?.ok).toBe(true)
  })

  it.each([
    ["Unreachable", { failWith: "ECONNREFUSED" }],
    ["Unauthorized", refusal(401, "authentication_error", "authentication_failed", "no")]
  ])("stops after %s and says of the rest that it was not tried", async (failure, answer) => {
    const { posthog, sent } = scripted([answer])
    const { healthy, checks } = await posthog.health()
    expect(healthy).toBe(false)
    expect(checks[0]).toMatchObject({ ok: false, failure })
    expect(checks.slice(1).map((check) => check.reason)).toEqual(
      Array(3).fill("Not tried, because personal-key failed.")
    )
    expect(sent).toHaveLength(1)
  })
})
