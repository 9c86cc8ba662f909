import { createServer } from "node:http"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer } from "../src/effect.ts"
import {
  createPostHog,
  createPostHogFromEnv,
  openPostHog,
  PostHogError,
  type PostHogOptions
} from "../src/index.ts"
import { failure, settings } from "./scripted.ts"

describe("createPostHog", () => {
  it("throws when an option is wrong, unknown or missing", () => {
    for (const [wrong, setting, sentence] of [
      [{ host: "not a host" }, "host", /host/],
      [{ timeoutMilis: 5 }, "timeoutMilis", /perhaps timeoutMillis is meant/],
      [
        { personalApiKey: undefined, projectToken: undefined },
        "personalApiKey, projectToken",
        /are not set; set/
      ],
      [{ personalApiKey: settings.projectToken }, "personalApiKey", /holds a project token/]
    ] as const) {
      const made = () => createPostHog({ ...settings, ...wrong })
      expect(made).toThrow(PostHogError)
      expect(made).toThrow(sentence)
      expect(made).toThrow(
        expect.objectContaining({ reason: expect.objectContaining({ _tag: "InvalidSettings", setting }) })
      )
    }
  })

  it("makes a layer that fails with the same", async () => {
    const wrong = { ...settings, timeoutMilis: 5 }
    const error = await Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(layer(wrong)))))
    expect(error).toBeInstanceOf(PostHogError)
    expect(error.reason).toMatchObject({ _tag: "InvalidSettings", setting: "timeoutMilis" })
  })

  it("waits on close for an event that is being sent, and lets go of the connection", async () => {
    const received = Promise.withResolvers<() => void>()
    const server = createServer((_request, response) => {
      received.resolve(() =>
        response.writeHead(200, { "content-type": "application/json" }).end('{"status":1}')
      )
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo // listening on a port, so it is one
    const posthog = createPostHog({ ...settings, host: `http://127.0.0.1:${port}` })
    const order: Array<string> = []
    const captured = posthog.capture.event({ event: "last words", distinctId: "u1" }).then((receipt) => {
      order.push(`captured ${receipt.accepted}`)
    })
    const answer = await received.promise
    const closed = posthog.close().then(() => order.push("closed"))
    answer()
    await Promise.all([captured, closed])
    expect(order).toEqual(["captured 1", "closed"])
    await new Promise((resolve) => server.close(resolve))
  })
})

describe("a PostHog client that could not be made", () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), "driver-keys-"))
    onTestFinished(() => rmSync(path, { recursive: true, force: true }))
    return path
  }
  const optionsOf = async (more: Partial<PostHogOptions>) => {
    const server = createServer((_request, response) => {
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"count":0,"next":null,"results":[]}')
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo // listening on a port, so it is one
    return { host: `http://127.0.0.1:${port}`, projectId: 7, ...more }
  }

  it("works with the first call after its keys were put where they are kept", async () => {
    const path = join(folder(), "keys.json")
    const posthog = createPostHog(await optionsOf({ secrets: { from: "file", path } }))
    for (const call of [posthog.cohorts.list(), posthog.flags.list()]) {
      expect((await failure(call)).reason).toMatchObject({ _tag: "SecretUnavailable", kind: "missing" })
    }
    writeFileSync(path, JSON.stringify({ personalApiKey: "phx_0123456789" }), { mode: 0o600 })
    expect((await posthog.cohorts.list()).results).toEqual([])
    await posthog.close()
    await expect(posthog.cohorts.list()).rejects.toMatchObject({ name: "AbortError" })
  })

  it("is closed without reading keys for it", async () => {
    let reads = 0
    const read = () => {
      reads += 1
      return Promise.reject(new TypeError("the store is down"))
    }
    const unused = createPostHog(await optionsOf({ secrets: { from: "custom", read } }))
    await unused.close()
    expect(reads).toBe(0)
    const failed = createPostHog(await optionsOf({ secrets: { from: "custom", read } }))
    expect((await failure(failed.health())).reason._tag).toBe("SecretUnavailable")
    await failed.close()
    expect(reads).toBe(1)
  })
})

describe("openPostHog", () => {
  it("reads the keys from where they are kept before it resolves, and rejects when it cannot", async () => {
    const authorizations: Array<string | undefined> = []
    const server = createServer((request, response) => {
      authorizations.push(request.headers.authorization)
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"count":0,"next":null,"results":[]}')
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo // listening on a port, so it is one
    let reads = 0
    const options = {
      host: `http://127.0.0.1:${port}`,
      projectId: 7,
      secrets: {
        from: "custom",
        read: () => Promise.resolve({ personalApiKey: `phx_0123456789read${++reads}` })
      }
    } as const
    const posthog = await openPostHog(options)
    expect(reads).toBe(1)
    await posthog.cohorts.list()
    expect(authorizations).toEqual(["Bearer phx_0123456789read1"])
    await posthog.close()
    await new Promise((resolve) => server.close(resolve))

    const missing = { ...options, secrets: { from: "file", path: "/nonexistent/keys.json" } } as const
    expect((await failure(openPostHog(missing))).reason).toMatchObject({
      _tag: "SecretUnavailable",
      source: "file",
      kind: "missing"
    })
  })
})

describe("createPostHogFromEnv", () => {
  it("throws, naming the variable that is missing", () => {
    const made = () =>
      createPostHogFromEnv({
        envFile: false,
        settings: { host: "https://posthog.test", personalApiKey: "phx_0123456789" }
      })
    if (process.env["POSTHOG_PROJECT_ID"] === undefined)
      expect(made).toThrow(/POSTHOG_PROJECT_ID: is not set/)
    expect(() => createPostHogFromEnv({ personalApiKey: "phx_0123456789" } as object)).toThrow(
      /personalApiKey: is not known here; put it into settings/
    )
  })
})
