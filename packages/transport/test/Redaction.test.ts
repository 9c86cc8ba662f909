import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { beginningOf, mask, redactBody, redactedMark, redactText, secretNames } from "../src/Redaction.ts"
import { personalApiKey, projectToken } from "./support/options.ts"

describe("redactText", () => {
  for (const [text, expected] of [
    [`the key ${personalApiKey} is wrong`, "the key phx_Ca...ef is wrong"],
    [`x${personalApiKey}`, "xphx_Ca...ef"],
    ["graphs_per_second_total and graphs_by_region", undefined],
    ["unexpected token: SELECT at php_version, phase_2 or graph_node", undefined]
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(expected ?? text)}`, () => {
      assert.strictEqual(redactText(text), expected ?? text)
    })
  }

  it("takes a given secret out of any text, in plain, JSON and URL form", () => {
    const secret = fc.string({
      minLength: 8,
      maxLength: 40,
      unit: fc.constantFrom(...Array.from('aZ09/+="\\%&_-.~'))
    })
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, key, after) => {
        for (const form of [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)]) {
          const result = redactText(before + form + after, [key])
          assert.notInclude(result, key)
          assert.notInclude(result, form)
        }
      }),
      { numRuns: 500 }
    )
  })

  it("takes anything shaped like a PostHog key out of any text", () => {
    const key = fc
      .tuple(fc.constantFrom("phx", "phc", "phs", "pha", "phr"), fc.stringMatching(/^[A-Za-z0-9_-]{10,50}$/))
      .map((parts) => parts.join("_"))
    fc.assert(
      fc.property(fc.string(), key, fc.string(), (before, secret, after) => {
        assert.notInclude(redactText(`${before} ${secret} ${after}`), secret)
      }),
      { numRuns: 500 }
    )
  })
})

describe("beginningOf", () => {
  it("cuts no word of a longer text, and leaves a shorter one as it is", () => {
    assert.strictEqual(beginningOf("a b"), "a b")
    assert.strictEqual(beginningOf(`${"a".repeat(19_990)} ${personalApiKey} b`), `${"a".repeat(19_990)} `)
    assert.strictEqual(beginningOf("a".repeat(20_001)), "")
  })

  it("is what redactBody can take whatever it is", () => {
    for (const text of [
      `"token":"${"a\\".repeat(3e6)}`,
      `token: ${"a ".repeat(3e6)}`,
      "authorization: ".repeat(1e6)
    ])
      assert.isAtMost(redactBody(beginningOf(text)).length, 40_000)
    assert.strictEqual(redactBody('{"token":"half of a s'), `{"token":"${redactedMark}"`)
  })
})

describe("redactBody", () => {
  for (const [text, expected] of [
    [`Bearer ${personalApiKey}`, "Bearer <redacted>"],
    ["Authorization: Basic dXNlcjpwYXNz", "Authorization: <redacted> <redacted>"],
    [`{"api_key":"x","batch":[]}`, `{"api_key":"<redacted>","batch":[]}`],
    [`{"token": "a\\"b", "n": 1}`, `{"token": "<redacted>", "n": 1}`],
    ["/flags/definitions?token=abc&send_cohorts", "/flags/definitions?token=<redacted>&send_cohorts"],
    ["password=hunter2; path=/", "password=<redacted>; path=/"],
    ["nothing to hide: phone, photo", "nothing to hide: phone, photo"]
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => {
      assert.strictEqual(redactBody(text), expected)
    })
  }

  it("drops the value behind every secret name", () => {
    for (const name of secretNames) {
      assert.notInclude(redactBody(`{"${name}":"abc123"}`), "abc123")
      assert.notInclude(redactBody(`${name.toUpperCase()}: abc123`), "abc123")
    }
  })
})

describe("mask", () => {
  it("shows the prefix, two characters and the last two", () => {
    assert.strictEqual(mask(projectToken), "phc_Ca...ef")
  })
  it("shows nothing of a short key", () => {
    assert.strictEqual(mask("phx_short1234"), "phx_...")
    assert.strictEqual(mask("abc"), "...")
  })
})
