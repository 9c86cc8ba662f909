import { assert, describe, it, vi } from "@effect/vitest"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync, renameSync } from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import {
  createTransport,
  openTransport,
  verifyAuditLog,
  type AuditOptions,
  type LogRecord,
  type TransportError,
  type TransportOptions
} from "../../src/index.ts"
import { auditFolder, auditLines } from "../support/auditLog.ts"
import { captureRequest, personalApiKey, projectToken, readRequest } from "../support/options.ts"
import { json, startServer } from "../support/server.ts"

const writeRequest = {
  operation: "Flags.update",
  origin: "api",
  method: "PATCH",
  path: "/api/projects/:project/feature_flags/:id/",
  params: { id: "person@example.org" },
  body: { active: true },
  safety: "write",
  lane: "crud"
} as const

const failureOf = (promise: Promise<unknown>): Promise<TransportError> =>
  promise.then(
    () => assert.fail("it succeeded"),
    (cause: unknown) => cause as TransportError
  )

const optionsOf = (host: string, audit: Partial<AuditOptions> = {}, more: Partial<TransportOptions> = {}) => {
  const file = audit.file ?? join(auditFolder(), "audit.jsonl")
  const records: Array<LogRecord> = []
  const options: TransportOptions = {
    host,
    projectId: 7,
    personalApiKey,
    projectToken,
    audit: { ...audit, file },
    retry: { baseMillis: 1, capMillis: 2 },
    logger: (record) => records.push(record),
    ...more
  }
  return { file, options, records }
}

