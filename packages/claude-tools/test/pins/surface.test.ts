import { assert, describe, it } from "vitest"
import * as anthropic from "../../src/anthropic.ts"
import * as effect from "../../src/effect.ts"
import * as root from "../../src/index.ts"
import { scriptedClient } from "../support/scriptedClient.ts"

// The expected side is a literal. Changing it changes what users and prompts rely on: it needs a changeset.
describe("the public surface", () => {
  it("exports these values", () => {
    assert.deepStrictEqual(Object.keys(root).sort(), [
      "defaultResultBudget",
      "fenceTag",
      "instructions",
      "posthogTools"
    ])
    assert.deepStrictEqual(Object.keys(anthropic).sort(), ["DEFAULT_MODEL", "askClaude", "messagesTools"])
    assert.deepStrictEqual(Object.keys(effect).sort(), [
      "PostHogToolkit",
      "defaultResultBudget",
      "fenceTag",
      "instructions",
      "layer"
    ])
  })

  it("offers these tools with these inputs", () => {
    const { tools } = root.posthogTools(scriptedClient().client)
    assert.deepStrictEqual(
      tools.map(({ inputSchema, name, safety }) => [
        name,
        safety,
        Object.keys(inputSchema.properties),
        inputSchema.required
      ]),
      [
        ["list_objects", "read", [], []],
        ["get_fields", "read", ["object", "contains"], ["object"]],
        ["query", "read", ["query", "limit", "values"], ["query"]]
      ]
    )
    assert.isBelow(JSON.stringify(tools).length, 4_000, "about a thousand tokens for all tools")
  })

  it("has one model and one fence", () => {
    assert.strictEqual(anthropic.DEFAULT_MODEL, "claude-sonnet-5-5")
    assert.strictEqual(root.fenceTag, "posthog-data")
    assert.include(root.instructions, "<posthog-data>")
  })
})
