/** What a program changes in `process.env` while it runs, over a real socket. */
import { assert, describe, it } from "@effect/vitest"
import { onTestFinished, vi } from "vitest"
import { createTransportFromEnv, openTransport, type TransportError } from "../src/index.ts"
import { personalApiKey, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const set = (variables: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}

const problemOf = (make: () => unknown): string => {
  try {
    make()
  } catch (error) {
    return (error as TransportError).message
  }
  return "none"
}

describe("variables that change while the program runs", () => {
  it("are read anew after a 401 where the environment keeps the keys", async () => {
    const second = personalApiKey.replace("Canary", "Second")
    const known = { key: personalApiKey }
    const server = await startServer((request, response) =>
      json(response, request.headers.authorization === `Bearer ${known.key}` ? 200 : 401, {})
    )
    set({ POSTHOG_PERSONAL_API_KEY: personalApiKey })
    const client = await openTransport({
      host: server.origin,
      projectId: 1,
      secrets: { from: "environment" },
      logLevel: "none"
    })
    onTestFinished(client.close)
    await client.execute(readRequest)
    set({ POSTHOG_PERSONAL_API_KEY: second })
    known.key = second
    assert.strictEqual((await client.execute(readRequest)).status, 200)
    assert.deepStrictEqual(
      server.received.map(({ headers }) => headers.authorization),
      [personalApiKey, personalApiKey, second].map((key) => `Bearer ${key}`)
    )
  })

  it("are seen by a client that is made after them, a proxy among them", async () => {
    assert.match(
      problemOf(() => createTransportFromEnv({ envFile: false })),
      /POSTHOG_HOST, POSTHOG_PROJECT_ID, POSTHOG_PERSONAL_API_KEY: are not set/
    )
    set({
      POSTHOG_HOST: "https://posthog.example.org",
      POSTHOG_PROJECT_ID: "7",
      POSTHOG_PERSONAL_API_KEY: personalApiKey
    })
    const client = createTransportFromEnv({ envFile: false })
    assert.strictEqual(client.settings.projectId, 7)
    await client.close()
    set({ https_proxy: "ftp://proxy.example" })
    assert.match(
      problemOf(() => createTransportFromEnv({ envFile: false })),
      /https_proxy: names a kind of proxy that is not supported/
    )
  })
})
