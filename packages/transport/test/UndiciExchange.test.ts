/** What a handler of one request tells, and to whom. */
import { assert, describe, it } from "@effect/vitest"
import { UndiciExchange } from "../src/UndiciExchange.ts"

describe("who is told of an answer's head", () => {
  it("fails the request when it throws, and not the process", async () => {
    const failures: Error[] = []
    const thrown = new TypeError("no such header")
    const exchange = new UndiciExchange(
      () => {
        throw thrown
      },
      (error) => failures.push(error)
    )
    exchange.onResponseStart(undefined, 200, {})
    await Promise.resolve()
    assert.deepStrictEqual(failures, [thrown])
  })
})
