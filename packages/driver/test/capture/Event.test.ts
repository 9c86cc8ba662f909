import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { CaptureEvent } from "../../src/capture/Event.ts"
import { prepareEvents } from "../../src/capture/Event.ts"
import { splitBatch } from "../../src/capture/splitBatch.ts"

const now = Date.UTC(2026, 10, 1, 12)
let counter = 0
const bytes = () => Uint8Array.from({ length: 16 }, () => (counter = (counter * 31 + 7) % 256))

const prepare = (events: ReadonlyArray<unknown>) =>
  // Tests hand over what JavaScript callers can.
  prepareEvents(events as ReadonlyArray<CaptureEvent>, now, bytes)

const problem = (event: unknown): string => {
  const result = prepare([{ event: "ok", distinctId: "u1" }, event])
  if (Result.isSuccess(result)) return "accepted"
  expect(result.failure.index).toBe(1)
  return result.failure.problem
}

const prepared = (event: Record<string, unknown>) => {
  const result = prepare([{ event: "signed up", distinctId: "u1", ...event }])
  return Result.getOrThrow(result)[0]!
}

describe("prepareEvents", () => {
  it("fixes a version 7 uuid and the time now", () => {
    const event = prepared({})
    expect(event.timestamp).toBe("2026-11-01T12:00:00.000Z")
    expect(event.uuid).toMatch(/^[0-9a-f-]{14}7/)
    expect(event.properties).toEqual({ $lib: "posthog-driver" })
  })

  it("keeps the uuid, the microseconds and the $lib it is given", () => {
    const event = prepared({
      uuid: "019A0000-0000-7000-8000-000000000001",
      timestamp: "2026-10-31 23:59:59.123456",
      properties: { $lib: "mine" }
    })
    expect(event).toMatchObject({
      uuid: "019a0000-0000-7000-8000-000000000001",
      timestamp: "2026-10-31T23:59:59.123456Z",
      properties: { $lib: "mine" }
    })
  })

  it("takes a date without a time as midnight UTC", () => {
    expect(prepared({ timestamp: "2026-01-31" }).timestamp).toBe("2026-01-31T00:00:00Z")
  })

  it.each([
    [{ event: "", distinctId: "u" }, "event name is empty"],
    [{ event: "x".repeat(201), distinctId: "u" }, "201 characters"],
    [{ distinctId: "u" }, "event name is not text"],
    [{ event: "e" }, "distinctId is not text"],
    [{ event: "e", distinctId: "  " }, "distinctId is empty"],
    [{ event: "e", distinctId: "null" }, "placeholder"],
    [{ event: "e", distinctId: "Anonymous" }, "placeholder"],
    [{ event: "e", distinctId: '"0"' }, "placeholder"],
    [{ event: "e", distinctId: "[object Object]" }, "placeholder"],
    [{ event: "e", distinctId: "u", uuid: "7" }, "not a UUID"],
    [{ event: "e", distinctId: "u", timestamp: new Date(Number.NaN) }, "invalid date"],
    [{ event: "e", distinctId: "u", timestamp: "yesterday" }, "ISO 8601"],
    [{ event: "e", distinctId: "u", timestamp: "2026-02-30T00:00:00Z" }, "does not exist"],
    [{ event: "e", distinctId: "u", timestamp: "2026-11-03T00:00:00Z" }, "23 hours ahead"],
    [{ event: "e", distinctId: "u", properties: { a: Number.NaN } }, "properties.a is NaN"],
    [{ event: "e", distinctId: "u", properties: { a: [undefined] } }, "properties.a[0] is undefined"],
    [
      { event: "e", distinctId: "u", properties: { a: [2 ** 53] } },
      "properties.a[0] is a whole number beyond"
    ],
    [{ event: "e", distinctId: "u", properties: { a: new Map() } }, "a Map"],
    [{ event: "e", distinctId: "u", properties: { a: () => 1 } }, "a function"],
    [{ event: "e", distinctId: "u", properties: { a: "\ud800" } }, "surrogate"],
    [{ event: "e", distinctId: "u", properties: { a: "x".repeat(1_000_001) } }, "1000000"]
  ])("refuses %#: %s", (event, said) => {
    expect(problem(event)).toContain(said)
  })

  it("refuses a property that contains itself", () => {
    const loop: Record<string, unknown> = {}
    loop["self"] = loop
    expect(problem({ event: "e", distinctId: "u", properties: loop })).toContain("contains itself")
  })

  it("refuses two events with one uuid in one batch", () => {
    const uuid = "019a0000-0000-7000-8000-000000000001"
    const result = prepare([
      { event: "e", distinctId: "u", uuid },
      { event: "e", distinctId: "u", uuid: uuid.toUpperCase() }
    ])
    expect(Result.isFailure(result) && result.failure.problem).toContain("earlier event")
  })

  it("sends any JSON as it is", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: "grapheme" }).filter((key) => key !== "$lib"),
          fc.jsonValue()
        ),
        (properties) => {
          const text = JSON.stringify(properties)
          fc.pre(text.isWellFormed())
          const isExact = (_key: string, value: unknown): unknown => {
            fc.pre(!Number.isInteger(value) || Number.isSafeInteger(value))
            return value
          }
          JSON.parse(text, isExact)
          const event = prepared({ properties })
          expect(JSON.parse(JSON.stringify(event.properties))).toEqual(
            JSON.parse(JSON.stringify({ $lib: "posthog-driver", ...properties }))
          )
        }
      )
    )
  })
})

describe("splitBatch", () => {
  it("keeps every event, in order, within 500 events and 5 MB per request", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { maxLength: 30 }), (sizes) => {
        const events = sizes.map((size) => prepared({ properties: { pad: "x".repeat(size) } }))
        const batches = splitBatch(events)
        expect(batches.flat()).toEqual(events)
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0)
          expect(JSON.stringify(batch).length).toBeLessThanOrEqual(5_000_002)
        }
      }),
      { numRuns: 20 }
    )
    expect(
      splitBatch(Array.from({ length: 1_001 }, () => prepared({}))).map((batch) => batch.length)
    ).toEqual([500, 500, 1])
  })
})