describe("the audit log", () => {
  it("has a line for each write, on the disk before the request arrives, and none for reads", async () => {
    const seen: Array<number> = []
    const server = await startServer((_request, response) => {
      seen.push(auditLines(file).length)
      json(response, 200, {})
    })
    const { file, options } = optionsOf(server.origin, { actor: "nightly job" })
    await using transport = createTransport(options)
    await transport.execute(readRequest)
    const { requestId } = await transport.execute(writeRequest)
    await transport.execute(captureRequest)
    assert.deepStrictEqual(seen, [0, 1, 2])
    const [write, capture] = auditLines(file)
    assert.deepInclude(write, {
      v: 1,
      seq: 1,
      event: "write",
      requestId,
      operation: "Flags.update",
      method: "PATCH",
      route: "/api/projects/:project/feature_flags/:id/",
      safety: "write",
      lane: "crud",
      projectId: 7,
      host: new URL(server.origin).host,
      key: "phx_Ca...ef",
      actor: "nightly job"
    })
    assert.deepInclude(capture, { safety: "idempotent-write", key: "phc_Ca...ef" })
    await transport.execute({ ...captureRequest, body: undefined })
    assert.notProperty(auditLines(file)[2], "key")
    assert.notInclude(readFileSync(file, "utf8"), "person@example.org")
    assert.isTrue((await verifyAuditLog(file)).isWhole)
  })

  it("waits until the disk has the line before the request leaves", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { file, options } = optionsOf(server.origin)
    await using transport = createTransport(options)
    await transport.execute(writeRequest)
    const handle = await open(file)
    const prototype = Object.getPrototypeOf(handle) as typeof handle // where all files have their methods
    await handle.close()
    const held = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<undefined>()
    const datasync = vi.spyOn(prototype, "datasync").mockImplementation(() => {
      asked.resolve(undefined)
      return held.promise
    })
    try {
      const writing = transport.execute(writeRequest)
      await asked.promise
      assert.deepStrictEqual([auditLines(file).length, server.received.length], [2, 1])
      held.resolve(undefined)
      await writing
      assert.strictEqual(server.received.length, 2)
    } finally {
      datasync.mockRestore()
    }
  })

  it("says once how many lines are missing, in the next that can be written", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { file, options } = optionsOf(server.origin, { onFailure: "continue" }, { logLevel: "none" })
    await using transport = createTransport(options)
    await transport.execute(writeRequest)
    renameSync(file, `${file}.elsewhere`)
    await transport.execute(writeRequest)
    await transport.execute(writeRequest)
    renameSync(`${file}.elsewhere`, file)
    await transport.execute(writeRequest)
    await transport.execute(writeRequest)
    assert.deepStrictEqual(
      auditLines(file).map(({ lost }) => lost),
      [undefined, 2, undefined]
    )
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 3, lost: 2 })
  })

  it("leaves it to the log to say how a write ended, under the same request id", async () => {
    const server = await startServer((_request, response, index) =>
      index === 0 ? json(response, 200, {}) : index === 1 ? json(response, 500, {}) : undefined
    )
    const { file, options, records } = optionsOf(server.origin, {}, { logLevel: "info" })
    await using transport = createTransport(options)
    await transport.execute(writeRequest)
    await failureOf(transport.execute(writeRequest))
    await failureOf(transport.execute({ ...writeRequest, timeoutMillis: 100 }))
    const calls = records.filter(({ message }) => message === "call").map(({ attributes }) => attributes)
    const endings = auditLines(file).map(({ event, requestId }) => {
      const { reason, status } = calls.find((call) => call["requestId"] === requestId) ?? {}
      return [event, status, reason]
    })
    assert.deepStrictEqual(endings, [
      ["write", 200, undefined],
      ["write", 500, "ServerFailed"],
      ["write", undefined, "TimedOut"]
    ])
  })

  it("has one line for a write that is sent several times", async () => {
    const server = await startServer((_request, response, index) => json(response, index < 2 ? 503 : 200, {}))
    const { file, options } = optionsOf(server.origin)
    await using transport = createTransport(options)
    assert.strictEqual((await transport.execute(captureRequest)).attempts, 3)
    assert.strictEqual(auditLines(file).length, 1)
  })

  it("has a line for each call that PostHog or this package denied, reads too, with the reason", async () => {
    const server = await startServer((request, response) =>
      json(response, request.url?.includes("flags") === true ? 401 : 403, {})
    )
    const { file, options } = optionsOf(server.origin)
    await using transport = createTransport(options)
    await failureOf(transport.execute(readRequest))
    await failureOf(transport.execute(writeRequest))
    await failureOf(transport.execute({ ...captureRequest, credential: "personal-key" }))
    assert.deepStrictEqual(
      auditLines(file).map(({ event, operation, reason }) => [event, operation, reason]),
      [
        ["denied", "Query.run", "Forbidden"],
        ["write", "Flags.update", undefined],
        ["denied", "Flags.update", "Unauthorized"],
        ["denied", "Capture.batch", "RequestRefused"]
      ]
    )
    assert.strictEqual(server.received.length, 2)
  })

  it("has none for a write that an open circuit kept back", async () => {
    const server = await startServer((_request, response) => json(response, 500, {}))
    const { file, options } = optionsOf(
      server.origin,
      {},
      { breaker: { failures: 1 }, retry: { attempts: 1 } }
    )
    await using transport = createTransport(options)
    await failureOf(transport.execute(writeRequest))
    const error = await failureOf(transport.execute(writeRequest))
    assert.strictEqual(error.reason._tag, "CircuitOpen")
    assert.strictEqual(auditLines(file).length, 1)
  })

  it("has none for a call that failed otherwise", async () => {
    const server = await startServer((_request, response) => json(response, 404, {}))
    const { file, options } = optionsOf(server.origin)
    await using transport = createTransport(options)
    await failureOf(transport.execute(readRequest))
    assert.strictEqual(auditLines(file).length, 0)
  })

  it("names what fills the path only when told to", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { file, options } = optionsOf(server.origin, { params: true })
    await using transport = createTransport(options)
    await transport.execute(writeRequest)
    assert.deepStrictEqual(auditLines(file)[0]?.["params"], { id: "person@example.org" })
  })

  it("keeps the order and the chain of a hundred writes at once, over several files", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { file, options } = optionsOf(
      server.origin,
      { maxBytes: 4096 },
      {
        lanes: { crud: { perMinute: 1000 } }
      }
    )
    await using transport = createTransport(options)
    await Promise.all(Array.from({ length: 100 }, () => transport.execute(writeRequest)))
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 100, lastSeq: 100, lost: 0 })
  })

  it("has a line for what is refused because of cache, before anything is sent", async () => {
    const { file, options } = optionsOf("http://127.0.0.1:1", undefined, {
      middleware: [(sent, next) => next(sent)]
    })
    await using transport = createTransport(options)
    const cache = { ttlMillis: 1000 }
    const refused = [
      await failureOf(transport.execute({ ...readRequest, cache: { ttlMillis: 0 } })),
      await failureOf(transport.execute({ ...writeRequest, cache })),
      // Behind middleware that does not say what its work depends on.
      await failureOf(transport.execute({ ...readRequest, cache })),
      await failureOf(
        transport
          .stream({ ...readRequest, cache })
          [Symbol.asyncIterator]()
          .next()
      )
    ]
    assert.deepStrictEqual(
      auditLines(file)
        .filter(({ event }) => event === "denied")
        .map(({ operation, reason, requestId }) => [operation, reason, requestId]),
      refused.map(({ operation, reason, requestId }) => [operation, reason._tag, requestId])
    )
    assert.strictEqual(new Set(refused.map(({ requestId }) => requestId)).size, 4)
  })

  it("has a line for a request that is called by a key, without the key", async () => {
    const { file, options } = optionsOf("http://127.0.0.1:1")
    await using transport = createTransport(options)
    const key = "phx_0123456789abcdefghij"
    const refused = [
      await failureOf(transport.execute({ ...readRequest, operation: `Flags.${key}` })),
      await failureOf(transport.execute({ ...readRequest, path: `/api/projects/${key}/` }))
    ]
    assert.deepStrictEqual(
      auditLines(file).map(({ event, reason, requestId }) => [event, reason, requestId]),
      refused.map(({ requestId }) => ["denied", "RequestRefused", requestId])
    )
    assert.notInclude(readFileSync(file, "utf8"), key)
  })

  it("is one transport's alone: a second is refused when it is opened", async () => {
    const { options } = optionsOf("http://127.0.0.1:1")
    const transport = await openTransport(options)
    const error = await failureOf(openTransport(options))
    assert.strictEqual(
      error.message,
      "Transport.settings: The audit log is in use by another transport or process; give each a file of its own."
    )
    await transport.close()
    await (await openTransport(options)).close()
  })

  for (const [setting, audit] of [
    ["audit.file", { file: "" }],
    ["audit.file", { file: "/nonexistent/audit.jsonl" }],
    ["audit.maxBytes", { maxBytes: 100 }],
    ["audit.maxBytes", { maxBytes: Number.NaN }],
    ["audit.onFailure", { onFailure: "ignore" as "continue" }],
    ["audit.actor", { actor: "a".repeat(201) }]
  ] as const) {
    it(`refuses ${JSON.stringify(audit).slice(0, 60)} when the client is made`, () => {
      const { options } = optionsOf("http://127.0.0.1:1", audit)
      assert.throws(() => createTransport(options), new RegExp(`: ${setting.replace(".", "\\.")}: `))
    })
  }

  const onFullDisk = (origin: string, file: string, onFailure: string) => {
    const program = `
      import { createTransport } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)}
      const records = []
      const transport = createTransport({
        host: ${JSON.stringify(origin)}, projectId: 7, personalApiKey: ${JSON.stringify(personalApiKey)},
        audit: { file: ${JSON.stringify(file)}, onFailure: ${JSON.stringify(onFailure)} }, logger: (record) => records.push(record)
      })
      const outcomes = []
      for (let n = 0; n < 12; n++) {
        await transport.execute(${JSON.stringify(writeRequest)}).then(() => outcomes.push("sent"), (error) => outcomes.push(error.reason._tag + " " + error.isRetryable + " " + error.attempts + " " + error.message))
      }
      await transport.close()
      console.log(JSON.stringify({ outcomes, records }))`
    const { stderr, stdout } = spawnSync(
      "bash",
      ["-c", 'ulimit -f 3; exec "$0" --input-type=module-typescript --eval "$1"', process.execPath, program],
      { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8", timeout: 30_000 }
    )
    assert.strictEqual(stderr, "")
    return JSON.parse(stdout) as { outcomes: ReadonlyArray<string>; records: ReadonlyArray<LogRecord> }
  }

  /** The program above runs while this one waits for it, so its server is another process. */
  const elsewhere = async () => {
    const child = spawn(
      process.execPath,
      [
        "--eval",
        `let count = 0
         require("node:http").createServer((request, response) => {
           if (request.url === "/count") return response.end(String(count))
           count += 1; request.resume(); response.setHeader("content-type", "application/json"); response.end("{}")
         }).listen(0, "127.0.0.1", function () { console.log(this.address().port) })`
      ],
      { stdio: ["ignore", "pipe", "inherit"] }
    )
    const [port] = await once(child.stdout, "data")
    const origin = `http://127.0.0.1:${String(port).trim()}`
    return {
      origin,
      count: async () => Number(await (await fetch(`${origin}/count`)).text()),
      close: () => child.kill()
    }
  }

  it("refuses a write that it cannot record before it is sent, when the disk is full", async () => {
    const server = await elsewhere()
    const { file } = optionsOf(server.origin)
    const { outcomes } = onFullDisk(server.origin, file, "refuse")
    const sent = outcomes.filter((each) => each === "sent").length
    assert.isAbove(sent, 2)
    assert.isBelow(sent, 12)
    assert.deepStrictEqual(
      [...new Set(outcomes.slice(sent))],
      [
        "AuditUnavailable false 0 Flags.update: The audit log cannot be written: the disk, or what may be used of it, is full (EFBIG)."
      ]
    )
    assert.strictEqual(await server.count(), sent)
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: sent })
    server.close()
  }, 60_000)

  it("goes on with a warning a write when told to, and later says how many lines are missing", async () => {
    const server = await elsewhere()
    const { file, options } = optionsOf(server.origin)
    const { outcomes, records } = onFullDisk(server.origin, file, "continue")
    assert.deepStrictEqual([...new Set(outcomes)], ["sent"])
    const warnings = records.filter(({ message }) => message === "audit")
    const before = await verifyAuditLog(file)
    assert.strictEqual(before.isWhole && before.lines + warnings.length, 12)
    assert.isTrue(warnings.every(({ attributes, level }) => level === "warning" && "requestId" in attributes))
    assert.match(
      String(warnings[0]?.attributes["advice"]),
      /full \(EFBIG\)\. The request was sent without its line/
    )
    // Only the process that lost lines knows of them.
    await using transport = createTransport(options)
    await transport.execute(writeRequest)
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lost: 0 })
    server.close()
  }, 60_000)
})
