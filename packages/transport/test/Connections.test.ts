import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer, type AddressInfo } from "node:net"
import { once } from "node:events"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { resolveSettings, type TransportOptions } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"
import { lookupOf, openWire } from "./support/wire.ts"

const clientOf = (origin: string, more: Partial<TransportOptions> = {}) => {
  const client = createTransport({ ...options, host: origin, logLevel: "none", ...more })
  onTestFinished(client.close)
  return client
}

/** A server that counts the sockets of its clients, and can keep its answers back. */
const startCounting = async (answer: (index: number) => Record<string, string> = () => ({})) => {
  const sockets = new Set<unknown>()
  const held: Array<() => void> = []
  const state = { isHolding: false }
  const server = await startServer((request, response, index) => {
    sockets.add(request.socket)
    const send = () => json(response, 200, { index }, answer(index))
    if (state.isHolding) held.push(send)
    else send()
  })
  const waiting = async (count: number) => {
    while (held.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { ...server, sockets, held, state, waiting }
}

describe("the pool of connections", () => {
  it("sends two hundred calls that follow each other over one connection, or two", async () => {
    const server = await startCounting()
    const client = clientOf(server.origin)
    for (let n = 0; n < 200; n++) await client.execute(readRequest)
    // A call can end before undici has put its connection back.
    assert.isAtMost(server.sockets.size, 2)
  })

  it("opens no more connections than it may, and sends the rest over the same", async () => {
    const server = await startCounting()
    server.state.isHolding = true
    const client = clientOf(server.origin, { connections: { perHost: 3 } })
    const calls = Array.from({ length: 10 }, () => client.execute(readRequest))
    await server.waiting(3)
    // Anything that was going to come would have come by now.
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.strictEqual(server.held.length, 3)
    server.state.isHolding = false
    for (const send of server.held) send()
    assert.strictEqual((await Promise.all(calls)).length, 10)
    assert.strictEqual(server.sockets.size, 3)
  })

  it("gives up a connection that is not made in its time, the TLS handshake included", async () => {
    // It takes connections, and says nothing.
    const silent = createServer()
    silent.listen(0, "127.0.0.1")
    await once(silent, "listening")
    onTestFinished(() => void silent.close())
    const client = clientOf(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`, {
      connections: { connectTimeoutMillis: 50 },
      retry: { attempts: 1 }
    })
    const failure = await client.execute(readRequest).catch((error: unknown) => error)
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure.reason, { _tag: "Unreachable", code: "UND_ERR_CONNECT_TIMEOUT" })
    assert.isTrue(failure.isRetryable)
  })

  it("has left an idle connection before the server, which said how long it keeps it, hangs up", async () => {
    const server = await startCounting(() => ({ connection: "keep-alive", "keep-alive": "timeout=3" }))
    const client = clientOf(server.origin, { connections: { keepAliveMillis: 60_000 } })
    await client.execute(readRequest)
    const [socket] = [...server.sockets] as Array<import("node:net").Socket>
    const start = performance.now()
    await once(socket!, "close")
    assert.isBelow(performance.now() - start, 3_000)
    await client.execute(readRequest)
    assert.strictEqual(server.sockets.size, 2)
  })

  it("leaves an idle connection after the time set when the server says nothing", async () => {
    const server = await startRawKeepAlive()
    const client = clientOf(server.origin, { connections: { keepAliveMillis: 300 } })
    await client.execute(readRequest)
    await server.left
    await client.execute(readRequest)
    assert.strictEqual(server.sockets.size, 2)
  })
})

/** A server that keeps connections for ever and says nothing about it. */
const startRawKeepAlive = async () => {
  const sockets = new Set<unknown>()
  const left = Promise.withResolvers<undefined>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.on("end", () => left.resolve(undefined))
    socket.on("data", (chunk) => {
      if (chunk.includes("HTTP/1.1"))
        socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
    })
    onTestFinished(() => void socket.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, left: left.promise }
}

describe("a name with an IPv6 and an IPv4 address", () => {
  const v6 = { address: "::1", family: 6 } as const
  const v4 = { address: "127.0.0.1", family: 4 } as const
  const named = (origin: string) => origin.replace("127.0.0.1", "both.localhost")

  for (const [order, addresses] of [
    ["IPv6 first", [v6, v4]],
    ["IPv4 first", [v4, v6]]
  ] as const) {
    it(`is reached where only IPv4 answers, ${order}`, async () => {
      const server = await startServer((_request, response) => json(response, 200, {}))
      const send = await openWire(
        { ...options, host: named(server.origin), retry: { attempts: 1 } },
        { lookup: lookupOf(...addresses)! }
      )
      assert.deepInclude(await send(readRequest), { status: 200 })
    })
  }

  it("is reached where only IPv6 answers", async (context) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined)
      socket.once("data", () =>
        socket.end("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
      )
    })
    const listening = Promise.withResolvers<boolean>()
    server.once("error", () => listening.resolve(false))
    server.listen(0, "::1", () => listening.resolve(true))
    if (!(await listening.promise)) return context.skip("this machine has no IPv6")
    onTestFinished(() => void server.close())
    const host = `http://both.localhost:${(server.address() as AddressInfo).port}`
    const send = await openWire({ ...options, host, retry: { attempts: 1 } }, { lookup: lookupOf(v4, v6)! })
    assert.deepInclude(await send(readRequest), { status: 200 })
  })

  it("names the system's code when neither answers", async () => {
    const server = await startServer(() => undefined)
    await server.close()
    const send = await openWire(
      { ...options, host: named(server.origin), retry: { attempts: 1 } },
      { lookup: lookupOf(v6, v4)! }
    )
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure.reason, { _tag: "Unreachable", code: "ECONNREFUSED" })
  })
})

describe("the settings of connections", () => {
  for (const [wrong, setting] of [
    [{ perHost: 0 }, "connections.perHost"],
    [{ perHost: 1.5 }, "connections.perHost"],
    [{ perHost: 5_000 }, "connections.perHost"],
    [{ perHost: "8" as never }, "connections.perHost"],
    [{ keepAliveMillis: 0 }, "connections.keepAliveMillis"],
    [{ keepAliveMillis: 60_001 }, "connections.keepAliveMillis"],
    [{ keepAliveMillis: Number.NaN }, "connections.keepAliveMillis"],
    [{ connectTimeoutMillis: -1 }, "connections.connectTimeoutMillis"],
    [{ connectTimeoutMillis: Number.POSITIVE_INFINITY }, "connections.connectTimeoutMillis"]
  ] as const) {
    it.effect(`refuse ${JSON.stringify(wrong)}, naming ${setting}`, () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(resolveSettings({ ...options, connections: wrong }))
        assert.strictEqual(failure.setting, setting)
        assert.match(failure.problem, /^must be a (whole )?number .*from 1 to \d+$/)
      })
    )
  }

  it.effect("have these defaults", () =>
    Effect.gen(function* () {
      const { settings } = yield* resolveSettings(options)
      assert.deepStrictEqual(settings.connections, {
        perHost: 64,
        keepAliveMillis: 4_000,
        connectTimeoutMillis: 10_000
      })
    })
  )
})
