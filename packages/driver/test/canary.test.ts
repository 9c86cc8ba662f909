import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import type { PostHog } from "../src/index.ts"
import { keys, refusal, scripted } from "./scripted.ts"

/** Everything somebody could print of a value. */
const printed = (value: unknown): string =>
  [
    String(value),
    JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? String(each) : each)),
    inspect(value, { depth: 20, showHidden: true }),
    value instanceof Error ? value.stack : ""
  ].join("\n")

const calls: ReadonlyArray<readonly [string, (posthog: PostHog) => Promise<unknown>]> = [
  ["query", (posthog) => posthog.query("select 1")],
  ["listObjects", (posthog) => posthog.listObjects()],
  ["getFields", (posthog) => posthog.getFields("events")],
  ["capture.event", (posthog) => posthog.capture.event({ event: "e", distinctId: "u1" })],
  ["persons.list", (posthog) => posthog.persons.list()],
  ["project.current", (posthog) => posthog.project.current()],
  ["health", (posthog) => posthog.health()]
]

// Servers and proxies that repeat what they were sent.
const echo = `Authorization: Bearer ${keys.personalApiKey}, api_key=${keys.projectToken}`
const answers = [
  ["401", refusal(401, "authentication_error", "authentication_failed", echo)],
  ["403", refusal(403, "authentication_error", "permission_denied", echo)],
  ["400", refusal(400, "validation_error", "invalid_input", echo)],
  ["500", { status: 500, text: echo }],
  ["200 of another shape", { json: { echo } }],
  ["a refused connection", { failWith: "ECONNREFUSED" }]
] as const

describe("the keys", () => {
  it.each(answers)("appear nowhere when the answer is %s", async (_what, answer) => {
    const records: Array<unknown> = []
    for (const [name, call] of calls) {
      const { posthog, sent } = scripted(() => answer, {
        logLevel: "debug",
        logger: (record) => records.push(record)
      })
      const outcome = await call(posthog).catch((error: unknown) => error)
      expect(JSON.stringify(sent), name).toContain("canary")
      for (const text of [printed(outcome), printed(posthog), printed(records)]) {
        expect(text, name).not.toContain("canary")
      }
    }
    expect(records.length).toBeGreaterThan(0)
  })
})
