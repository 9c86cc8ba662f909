import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { LaneBusy, CircuitOpen } from "../src/failures/unsent.ts"
import { TransportError, TransportReason } from "../src/TransportError.ts"

describe("the reasons of a failure", () => {
  it("are those of the README's table", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    const [, section = ""] = readme.split("## Failures")
    const [table = ""] = section.split("\n## ")
    const named = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, tag]) => tag)
    const tags = TransportReason.members.map(({ identifier }) => identifier)
    assert.deepStrictEqual(named.toSorted(), tags.toSorted())
  })
})

describe("a failure's sentence", () => {
  const busy = new LaneBusy({ lane: "crud", kind: "no-permit-in-time", retryAfterMillis: 1000 })
  const open = new CircuitOpen({ host: "us.posthog.com", lane: "crud", lastFailure: "ServerFailed" })

  it("does not say that a request was not sent that was sent before", () => {
    for (const reason of [busy, open]) {
      const sentenceOf = (attempts: number | undefined) =>
        new TransportError({ operation: "A.b", reason, ...(attempts === undefined ? {} : { attempts }) })
          .message
      assert.match(sentenceOf(undefined), /^A\.b: The request was not sent: /)
      assert.match(sentenceOf(0), /^A\.b: The request was not sent: /)
      assert.match(sentenceOf(2), /^A\.b: The request was not sent again \(attempts before: 2\): /)
    }
  })
})
