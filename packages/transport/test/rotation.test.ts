/** Keys that are rotated while the program runs, over real sockets: the place they are kept in changes, nothing is restarted. */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { onTestFinished } from "vitest"
import { openTransport, type LogRecord, type SecretSource, type TransportError } from "../src/index.ts"
import { startVault } from "./support/fakeVault.ts"
import { awsIdentity, startSecretsManager } from "./support/fakeSecretsManager.ts"
import { captureRequest, personalApiKey, projectToken, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const second = personalApiKey.replace("Canary", "Second")

/** Knows one key and one token, and refuses every other as PostHog does. */
const startPostHog = async () => {
  const known = { key: personalApiKey, token: projectToken }
  const server = await startServer((request, response, index) => {
    const { body, headers } = server.received[index] ?? { body: "", headers: {} }
    const isKnown =
      request.url === "/batch/"
        ? JSON.parse(body).api_key === known.token
        : headers.authorization === `Bearer ${known.key}`
    if (isKnown) {
      json(response, 200, { status: "Ok" })
      return
    }
    json(response, 401, {
      type: "authentication_error",
      code: "authentication_failed",
      detail: body,
      attr: null
    })
  })
  return { known, server }
}

const failureOf = (promise: Promise<unknown>): Promise<TransportError> =>
  promise.then(
    () => assert.fail("it succeeded"),
    (cause: unknown) => cause as TransportError
  )

const writeRequest = { ...readRequest, method: "POST", safety: "write" } as const

const places: ReadonlyArray<
  readonly [name: string, () => Promise<{ source: SecretSource; put: (key: string, token: string) => void }>]
> = [
  [
    "a file",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "transport-rotation-"))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const path = join(folder, "keys.json")
      const put = (key: string, token: string) =>
        writeFileSync(path, JSON.stringify({ personalApiKey: key, projectToken: token }), { mode: 0o600 })
      return Promise.resolve({ source: { from: "file", path }, put })
    }
  ],
  [
    "Vault",
    async () => {
      const vault = await startVault()
      vault.roles.set("approle/reader", { secretId: "canary-secret-id", leaseSeconds: 60 })
      const auth = { method: "approle", roleId: "reader", secretId: "canary-secret-id" } as const
      const put = (key: string, token: string) =>
        void vault.secrets.set("secret/posthog", [{ personalApiKey: key, projectToken: token }])
      return { source: { from: "vault", address: vault.server.origin, path: "posthog", auth }, put }
    }
  ],
  [
    "AWS Secrets Manager",
    async () => {
      const manager = await startSecretsManager()
      const put = (key: string, token: string) =>
        void manager.secrets.set("posthog", {
          AWSCURRENT: JSON.stringify({ personalApiKey: key, projectToken: token })
        })
      return {
        source: {
          from: "aws",
          secretId: "posthog",
          region: "eu-central-1",
          endpoint: manager.server.origin,
          credentials: awsIdentity
        },
        put
      }
    }
  ]
]

