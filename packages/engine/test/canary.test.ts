/**
 * No key of the engine's appears where it does not belong: answers, failures, process arguments, or files others can read.
 */
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { EngineError, startEngine } from "../src/index.ts"
import { childrenOf } from "./lifecycle/engineProcess.ts"
import { startTestEngine } from "./testEngine.ts"

describe.runIf(process.platform === "linux")("the personal key", () => {
  it("appears in no answer, failure, process argument or readable file", async () => {
    await using test = await startTestEngine({ seed: "none" })
    const { personalApiKey, projectToken } = test.engine
    const texts: string[] = []
    const answers = [
      await test.send("/api/users/@me/"),
      await test.send("/api/projects/"),
      await test.send(`/api/users/@me/?personal_api_key=${personalApiKey}x`, { key: null }),
      await test.send(`/api/nope/?personal_api_key=${personalApiKey}`),
      await test.send(`/nope/${personalApiKey}`),
      await test.send("/api/projects/1/query/", {
        body: { personal_api_key: personalApiKey, query: { kind: "X" } }
      }),
      await test.hogql("select nope"),
      await test.capture("/e/", { api_key: personalApiKey, event: "a", distinct_id: "u" }),
      await test.send("/_readyz", { headers: { "x-posthog-driver-challenge": "c" } })
    ]
    for (const { text, headers } of answers) texts.push(text, inspect([...headers]))
    const busy = await startEngine({ dataDir: test.dataDir, seed: "none" }).catch((error: unknown) => error)
    assert.instanceOf(busy, EngineError)
    texts.push(inspect(busy, { depth: 9 }), JSON.stringify(busy), String((busy as Error).stack))
    for (const pid of await childrenOf(process.pid)) {
      texts.push(
        await readFile(`/proc/${pid}/cmdline`, "utf8"),
        await readFile(`/proc/${pid}/environ`, "utf8")
      )
    }
    // Somebody who asks for a path with a key in it gets that path back; a real client never does.
    const echo = texts.findIndex((text) => text.includes("does not answer /nope/"))
    assert.isAtLeast(echo, 0)
    texts.splice(echo, 1)
    for (const text of texts) assert.notInclude(text, personalApiKey)

    const startToken = JSON.parse(await readFile(join(test.dataDir, "serving.json"), "utf8"))
      .startToken as string
    for (const text of texts) assert.notInclude(text, startToken)
    for (const name of await readdir(test.dataDir)) {
      const path = join(test.dataDir, name)
      const facts = await stat(path)
      if (!facts.isFile()) continue
      const text = await readFile(path, "utf8")
      if (text.includes(personalApiKey) || text.includes(projectToken) || text.includes(startToken)) {
        assert.strictEqual(facts.mode & 0o077, 0, name)
      }
    }
  }, 30_000)
})
