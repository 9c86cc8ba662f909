import { describe, expect, it } from "vitest"
import { bundleWeight, smallBuilderProgram, wholeBuilderProgram } from "../bundleWeight.ts"

describe("the weight of hogql-builder", () => {
  it("is under 12 kB gzipped for a program that uses select, where and groupBy", async () => {
    const small = await bundleWeight(smallBuilderProgram)
    expect(small).toBeGreaterThan(1_000)
    expect(small).toBeLessThan(12_000)
    // Functions that a program does not name stay out of it.
    expect(small).toBeLessThan((await bundleWeight(wholeBuilderProgram)) * 0.8)
  })
})
