import { describe, expect, it } from "vitest"
import {
  bundleWeight,
  smallBuilderProgram,
  transportOptionalPeers,
  transportProgram,
  wholeBuilderProgram
} from "../bundleWeight.ts"

describe("the weight of hogql-builder", () => {
  it("is under 12 kB gzipped for a program that uses select, where and groupBy", async () => {
    const small = await bundleWeight(smallBuilderProgram)
    expect(small).toBeGreaterThan(1_000)
    expect(small).toBeLessThan(12_000)
    // Functions that a program does not name stay out of it.
    expect(small).toBeLessThan((await bundleWeight(wholeBuilderProgram)) * 0.8)
  })
})

describe("the weight of transport", () => {
  it("is under 360 kB gzipped for a program that sends one request, undici included", async () => {
    expect(await bundleWeight(transportProgram, transportOptionalPeers)).toBeLessThan(360_000)
  })

  it("is under 128 kB gzipped without undici, which is loaded by the first request", async () => {
    const own = await bundleWeight(transportProgram, [...transportOptionalPeers, "undici"])
    expect(own).toBeGreaterThan(10_000)
    expect(own).toBeLessThan(128_000)
  })
})
