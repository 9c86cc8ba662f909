/** What a program that uses the package sees of its process: it ends by itself, and stdout stays its own. */
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { json, startServer } from "./support/server.ts"

const index = new URL("../src/index.ts", import.meta.url).href

const runProgram = (program: string) =>
  promisify(execFile)(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { PATH: process.env["PATH"] },
    timeout: 20_000
  })

const call = (origin: string, more = "") => `
  import { createTransport } from ${JSON.stringify(index)}
  const client = createTransport({ host: ${JSON.stringify(origin)}, projectId: 1, personalApiKey: "phx_0123456789", ${more} })
  const answer = await client.execute({
    operation: "Project.current", origin: "api", method: "GET", path: "/api/projects/:project/", safety: "read", lane: "crud"
  })
  console.log(JSON.stringify(answer.value))
`

describe("a program", { timeout: 30_000 }, () => {
  it("ends by itself without closing the client, with an idle connection left, and nothing on stderr", async () => {
    const server = await startServer((_request, response) => json(response, 200, { id: 1 }))
    const { stderr, stdout } = await runProgram(call(server.origin))
    assert.strictEqual(stdout, '{"id":1}\n')
    assert.strictEqual(stderr, "")
  })

  for (const [name, where] of [
    ["a server", '"https://localhost:" + port }'],
    ["a proxy", '"https://posthog.example", proxy: "http://127.0.0.1:" + port }']
  ] as const) {
    it(`ends by itself when the connection to ${name} is still being made for a call that is over`, async () => {
      const { stdout } = await runProgram(`
        import { createServer } from "node:net"
        import { createTransport } from ${JSON.stringify(index)}
        const silent = createServer((socket) => void socket.on("error", () => undefined).unref())
        await new Promise((resolve) => silent.unref().listen(0, "localhost", resolve))
        const { port } = silent.address()
        const client = createTransport({
          ...{ host: ${where}, projectId: 1, personalApiKey: "phx_0123456789", logLevel: "none", timeoutMillis: 100,
          connections: { connectTimeoutMillis: 300_000 }
        })
        const failure = await client.execute({
          operation: "x", origin: "api", method: "GET", path: "/", safety: "read", lane: "crud"
        }).catch((error) => error)
        console.log(failure.reason._tag)
      `)
      assert.strictEqual(stdout, "TimedOut\n")
    })
  }

  it("is not kept busy by a bomb whose call was given up while it was decompressed", async () => {
    const { stdout } = await runProgram(`
      import { createServer } from "node:http"
      import { gzipSync } from "node:zlib"
      import { createTransport } from ${JSON.stringify(index)}
      const bomb = gzipSync(Buffer.alloc(600 * 1024 * 1024))
      let onSent = () => undefined
      const server = createServer((request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb)
        response.on("finish", () => onSent())
      })
      await new Promise((resolve) => server.unref().listen(0, "127.0.0.1", resolve))
      const client = createTransport({
        host: "http://127.0.0.1:" + server.address().port, projectId: 1, personalApiKey: "phx_0123456789", logLevel: "none"
      })
      const request = { operation: "x", origin: "api", method: "GET", path: "/", safety: "read", lane: "crud" }
      const fail = (call) => client.execute(request, call).catch((error) => error)
      await fail()
      const begun = process.cpuUsage()
      const whole = (await fail()).reason._tag
      const wholeMicros = process.cpuUsage(begun).user
      const controller = new AbortController()
      onSent = () => setTimeout(() => controller.abort("enough"), 20)
      const reason = await fail({ signal: controller.signal })
      server.closeAllConnections()
      const over = process.cpuUsage()
      process.on("exit", () => {
        console.log(JSON.stringify({ whole, reason, share: process.cpuUsage(over).user / wholeMicros }))
      })
    `)
    // Processor time, not the clock's: of what the bomb takes to the limit, after the call was over.
    const { share, ...ends } = JSON.parse(stdout) as { readonly share: number }
    assert.deepStrictEqual(ends, { whole: "UnexpectedBody", reason: "enough" })
    assert.isBelow(share, 0.3)
  })

  it("finds the log on stderr, one JSON object a line", async () => {
    const server = await startServer((_request, response) => json(response, 200, { id: 1 }))
    const { stderr, stdout } = await runProgram(call(server.origin, 'logLevel: "info"'))
    assert.strictEqual(stdout, '{"id":1}\n')
    const record: unknown = JSON.parse(stderr)
    assert.deepInclude(record, {
      level: "info",
      message: "call",
      operation: "Project.current",
      status: 200,
      attempt: 1
    })
  })

  it("finds the log as a line for people when asked for, without colour where nobody sees it", async () => {
    const server = await startServer((_request, response) => json(response, 200, { id: 1 }))
    const { stderr, stdout } = await runProgram(call(server.origin, 'logLevel: "info", logFormat: "pretty"'))
    assert.strictEqual(stdout, '{"id":1}\n')
    assert.match(
      stderr,
      /^\d\d:\d\d:\d\d\.\d{3} INFO    call requestId=[0-9a-f-]{36} operation=Project\.current method=GET route=\S+ ms=\d+ attempt=1 status=200\n$/
    )
  })

  it("does not load undici before its first request", async () => {
    const { stdout } = await runProgram(`
      import { registerHooks } from "node:module"
      const loaded = []
      registerHooks({ resolve: (name, context, next) => { loaded.push(name); return next(name, context) } })
      const { createTransport } = await import(${JSON.stringify(index)})
      const client = createTransport({ host: "http://127.0.0.1:1", projectId: 1, personalApiKey: "phx_0123456789", logLevel: "none", retry: { attempts: 1 } })
      const before = loaded.includes("undici")
      await client.execute({ operation: "x", origin: "api", method: "GET", path: "/", safety: "read", lane: "crud" }).catch(() => undefined)
      console.log(before, loaded.includes("undici"), loaded.some((name) => name.includes("SurelyNot")))
    `)
    assert.strictEqual(stdout, "false true false\n")
  })

  it("ends by itself with telemetry on, and loads what sends it only then", async () => {
    const server = await startServer((_request, response) => json(response, 200, { id: 1 }))
    const program = (telemetry: string) => `
      import { registerHooks } from "node:module"
      const loaded = []
      registerHooks({ resolve: (name, context, next) => { loaded.push(name); return next(name, context) } })
      const { createTransport } = await import(${JSON.stringify(index)})
      const client = createTransport({ host: ${JSON.stringify(server.origin)}, projectId: 1, personalApiKey: "phx_0123456789", ${telemetry} })
      const request = { operation: "x", origin: "api", method: "GET", path: "/", safety: "read", lane: "crud" }
      await client.execute(request)
      console.log(loaded.some((name) => name.includes("observability")))
    `
    assert.strictEqual((await runProgram(program(""))).stdout, "false\n")
    const otlp = `telemetry: { otlp: { url: ${JSON.stringify(server.origin)}, intervalMillis: 86_400_000 } }`
    assert.strictEqual((await runProgram(program(otlp))).stdout, "true\n")
  })
})