describe("a rotated key", () => {
  for (const [name, place] of places) {
    it(`is read anew from ${name} after a 401, for reads, writes and events`, async () => {
      const { known, server } = await startPostHog()
      const { put, source } = await place()
      put(personalApiKey, projectToken)
      const records: Array<LogRecord> = []
      await using transport = await openTransport({
        host: server.origin,
        projectId: 7,
        secrets: source,
        logger: (record) => records.push(record),
        logLevel: "debug"
      })
      await transport.execute(readRequest)
      assert.strictEqual(server.received.length, 1)

      known.key = second
      put(second, projectToken)
      const answer = await transport.execute(writeRequest)
      assert.strictEqual(answer.attempts, 2)
      assert.deepStrictEqual(
        server.received.slice(1).map(({ body, headers }) => [headers.authorization, body]),
        [personalApiKey, second].map((key) => [`Bearer ${key}`, JSON.stringify(readRequest.body)])
      )
      assert.strictEqual(transport.settings.personalApiKey, "phx_Se...ef")

      known.token = projectToken.replace("Canary", "Second")
      put(second, known.token)
      await transport.execute(captureRequest)
      assert.strictEqual(server.received.length, 5)

      const shown = JSON.stringify(records)
      for (const secret of [personalApiKey, second, projectToken, known.token, "canary-secret-id"]) {
        assert.notInclude(shown, secret)
      }
      assert.isTrue(records.every(({ attributes }) => typeof attributes["requestId"] === "string"))
    })
  }

  const custom = (keys: { value: string }) => {
    const state = { reads: 0 }
    const source: SecretSource = {
      from: "custom",
      read: () => {
        state.reads += 1
        return Promise.resolve({ personalApiKey: keys.value })
      }
    }
    return { source, state }
  }

  it("costs one read however many calls it fails at once", async () => {
    const { known, server } = await startPostHog()
    const keys = { value: personalApiKey }
    const { source, state } = custom(keys)
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      secrets: source,
      logLevel: "none"
    })
    known.key = keys.value = second
    await Promise.all(Array.from({ length: 40 }, () => transport.execute(writeRequest)))
    assert.strictEqual(state.reads, 2)
    assert.isAtMost(server.received.length, 80)
  })

  it("that is not there yet leaves the call refused after one read, sent once", async () => {
    const { known, server } = await startPostHog()
    const { source, state } = custom({ value: personalApiKey })
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      secrets: source,
      logLevel: "none"
    })
    known.key = second
    const error = await failureOf(transport.execute(readRequest))
    assert.strictEqual(error.reason._tag, "Unauthorized")
    assert.strictEqual(error.attempts, 1)
    assert.strictEqual(server.received.length, 1)
    assert.strictEqual(state.reads, 2)
  })

  it("is not tried with a streamed body, which cannot be sent a second time", async () => {
    const { known, server } = await startPostHog()
    const keys = [personalApiKey, second]
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      logLevel: "none",
      secrets: { from: "custom", read: () => Promise.resolve({ personalApiKey: keys.shift() ?? second }) }
    })
    known.key = second
    const error = await failureOf(
      transport.execute({
        ...writeRequest,
        body: undefined,
        bodyStream: { contentType: "text/csv", bytes: Readable.from([new Uint8Array(3)]) }
      })
    )
    assert.deepStrictEqual(
      [error.reason._tag, error.attempts, server.received.length],
      ["Unauthorized", 1, 1]
    )
    // The next request finds out, and has another key.
    assert.strictEqual((await transport.execute(writeRequest)).attempts, 2)
  })

  it("that PostHog refuses too ends in Unauthorized after the second sending", async () => {
    const { known, server } = await startPostHog()
    const keys = { value: personalApiKey }
    const { source } = custom(keys)
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      secrets: source,
      logLevel: "none"
    })
    known.key = "phx_another"
    keys.value = second
    const error = await failureOf(transport.execute(readRequest))
    assert.strictEqual(error.reason._tag, "Unauthorized")
    assert.strictEqual(server.received.length, 2)
  })

  it("is waited for no longer than the call has time", async () => {
    const { known, server } = await startPostHog()
    let isFirst = true
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      logLevel: "none",
      secrets: {
        from: "custom",
        read: () => {
          if (!isFirst) return new Promise(() => undefined)
          isFirst = false
          return Promise.resolve({ personalApiKey })
        }
      }
    })
    known.key = second
    const error = await failureOf(transport.execute({ ...readRequest, timeoutMillis: 300 }))
    assert.strictEqual(error.reason._tag, "TimedOut")
    assert.strictEqual(error.reason._tag === "TimedOut" && error.reason.scope, "call")
  })

  it("fails the call with the source's problem when the source cannot be read, and what it threw stays unseen", async () => {
    const { known, server } = await startPostHog()
    let isFirst = true
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      logLevel: "none",
      secrets: {
        from: "custom",
        read: () => {
          if (!isFirst) return Promise.reject(new TypeError(`cannot send ${second}`))
          isFirst = false
          return Promise.resolve({ personalApiKey })
        }
      }
    })
    known.key = second
    const error = await failureOf(transport.execute(readRequest))
    assert.strictEqual(error.reason._tag, "SecretUnavailable")
    assert.isTrue(error.isRetryable)
    assert.notInclude(JSON.stringify(error) + String(error.stack), second)
  })
})

describe("openTransport", () => {
  it("rejects when the keys cannot be read, and leaves nothing open", async () => {
    const error = await failureOf(
      openTransport({
        host: "https://us.posthog.com",
        projectId: 7,
        secrets: { from: "file", path: "/nonexistent/keys.json" }
      })
    )
    assert.strictEqual(
      error.message,
      "Transport.settings: The keys cannot be read from a file: the file does not exist."
    )
  })

  it("refuses keys beside a place where keys are kept", async () => {
    const error = await failureOf(
      openTransport({
        host: "https://us.posthog.com",
        projectId: 7,
        personalApiKey,
        secrets: { from: "environment" }
      })
    )
    assert.match(error.message, /: secrets: is given beside personalApiKey; keep one of them/)
  })
})
