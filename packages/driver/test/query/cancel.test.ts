/**
 * A query that its caller gave up is stopped where it runs. Between driver and engine stands a gateway that, like PostHog's own, keeps
 * the request to the database going when the client hangs up.
 */
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer, request as makeRequest, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Engine } from "@posthog-driver/engine"
import { startEngine } from "@posthog-driver/engine"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createPostHog } from "../../src/index.ts"

let engine: Engine
let dataDir: string
let gateway: Server
let host: string
/** What the engine answered, in the order in which it did. */
const answers: Array<{ readonly method: string; readonly status: number; readonly body: string }> = []
/** Resolves when a client has hung up before its answer. */
let hungUp: PromiseWithResolvers<undefined>
let started: PromiseWithResolvers<undefined>
let answered: PromiseWithResolvers<undefined>

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "driver-cancel-"))
  engine = await startEngine({ dataDir, seed: { size: "small", endDate: "2026-11-01" } })
  gateway = createServer((request, response) => {
    const { headers, method = "", url = "" } = request
    const { hostname, port } = new URL(engine.url)
    const onward = makeRequest({ hostname, port, method, path: url, headers }, (answer) => {
      const chunks: Array<Buffer> = []
      answer.on("data", (chunk: Buffer) => chunks.push(chunk))
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString()
        answers.push({ method, status: answer.statusCode ?? 0, body })
        if (answers.length === 2) answered.resolve(undefined)
        response.writeHead(answer.statusCode ?? 0, { "content-type": "application/json" }).end(body)
      })
    })
    response.on("close", () => {
      if (!response.writableFinished) hungUp.resolve(undefined)
    })
    request.pipe(onward)
    request.on("end", () => setTimeout(() => started.resolve(undefined), 300))
  })
  gateway.listen(0, "127.0.0.1")
  await once(gateway, "listening")
  host = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
}, 120_000)

afterAll(async () => {
  gateway.closeAllConnections()
  gateway.close()
  await engine.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Runs for a minute, if nobody stops it. */
const endless = "select count() from numbers(1000000000000) where number % 7 = 3"

describe("a query that is given up", () => {
  const open = () => {
    answers.length = 0
    hungUp = Promise.withResolvers()
    started = Promise.withResolvers()
    answered = Promise.withResolvers()
    return createPostHog({
      host,
      projectId: engine.projectId,
      personalApiKey: engine.personalApiKey,
      logLevel: "none"
    })
  }
  const wasStopped = async () => {
    await hungUp.promise
    await answered.promise
    expect(answers.find(({ method }) => method === "DELETE")).toMatchObject({ status: 200 })
    const query = answers.find(({ method }) => method === "POST")
    expect(query?.status).toBe(400)
    expect(query?.body).toContain("query_was_cancelled")
  }

  it("by its signal closes its connection, and is stopped in the engine", async () => {
    await using posthog = open()
    const controller = new AbortController()
    const call = posthog.query(endless, { signal: controller.signal }).catch((error: unknown) => error)
    await started.promise
    controller.abort("enough")
    expect(await call).toBe("enough")
    await wasStopped()
  }, 30_000)

  it("because its time is over closes its connection, and is stopped in the engine", async () => {
    await using posthog = open()
    const failure = await posthog.query(endless, { timeoutMillis: 1_000 }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ reason: { _tag: "TimedOut" } })
    await wasStopped()
  }, 30_000)
})
