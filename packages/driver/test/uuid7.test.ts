import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { uuid7 } from "../src/uuid7.ts"

const random = () => fc.uint8Array({ minLength: 16, maxLength: 16 })

describe("uuid7", () => {
  it("carries its time, its version and its variant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), random(), (millis, bytes) => {
        const uuid = uuid7(millis, bytes)
        expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16)).toBe(millis)
      })
    )
  })

  it("sorts by time", () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 40),
        fc.integer({ min: 1, max: 2 ** 30 }),
        random(),
        random(),
        (millis, later, a, b) => {
          expect(uuid7(millis, a) < uuid7(millis + later, b)).toBe(true)
        }
      )
    )
  })
})
