/**
 * A server below HTTP that behaves badly in one way, and what a call makes of it.
 *
 * What it writes is what arrives: nothing here knows how to be correct.
 */
import { once } from "node:events"
import { createServer, type AddressInfo, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import { onTestFinished } from "vitest"

/** How a call ended, as the child process prints it. */
export type Outcome =
  | { readonly value: unknown; readonly attempts: number }
  | { readonly reason: Readonly<Record<string, unknown>>; readonly attempts: number }

export interface Fault {
  /** Called for every request that arrives whole, with how many came before it on any connection, and before it on this one. */
  readonly serve: (socket: Socket, index: number, onThisConnection: number) => void
  /** Called instead as soon as somebody connects. */
  readonly greet?: (socket: Socket) => void
  /** `"read"` unless given. */
  readonly safety?: "read" | "write"
  /** 5,000 ms unless given. */
  readonly timeoutMillis?: number
  /** How many calls, one after the other; the last one's outcome counts. 1 unless given. */
  readonly calls?: number
  /** What the outcome has to hold. */
  readonly expected: {
    readonly value?: unknown
    readonly reason?: Readonly<Record<string, unknown>>
    readonly attempts: number
  }
}

const head = (...lines: ReadonlyArray<string>) => `HTTP/1.1 ${lines.join("\r\n")}\r\n\r\n`
const jsonHead = (...lines: ReadonlyArray<string>) =>
  head("200 OK", "content-type: application/json", ...lines)
const good = `${jsonHead("content-length: 11")}{"ok":true}`
const page = (status: string, ...lines: ReadonlyArray<string>) =>
  `${head(status, "content-type: text/html", "content-length: 29", ...lines)}<html><h1>Oh no.</h1></html>\n`
const refusal = (status: string, body: object, ...lines: ReadonlyArray<string>) => {
  const text = JSON.stringify(body)
  return `${head(status, "content-type: application/json", `content-length: ${text.length}`, ...lines)}${text}`
}

/** Writes one piece after the other, slowly, until the other side has had enough. */
const trickle = (socket: Socket, pieces: Iterable<string>, millis: number): void => {
  const iterator = pieces[Symbol.iterator]()
  const timer = setInterval(() => {
    const next = iterator.next()
    if (next.done === true) clearInterval(timer)
    else socket.write(next.value)
  }, millis)
  socket.on("close", () => clearInterval(timer))
}

function* forever(piece: string): Generator<string> {
  for (;;) yield piece
}

const unreachable = { _tag: "Unreachable" }
const timedOut = { _tag: "TimedOut", scope: "call" }
const zipped = gzipSync(JSON.stringify({ rows: "x".repeat(5_000) }))

/** By what a person would call it. */
export const faults: Readonly<Record<string, Fault>> = {
  "nothing wrong": { serve: (socket) => socket.write(good), expected: { value: { ok: true }, attempts: 1 } },

  // Connections that end
  "a reset when somebody connects": {
    greet: (socket) => socket.resetAndDestroy(),
    serve: () => undefined,
    expected: { reason: unreachable, attempts: 2 }
  },
  "a reset before the answer": {
    serve: (socket) => socket.resetAndDestroy(),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a reset in the headers": {
    serve: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-ty", () => socket.resetAndDestroy()),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a reset in the body": {
    serve: (socket) =>
      socket.write(`${jsonHead("content-length: 100")}{"ok":`, () => socket.resetAndDestroy()),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a reset in a chunk": {
    serve: (socket) =>
      socket.write(`${jsonHead("transfer-encoding: chunked")}10\r\n{"ok":`, () => socket.resetAndDestroy()),
    expected: { reason: unreachable, attempts: 2 }
  },
  "one reset, then an answer": {
    serve: (socket, index) => (index === 0 ? socket.resetAndDestroy() : socket.write(good)),
    expected: { value: { ok: true }, attempts: 2 }
  },
  "a reset of a write": {
    safety: "write",
    serve: (socket) => socket.resetAndDestroy(),
    expected: { reason: unreachable, attempts: 1 }
  },
  "a half-close instead of an answer": {
    serve: (socket) => socket.end(),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a half-close in the body": {
    serve: (socket) => socket.end(`${jsonHead("content-length: 100")}{"ok":`),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a half-close before the last chunk": {
    serve: (socket) => socket.end(`${jsonHead("transfer-encoding: chunked")}b\r\n{"ok":true}\r\n`),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a body that ends with the connection": {
    serve: (socket) => socket.end(`${jsonHead("connection: close")}{"ok":true}`),
    expected: { value: { ok: true }, attempts: 1 }
  },
  "a connection that is closed under the second request": {
    calls: 2,
    serve: (socket, _index, onThisConnection) =>
      onThisConnection === 0 ? socket.write(good) : socket.resetAndDestroy(),
    expected: { value: { ok: true }, attempts: 2 }
  },

  // Slowness
  "no answer": { serve: () => undefined, timeoutMillis: 400, expected: { reason: timedOut, attempts: 1 } },
  "headers byte by byte, for ever": {
    serve: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx-slow: ")
      trickle(socket, forever("a"), 20)
    },
    timeoutMillis: 400,
    expected: { reason: timedOut, attempts: 1 }
  },
  "a body byte by byte, for ever": {
    serve: (socket) => {
      socket.write(jsonHead("transfer-encoding: chunked"))
      trickle(socket, forever("1\r\n \r\n"), 20)
    },
    timeoutMillis: 400,
    expected: { reason: timedOut, attempts: 1 }
  },
  "early hints, for ever": {
    serve: (socket) => trickle(socket, forever(head("103 Early Hints", "link: </a>")), 20),
    timeoutMillis: 400,
    expected: { reason: timedOut, attempts: 1 }
  },
  "an answer byte by byte, in time": {
    serve: (socket) => trickle(socket, good, 5),
    timeoutMillis: 20_000,
    expected: { value: { ok: true }, attempts: 1 }
  },

  // Lengths
  "a content-length that is too long, and the end": {
    serve: (socket) => socket.end(`${jsonHead("content-length: 12")}{"ok":true}`),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a content-length that is too long, and silence": {
    serve: (socket) => socket.write(`${jsonHead("content-length: 12")}{"ok":true}`),
    timeoutMillis: 400,
    expected: { reason: timedOut, attempts: 1 }
  },
  "a content-length that is too short": {
    serve: (socket) => socket.write(`${jsonHead("content-length: 5")}{"ok":true}`),
    expected: { reason: { _tag: "UnexpectedBody", problem: "it says it is JSON but is not" }, attempts: 1 }
  },
  "an answer followed by more than was asked for": {
    calls: 3,
    serve: (socket) => socket.write(`${good}${good.replace("true", "null")}`),
    expected: { value: { ok: true }, attempts: 1 }
  },
  "two content-lengths that differ": {
    serve: (socket) => socket.write(`${jsonHead("content-length: 11", "content-length: 5")}{"ok":true}`),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a content-length and chunks": {
    serve: (socket) =>
      socket.end(
        `${jsonHead("content-length: 5", "transfer-encoding: chunked")}b\r\n{"ok":true}\r\n0\r\n\r\n`
      ),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a content-length that is negative": {
    serve: (socket) => socket.write(`${jsonHead("content-length: -1")}{"ok":true}`),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a chunk whose length is a word": {
    serve: (socket) => socket.write(`${jsonHead("transfer-encoding: chunked")}eleven\r\n{"ok":true}\r\n`),
    expected: { reason: unreachable, attempts: 2 }
  },

  // What is no answer
  "the greeting of another protocol": {
    greet: (socket) => void socket.write("SSH-2.0-OpenSSH_9.6\r\n"),
    serve: () => undefined,
    expected: { reason: unreachable, attempts: 2 }
  },
  "bytes that are nothing": {
    serve: (socket) => socket.write(Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 37) % 256))),
    expected: { reason: unreachable, attempts: 2 }
  },
  "headers without an end": {
    serve: (socket) => {
      const line = `x-more: ${"a".repeat(1_000)}\r\n`
      const write = (): void => {
        while (!socket.destroyed && socket.write(line));
        if (!socket.destroyed) socket.once("drain", write)
      }
      socket.write("HTTP/1.1 200 OK\r\n", write)
    },
    expected: { reason: unreachable, attempts: 1 }
  },
  "a header with a NUL": {
    serve: (socket) => socket.write(`${jsonHead("x-bad: a\u0000b", "content-length: 11")}{"ok":true}`),
    expected: { reason: unreachable, attempts: 2 }
  },
  "a change of protocol nobody asked for": {
    serve: (socket) =>
      socket.write(head("101 Switching Protocols", "upgrade: websocket", "connection: upgrade")),
    expected: { reason: unreachable, attempts: 2 }
  },

  // Pages instead of answers
  "a page with status 200": {
    serve: (socket) => socket.write(page("200 OK")),
    expected: { reason: { _tag: "UnexpectedBody", problem: "it does not say it is JSON" }, attempts: 1 }
  },
  "a page that says it is JSON": {
    serve: (socket) => socket.write(page("200 OK").replace("text/html", "application/json")),
    expected: { reason: { _tag: "UnexpectedBody", problem: "it says it is JSON but is not" }, attempts: 1 }
  },
  "a firewall's 403": {
    serve: (socket) => socket.write(page("403 Forbidden")),
    expected: { reason: { _tag: "Forbidden", fromProxy: true }, attempts: 1 }
  },
  "another host's 404": {
    serve: (socket) => socket.write(page("404 Not Found")),
    expected: { reason: { _tag: "NotFound", fromProxy: true }, attempts: 1 }
  },
  "a gateway's 502": {
    serve: (socket) => socket.write(page("502 Bad Gateway")),
    expected: { reason: { _tag: "ServerFailed", status: 502, fromProxy: true }, attempts: 2 }
  },
  "a gateway's 504, then an answer": {
    serve: (socket, index) => socket.write(index === 0 ? page("504 Gateway Timeout") : good),
    expected: { value: { ok: true }, attempts: 2 }
  },
  "a page that is longer than it says": {
    serve: (socket) => socket.end(page("503 No").replace("29", "9000")),
    expected: { reason: unreachable, attempts: 2 }
  },

  // Bodies
  "truncated gzip": {
    serve: (socket) => {
      const part = zipped.subarray(0, zipped.length - 9)
      socket.write(jsonHead("content-encoding: gzip", `content-length: ${part.length}`))
      socket.write(part)
    },
    expected: { reason: { ...unreachable, code: "ERR_CONTENT_TRUNCATED" }, attempts: 2 }
  },
  "gzip and a reset": {
    serve: (socket) => {
      socket.write(jsonHead("content-encoding: gzip", `content-length: ${zipped.length}`))
      socket.write(zipped.subarray(0, 30), () => socket.resetAndDestroy())
    },
    expected: { reason: unreachable, attempts: 2 }
  },
  "text that is not UTF-8": {
    serve: (socket) => {
      socket.write(jsonHead("content-length: 3"))
      socket.write(Buffer.from([0x22, 0xff, 0x22]))
    },
    expected: { reason: { _tag: "UnexpectedBody", problem: "it is not UTF-8 text" }, attempts: 1 }
  },
  "an error with status 200": {
    serve: (socket) =>
      socket.write(refusal("200 OK", { type: "server_error", code: "error", detail: "Sorry.", attr: null })),
    expected: {
      reason: {
        _tag: "UnexpectedBody",
        problem: "it is an error, although its status says that all went well"
      },
      attempts: 1
    }
  },

  // PostHog's three ways to say "later"
  "throttled for an hour": {
    serve: (socket) =>
      socket.write(
        refusal(
          "429 No",
          { type: "throttled_error", code: "throttled", detail: "Request was throttled.", attr: null },
          "retry-after: 3600"
        )
      ),
    expected: {
      reason: { _tag: "RateLimited", kind: "throttled", retryAfterMillis: 3_600_000 },
      attempts: 1
    }
  },
  "the read budget is used up": {
    serve: (socket) =>
      socket.write(
        refusal(
          "429 No",
          { type: "throttled_error", code: "api_queries_budget_exceeded", detail: "Budget.", attr: null },
          "retry-after: 1800"
        )
      ),
    expected: { reason: { _tag: "RateLimited", kind: "budget", retryAfterMillis: 1_800_000 }, attempts: 1 }
  },
  "too many queries at once": {
    timeoutMillis: 700,
    serve: (socket) =>
      socket.write(
        refusal("429 No", {
          type: "throttled_error",
          code: "throttled",
          detail: "Exceeded maximum concurrency limit: 3 for key: a",
          attr: null
        })
      ),
    expected: { reason: { _tag: "RateLimited", kind: "concurrency" }, attempts: 1 }
  },
  "throttled for a moment": {
    serve: (socket, index) =>
      socket.write(
        index === 0
          ? refusal(
              "429 No",
              { type: "throttled_error", code: "throttled", detail: "Request was throttled.", attr: null },
              "retry-after-ms: 30"
            )
          : good
      ),
    expected: { value: { ok: true }, attempts: 2 }
  }
}

/** Starts the server of a fault; it ends with the test. */
export const startFault = async ({ greet, serve }: Fault): Promise<string> => {
  let index = 0
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    onTestFinished(() => void socket.destroy())
    // The other side hangs up when it likes.
    socket.on("error", () => undefined)
    socket.on("end", () => socket.end())
    if (greet !== undefined) {
      greet(socket)
      return
    }
    let onThisConnection = 0
    let text = ""
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1")
      const end = text.indexOf("\r\n\r\n")
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (end < 0 || text.length < end + 4 + length) return
      text = text.slice(end + 4 + length)
      serve(socket, index++, onThisConnection++)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
