import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { lineSplitter, readLine } from "../src/broker/protocol.ts"
import { decodeWire, encodeWire, posthog } from "../src/guest.ts"

/** An integer inside the safe range is a number on the wire, whichever it was before. */
const normalised = (value: unknown): unknown =>
  typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : Array.isArray(value)
      ? value.map(normalised)
      : value

describe("encodeWire and decodeWire", () => {
  it("bring back every value they carry", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.integer(),
      fc.boolean(),
      fc.constant(null)
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(leaf, fc.array(leaf))), (value) => {
        const line = encodeWire(value)
        assert.notInclude(line, "\n")
        assert.deepStrictEqual(decodeWire(line), normalised(value))
      }),
      { numRuns: 500 }
    )
  })
})

describe("lineSplitter", () => {
  it("finds the same lines however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 12 })),
        fc.array(fc.nat(7), { minLength: 1 }),
        (texts, cuts) => {
          const lines = texts.map((text) => text.replaceAll("\n", ""))
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""))
          const found: string[] = []
          const push = lineSplitter({
            maximumBytes: 1_000,
            onLine: (line) => found.push(line),
            onOversize: () => assert.fail("oversize")
          })
          for (let at = 0, n = 0; at < bytes.length; n++) {
            const size = (cuts[n % cuts.length] ?? 0) + 1
            push(bytes.subarray(at, at + size))
            at += size
          }
          assert.deepStrictEqual(
            found,
            lines.filter((line) => line !== "")
          )
        }
      )
    )
  })

  it("drops a line over the limit up to its end, reports it once, and reads on", () => {
    const seen: string[] = []
    const push = lineSplitter({
      maximumBytes: 4,
      onLine: (line) => seen.push(line),
      onOversize: () => seen.push("(too long)")
    })
    for (const part of ["abcd\nab", "cde", "fgh\nok\n", "123456789"]) push(Buffer.from(part))
    assert.deepStrictEqual(seen, ["abcd", "(too long)", "ok", "(too long)"])
  })
})

describe("readLine", () => {
  it("never throws, and takes nothing but the shapes it knows", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        assert.strictEqual(readLine(line).kind, "invalid")
      })
    )
  })
})

describe("the client outside a sandbox", () => {
  it("imports, and fails on the first call by name", async () => {
    const error: unknown = await posthog.listObjects().catch((rejection: unknown) => rejection)
    assert.deepInclude(error, { _tag: "PostHogRefusal" })
    assert.include(["NotInSandbox", "ChannelClosed"], (error as { reason: { _tag: string } }).reason._tag)
  })
})
