import { assert, describe, it } from "@effect/vitest"
import { clickhouseInstant, eventInstant, parseInstant } from "../../src/ingest/timestamp.ts"

const at = (iso: string): number => Date.parse(iso) * 1_000
const now = at("2026-11-23T12:00:00Z")
const facts = { timestamp: undefined, sentAt: undefined, offsetMillis: undefined, now }

describe("parseInstant", () => {
  it("reads the forms clients write, without a zone as UTC", () => {
    const expected = at("2026-01-31T08:30:00Z")
    for (const text of [
      "2026-01-31T08:30:00Z",
      "2026-01-31T08:30:00.000Z",
      "2026-01-31 08:30:00",
      "2026/01/31 08:30",
      "2026-01-31T11:30:00+03",
      "2026-01-31T03:00:00-05:30",
      "Sat, 31 Jan 2026 08:30:00 GMT",
      "1769848200",
      1_769_848_200,
      1_769_848_200_000
    ]) {
      assert.strictEqual(parseInstant(text), expected, String(text))
    }
    assert.strictEqual(parseInstant("2026-01-31"), at("2026-01-31T00:00:00Z"))
  })

  it("keeps microseconds", () => {
    assert.strictEqual(parseInstant("2026-01-31T08:30:00.123456Z"), at("2026-01-31T08:30:00Z") + 123_456)
    assert.strictEqual(clickhouseInstant(at("2026-01-31T08:30:00Z") + 123_456), "2026-01-31 08:30:00.123456")
    assert.strictEqual(clickhouseInstant(-1), "1969-12-31 23:59:59.999999")
  })

  it("gives nothing for what is no time", () => {
    for (const value of [
      "",
      "yesterday",
      "2026-02-30",
      "2026-13-01T00:00:00Z",
      "2026-01-31T25:00:00Z",
      {},
      null,
      NaN
    ]) {
      assert.isUndefined(parseInstant(value), JSON.stringify(value))
    }
  })
})

describe("eventInstant", () => {
  const claimed = at("2026-11-23T11:00:00Z")

  it("is now when the client gives no time", () => {
    assert.strictEqual(eventInstant(facts), now)
  })

  it("leaves a skew of 150 seconds alone and takes off what is beyond", () => {
    const sentAt = (seconds: number) => ({ ...facts, timestamp: claimed, sentAt: now + seconds * 1_000_000 })
    assert.strictEqual(eventInstant(sentAt(150)), claimed)
    assert.strictEqual(eventInstant(sentAt(-150)), claimed)
    assert.strictEqual(eventInstant(sentAt(160)), claimed - 10_000_000)
    assert.strictEqual(eventInstant(sentAt(-160)), claimed + 10_000_000)
  })

  it("counts an offset back from now, whatever the timestamp says", () => {
    assert.strictEqual(eventInstant({ ...facts, timestamp: claimed, offsetMillis: 1_500 }), now - 1_500_000)
  })

  it("turns a time more than 23 hours ahead into now, and one that cannot be stored into 1970", () => {
    assert.strictEqual(eventInstant({ ...facts, timestamp: at("2026-11-24T11:00:01Z") }), now)
    assert.strictEqual(
      eventInstant({ ...facts, timestamp: at("2026-11-24T10:59:00Z") }),
      at("2026-11-24T10:59:00Z")
    )
    assert.strictEqual(eventInstant({ ...facts, timestamp: at("1200-01-01T00:00:00Z") }), 0)
  })
})
