/**
 * Everything at once for a while, in a process of its own against a real server: every call ends, nothing is left over, and the heap does not
 * grow. A few seconds here; ten minutes under `pnpm test:long` (SOAK_SECONDS).
 */
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"
import { leastSquaresSlope } from "./support/leastSquares.ts"
import { json } from "./support/server.ts"
import { keyAt, soakKinds, type SoakPlan, type SoakReport } from "./support/soak.ts"

const seconds = Number(process.env["SOAK_SECONDS"] ?? 8)
const rotationMillis = Math.max(2_000, seconds * 50)

const chunk = Buffer.alloc(8_192, "a")

/** Answers by what is asked for; `turn` makes every third of a kind go well that fails otherwise. */
const answer = (request: IncomingMessage, response: ServerResponse, turn: number): void => {
  const kind = /\/(\w+)\/(\?|$)/.exec(request.url ?? "")?.[1]
  const key = `Bearer ${keyAt(Date.now(), { rotationMillis })}`
  const isBad = turn % 3 > 0
  if (kind !== "capture" && request.headers.authorization !== key) {
    json(response, 401, { type: "authentication_error", code: "invalid_api_key", detail: "no" })
  } else if (kind === "stream") {
    for (let n = 0; n < 8; n++) response.write(chunk)
    response.end()
  } else if (kind === "left") {
    // Goes on until it is left.
    for (let n = 0; n < 8; n++) response.write(chunk)
  } else if (kind === "limited" && isBad) {
    json(response, 429, { type: "throttled_error", detail: "no" }, { "retry-after-ms": "3" })
  } else if (kind === "failing" && isBad) {
    json(response, turn % 2 > 0 ? 500 : 503, { detail: "no" })
  } else if (kind === "reset" && isBad) {
    request.socket.resetAndDestroy()
  } else if (kind !== "aborted") {
    json(response, 200, { results: [[1, "two", null]], kind })
  }
}

const startSoakServer = async (): Promise<{ origin: string; sockets: () => number }> => {
  let turn = 0
  let sockets = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on("error", () => undefined)
    request.on("end", () => {
      if (request.url?.startsWith("/collector") === true) response.end()
      else answer(request, response, turn++)
    })
  })
  server.on("connection", (socket) => {
    sockets += 1
    socket.on("error", () => undefined)
    socket.on("close", () => (sockets -= 1))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    sockets: () => sockets
  }
}

const run = async (plan: SoakPlan): Promise<{ report: SoakReport; exitCode: unknown; stderr: string }> => {
  const program = fileURLToPath(new URL("support/soakProgram.ts", import.meta.url))
  const child = spawn(process.execPath, ["--expose-gc", program, JSON.stringify(plan)], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"]
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit")
  ])
  assert.notStrictEqual(stdout, "", stderr)
  return { report: JSON.parse(stdout) as SoakReport, exitCode, stderr } // the program's only line
}

describe("mixed load", { timeout: seconds * 1_000 + 60_000 }, () => {
  it(`ends every call, leaves no handle, and the heap stays flat (${seconds} s)`, async () => {
    const server = await startSoakServer()
    const { exitCode, report, stderr } = await run({
      origin: server.origin,
      seconds,
      sampleMillis: Math.max(250, seconds * 5),
      workers: 24,
      rotationMillis
    })
    // By itself: nothing tells it to.
    assert.strictEqual(exitCode, 0, stderr)
    assert.strictEqual(stderr, "")
    if (seconds > 60) console.log(JSON.stringify(report, null, 2))

    assert.strictEqual(report.ended, report.started)
    assert.isAbove(report.started, 10 * soakKinds.length)
    for (const kind of soakKinds) {
      const outcomes = Object.keys(report.outcomes).filter((name) => name.startsWith(`${kind}: `))
      if (kind !== "aborted") assert.include(outcomes, `${kind}: well`)
    }
    assert.deepStrictEqual(
      Object.keys(report.outcomes).filter((name) =>
        /: (TimedOut|UnexpectedBody|InvalidRequest|NotFound)$/.test(name)
      ),
      []
    )
    assert.include(Object.keys(report.outcomes), "aborted: AbortError")

    assert.isAtLeast(report.samples, 10)
    // What is kept of a request is hundreds of bytes at least. A few seconds show only that it is not thousands: spans wait to be sent, too.
    const growth = (report.bytesPerMinute * seconds * 0.75) / 60
    assert.isBelow(growth, seconds > 60 ? 10 * report.started : 4 * 1024 * 1024, JSON.stringify(report))
    // Of buffers: one of a connection is 64 kB.
    assert.isBelow(report.lastBuffers, report.firstBuffers + 4 * 1024 * 1024, JSON.stringify(report))
    while (server.sockets() > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  })
})

describe("the measure", () => {
  it("finds the slope of a line through noise, and none in noise alone", () => {
    const noise = (x: number) => ((x * 7_919) % 13) - 6
    const points = Array.from({ length: 1_300 }, (_, x) => [x, 3 * x + noise(x)] as const)
    assert.closeTo(leastSquaresSlope(points), 3, 0.01)
    assert.closeTo(leastSquaresSlope(points.map(([x]) => [x, noise(x)])), 0, 0.01)
  })
})
