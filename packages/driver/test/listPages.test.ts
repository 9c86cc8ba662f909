import { describe, expect, it } from "vitest"
import { failure, scripted } from "./scripted.ts"

const page = (from: number, count: number, next: string | null) => ({
  json: {
    count: 1_000,
    next,
    previous: null,
    results: Array.from({ length: count }, (_, index) => ({ id: from + index, extra: { kept: true } }))
  }
})
const at = (offset: number) => `https://posthog.test/api/projects/7/cohorts/?limit=100&offset=${offset}`

describe("list", () => {
  it("gives the whole list when there is one page, with fields it does not know", async () => {
    const { posthog, sent } = scripted([page(1, 2, null)])
    const { results, completeness } = await posthog.cohorts.list()
    expect(results).toEqual([
      { id: 1, extra: { kept: true } },
      { id: 2, extra: { kept: true } }
    ])
    expect(completeness).toEqual({ status: "complete", proof: "last-page" })
    expect(sent[0]?.url).toBe("https://posthog.test/api/projects/7/cohorts/?limit=100")
  })

  it("says that its default of 100 cut", async () => {
    const { posthog, sent } = scripted([page(1, 100, at(100))])
    expect((await posthog.cohorts.list()).completeness).toMatchObject({
      cause: "default-limit",
      returned: 100
    })
    expect(sent).toHaveLength(1)
  })

  it("follows next as PostHog wrote it", async () => {
    const { posthog, sent } = scripted([page(1, 100, at(100)), page(101, 100, at(200)), page(201, 30, null)])
    const { results, completeness } = await posthog.cohorts.list({ limit: 1_000 })
    expect(results).toHaveLength(230)
    expect(completeness.status).toBe("complete")
    expect(sent.map((request) => request.url).slice(1)).toEqual([at(100), at(200)])
  })

  it("cuts in the middle of a page", async () => {
    const { posthog } = scripted([page(1, 100, at(100)), page(101, 50, null)])
    const { results, completeness } = await posthog.cohorts.list({ limit: 120 })
    expect(results).toHaveLength(120)
    expect(completeness).toMatchObject({ status: "truncated", cause: "your-limit", returned: 120 })
  })

  it.each([
    "https://evil.test/api/projects/7/cohorts/?offset=100",
    "http://posthog.test/api/projects/7/cohorts/",
    "https://["
  ])("does not follow next to %s", async (next) => {
    const { posthog, sent } = scripted([page(1, 100, next)])
    const { results, completeness } = await posthog.cohorts.list({ limit: 500 })
    expect(results).toHaveLength(100)
    expect(completeness).toMatchObject({ status: "truncated", cause: "failed-page" })
    expect(sent).toHaveLength(1)
  })

  it("fails when next leads back to a page that was read", async () => {
    const { posthog, sent } = scripted(() => page(1, 10, at(100)))
    expect((await failure(posthog.cohorts.list({ limit: 500 }))).reason).toMatchObject({
      _tag: "UnexpectedBody",
      problem: "it names a next page that was read before"
    })
    expect(sent).toHaveLength(2)
  })

  it("gives the pages before a page that fails, and says so", async () => {
    const { posthog } = scripted([page(1, 100, at(100)), { status: 500, json: {} }])
    const { results, completeness } = await posthog.cohorts.list({ limit: 500 })
    expect(results).toHaveLength(100)
    expect(completeness).toMatchObject({ status: "truncated", cause: "failed-page", returned: 100 })
  })

  it("fails when the first page fails", async () => {
    const { posthog } = scripted([{ status: 500, json: {} }])
    expect((await failure(posthog.cohorts.list())).reason._tag).toBe("ServerFailed")
  })

  it("refuses a limit that is no whole number", async () => {
    const { posthog, sent } = scripted([])
    expect((await failure(posthog.flags.list({ limit: 0 }))).reason._tag).toBe("RequestRefused")
    expect(sent).toHaveLength(0)
  })

  it("sends only the filters PostHog's person list takes", async () => {
    const { posthog, sent } = scripted([page(1, 1, null)])
    await posthog.persons.list({ email: "a@b.test", distinctId: "u 1", search: "x" })
    expect(Object.fromEntries(new URL(sent[0]?.url ?? "").searchParams)).toEqual({
      search: "x",
      distinct_id: "u 1",
      email: "a@b.test",
      limit: "100"
    })
  })
})
