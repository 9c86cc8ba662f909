import { describe, expect, it } from "vitest"
import { bodyOf, failure, keys, scripted } from "../scripted.ts"

const event = (name: string) => ({ event: name, distinctId: "u1" })
const ok = { json: { status: 1 } }

describe("capture", () => {
  it("sends one event to the ingest host with the token in the body and no key", async () => {
    const { posthog, sent } = scripted([ok], { host: "https://us.posthog.com" })
    const receipt = await posthog.capture.event({ ...event("signed up"), properties: { plan: "pro" } })
    expect(sent[0]?.url).toBe("https://us.i.posthog.com/batch/")
    expect(sent[0]?.headers).not.toHaveProperty("authorization")
    expect(JSON.stringify(sent[0])).not.toContain(keys.personalApiKey)
    const body = bodyOf(sent[0])
    expect(body).toMatchObject({
      api_key: keys.projectToken,
      batch: [{ event: "signed up", distinct_id: "u1", uuid: receipt.uuids[0], properties: { plan: "pro" } }]
    })
    expect(body).not.toHaveProperty("sent_at")
    expect(receipt).toEqual({ accepted: 1, uuids: [expect.stringMatching(/^[0-9a-f-]{36}$/)] })
  })

  it("sends the very same event again when it has to", async () => {
    const { posthog, sent } = scripted([{ status: 503, text: "transient error, please retry" }, ok], {
      retry: { attempts: 2, baseMillis: 1, capMillis: 1 }
    })
    await posthog.capture.event(event("paid"))
    expect(sent).toHaveLength(2)
    expect(sent[1]?.body).toBe(sent[0]?.body)
  })

  it("sends nothing when one event of a batch is wrong, and says which", async () => {
    const { posthog, sent } = scripted([])
    const { reason } = await failure(posthog.capture.batch([event("a"), event(""), event("c")]))
    expect(reason).toMatchObject({ _tag: "EventInvalid", index: 1 })
    expect(sent).toHaveLength(0)
  })

  it("sends an empty batch as nothing", async () => {
    const { posthog, sent } = scripted([])
    expect(await posthog.capture.batch([])).toEqual({ accepted: 0, uuids: [] })
    expect(sent).toHaveLength(0)
  })

  it("does not count events that a used-up quota drops", async () => {
    const { posthog } = scripted([{ json: { status: 1, quota_limited: ["events"] } }])
    const receipt = await posthog.capture.batch([event("a"), event("$exception"), event("b")])
    expect(receipt).toMatchObject({ accepted: 1, quotaLimited: ["events"] })
    expect(receipt.uuids).toHaveLength(3)
  })

  it("splits 1,200 events into three requests, in order", async () => {
    const { posthog, sent } = scripted([ok, ok, ok])
    const receipt = await posthog.capture.batch(
      Array.from({ length: 1_200 }, (_, index) => event(`e${index}`))
    )
    const batches = sent.map((request) => bodyOf(request)["batch"] as ReadonlyArray<{ uuid: string }>)
    expect(batches.map((batch) => batch.length)).toEqual([500, 500, 200])
    expect(batches.flat().map((each) => each.uuid)).toEqual(receipt.uuids)
    expect(receipt.accepted).toBe(1_200)
  })

  it("names what was not delivered when a later request of a batch fails", async () => {
    const { posthog, sent } = scripted([ok, { status: 401, text: "API key is not valid: empty" }])
    const { reason } = await failure(
      posthog.capture.batch(Array.from({ length: 700 }, (_, index) => event(`e${index}`)))
    )
    expect(reason).toMatchObject({ _tag: "CaptureIncomplete", accepted: 500, why: { _tag: "Unauthorized" } })
    const undelivered = (bodyOf(sent[1])["batch"] as ReadonlyArray<{ uuid: string }>).map((each) => each.uuid)
    expect(reason).toHaveProperty("undelivered", undelivered)
  })

  it("carries the transport's reason when nothing was delivered", async () => {
    const { posthog } = scripted([{ failWith: "ECONNREFUSED" }])
    expect((await failure(posthog.capture.event(event("a")))).reason._tag).toBe("Unreachable")
  })

  it("sends a bigint exactly", async () => {
    const { posthog, sent } = scripted([ok])
    await posthog.capture.event({ ...event("a"), properties: { big: 9007199254740993n } })
    expect(sent[0]?.body).toContain('"big":9007199254740993')
  })

  it("blames the project token, not the key, when it is not accepted", async () => {
    const { posthog } = scripted([{ status: 401, text: "API key is not valid: empty" }])
    const { reason } = await failure(posthog.capture.event(event("a")))
    expect(reason._tag).toBe("Unauthorized")
    expect(reason.message).toContain("project token (POSTHOG_PROJECT_TOKEN)")
  })

  it("names the missing project token", async () => {
    const { posthog, sent } = scripted([], { projectToken: undefined })
    const { reason } = await failure(posthog.capture.event(event("a")))
    expect(reason).toMatchObject({ _tag: "InvalidSettings", setting: "projectToken" })
    expect(reason.message).toContain("POSTHOG_PROJECT_TOKEN")
    expect(sent).toHaveLength(0)
  })

  it("flushes when what is being sent has been answered, whatever the answer", async () => {
    const { posthog, sent } = scripted([{ status: 400, text: "request holds no event" }, ok])
    const outcomes: Array<string> = []
    const first = posthog.capture.event(event("a")).then(
      () => outcomes.push("sent"),
      () => outcomes.push("failed")
    )
    const second = posthog.capture.event(event("b")).then(() => outcomes.push("sent"))
    while (sent.length < 2) await new Promise((resolve) => setImmediate(resolve))
    await posthog.capture.flush()
    await Promise.all([first, second])
    expect(outcomes.toSorted()).toEqual(["failed", "sent"])
    await posthog.capture.flush()
  })
})
