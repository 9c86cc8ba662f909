import { assert, describe, it } from "@effect/vitest"
import * as effectDoor from "../../src/effect.ts"
import * as promiseDoor from "../../src/index.ts"
import * as failures from "../../src/EngineError.ts"

describe("the public surface", () => {
  it("of the Promise door is these names", () => {
    assert.deepStrictEqual(Object.keys(promiseDoor).toSorted(), [
      "EngineError",
      "attachOrStartEngine",
      "startEngine",
      "supported"
    ])
  })

  it("of the Effect door is these names", () => {
    assert.deepStrictEqual(Object.keys(effectDoor).toSorted(), [
      "EmbeddedEngine",
      "EngineError",
      "attachOrStart",
      "layer",
      "layerAttachOrStart",
      "start"
    ])
  })

  it("has these failures, each named as its tag", () => {
    const tags = Object.keys(failures).toSorted()
    assert.deepStrictEqual(tags, [
      "DataDirectoryBusy",
      "DataDirectoryDamaged",
      "DataDirectoryUnwritable",
      "EngineError",
      "EngineUnavailable",
      "InvalidOption",
      "ListenFailed",
      "NotSeeded",
      "PortInUse",
      "SeedFailed",
      "StoreFailed"
    ])
    const error = new failures.EngineError({
      operation: "startEngine",
      reason: new failures.PortInUse({ port: 80 })
    })
    assert.deepStrictEqual(
      [error.name, error._tag, error.reason._tag],
      ["EngineError", "EngineError", "PortInUse"]
    )
    assert.strictEqual(
      error.message,
      "startEngine: Port 80 is in use. Choose another port, or 0 for a free one."
    )
    assert.isTrue(error.isRetryable)
  })
})
