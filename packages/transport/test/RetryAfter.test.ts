import { assert, describe, it } from "@effect/vitest"
import { afterAll, beforeAll } from "vitest"
import { retryAfterMillis } from "../src/RetryAfter.ts"

const now = Date.parse("2026-11-23T12:00:00Z")

describe("retryAfterMillis", () => {
  // Of the three forms of a date one does not say that it is in GMT.
  const zone = process.env["TZ"]
  beforeAll(() => {
    process.env["TZ"] = "Asia/Tokyo"
  })
  afterAll(() => {
    if (zone === undefined) delete process.env["TZ"]
    else process.env["TZ"] = zone
  })

  for (const [headers, expected] of [
    [{}, undefined],
    [{ "retry-after": "3" }, 3000],
    [{ "retry-after": " 0 " }, 0],
    [{ "retry-after": "1.5" }, 1500],
    [{ "retry-after": "3600" }, 3_600_000],
    [{ "retry-after": "3", "retry-after-ms": "250" }, 250],
    [{ "retry-after": "Mon, 23 Nov 2026 12:00:10 GMT" }, 10_000],
    [{ "retry-after": "Mon, 23 Nov 2026 11:59:00 GMT" }, 0],
    [{ "retry-after": "Mon, 23 Nov 2026 12:00:10 GMT", date: "Mon, 23 Nov 2026 12:00:08 GMT" }, 2000],
    [{ "retry-after": "Monday, 23-Nov-26 12:00:10 GMT" }, 10_000],
    [{ "retry-after": "Mon Nov 23 12:00:10 2026" }, 10_000],
    [{ "retry-after": "100, 200" }, 200_000],
    [{ "retry-after": "100, soon" }, undefined],
    [{ "retry-after": "99999999999999999999" }, 1e15],
    [{ "retry-after": "9".repeat(400) }, 1e15],
    [{ "retry-after-ms": "9".repeat(400) }, 1e15],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-1" }, undefined],
    [{ "retry-after": "1e9" }, undefined],
    [{ "retry-after": "2026" }, 2_026_000],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "Mon, nonsense" }, undefined]
  ] as ReadonlyArray<readonly [Record<string, string>, number | undefined]>) {
    it(`reads ${JSON.stringify(headers)} as ${String(expected)}`, () => {
      assert.strictEqual(retryAfterMillis(headers, now), expected)
    })
  }
})
