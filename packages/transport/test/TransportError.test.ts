import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { TransportReason } from "../src/TransportError.ts"

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
