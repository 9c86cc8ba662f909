/**
 * The program of the database's process: chDB behind one socket, and nothing else.
 *
 * It must never outlive the engine. Only asynchronous chDB calls are made, so that the end of the socket, which comes even
 * when the engine dies by `kill -9`, is seen while a query runs; `process.exit` would wait for that query, SIGKILL does not.
 */
import { Socket } from "node:net"
import type { Session } from "chdb"
import { encodeFrame, FrameReader, MAX_ANSWER_BYTES } from "./store/frames.ts"
import type { StoreReply, StoreRequest } from "./store/frames.ts"

const socket = new Socket({ fd: 3 })
const endNow = (): void => {
  process.kill(process.pid, "SIGKILL")
}

// Ctrl-C at a terminal reaches every process of the group; the engine decides when this one ends.
process.on("SIGINT", () => undefined)
process.on("SIGHUP", () => undefined)
process.on("SIGTERM", () => undefined)
socket.on("end", endNow)
socket.on("close", endNow)
socket.on("error", endNow)

const reply = (header: StoreReply, body?: Uint8Array): void => {
  for (const piece of encodeFrame(header, body)) socket.write(piece)
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A text of 20 MB may stand in a statement twice, as a value and as the name of its column. */
const MAX_STATEMENT_BYTES = 64 * 1024 * 1024

/** In ClickHouse's own form for it. */
const TOO_LARGE =
  "Code: 396. DB::Exception: The answer is larger than the engine sends. (TOO_MANY_ROWS_OR_BYTES)"

let session: Session | undefined

const open = async (path: string): Promise<void> => {
  let chdb: typeof import("chdb")
  try {
    chdb = await import("chdb")
  } catch (error) {
    reply({ kind: "unavailable", message: textOf(error) })
    return
  }
  try {
    session = new chdb.Session(path)
    // Read before a statement's own SETTINGS are: the gate lets longer texts through than ClickHouse takes by default.
    await session.queryAsync(`SET max_query_size = ${MAX_STATEMENT_BYTES}`, { format: "Null" })
    reply({ kind: "opened" })
  } catch (error) {
    // chDB loads its native part late; what it throws then is named after the platform or the binary.
    const isMissing = error instanceof Error && /Platform|Binary/.test(error.name)
    reply({ kind: isMissing ? "unavailable" : "refused", message: textOf(error) })
  }
}

/**
 * chDB 3.4 keeps what a failing query had already written and puts it in front of the next answer (seen with a query that ran
 * into its time limit). So after a failure the output is asked for until it is only what was asked for.
 */
const clearOutput = async (of: Session): Promise<boolean> => {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const answer = await of.queryAsync("SELECT 'clear'", { format: "JSONCompactEachRow" })
    if (answer.text() === '["clear"]\n') return true
  }
  return false
}

const run = async (request: StoreRequest, body: Uint8Array): Promise<void> => {
  if (request.kind === "open") return open(request.path)
  if (session === undefined) {
    reply({ kind: "failed", message: "no database is open" })
    return
  }
  try {
    switch (request.kind) {
      case "query": {
        const answer = await session.queryBindAsync(request.sql, request.parameters, {
          format: "JSONCompactEachRow"
        })
        const bytes = answer.bytes()
        if (bytes.length > MAX_ANSWER_BYTES) {
          reply({ kind: "failed", message: TOO_LARGE })
          // Its memory is not given back otherwise; the engine starts another process when this one is gone.
          socket.end(endNow)
          return
        }
        reply(
          {
            kind: "done",
            elapsedSeconds: answer.elapsed,
            rowsRead: answer.rowsRead,
            bytesRead: answer.bytesRead
          },
          bytes
        )
        return
      }
      case "insert": {
        const summary = await session.insert({
          table: request.table,
          values: body,
          format: "JSONEachRow",
          settings: {
            insert_deduplication_token: request.deduplicationId,
            // One thread parses while the engine makes the next rows: measured 20% less work than several.
            input_format_parallel_parsing: 0,
            optimize_on_insert: 0
          }
        })
        reply({ kind: "done", elapsedSeconds: summary.elapsed, rowsRead: 0, bytesRead: 0 })
        return
      }
      case "execute": {
        const answer = await session.queryAsync(request.sql, { format: "Null" })
        reply({ kind: "done", elapsedSeconds: answer.elapsed, rowsRead: 0, bytesRead: 0 })
        return
      }
      case "close": {
        session.close()
        endNow()
      }
    }
  } catch (error) {
    const isClear = await clearOutput(session).catch(() => false)
    reply({ kind: "failed", message: textOf(error) })
    // The engine starts another process when this one is gone.
    if (!isClear) socket.end(endNow)
  }
}

const frames = new FrameReader()
socket.on("data", (piece) => {
  // The engine sends a statement only after the answer to the one before.
  for (const frame of frames.push(piece)) {
    // The engine is the only writer on this socket, and writes requests.
    void run(frame.header as StoreRequest, frame.body)
  }
})
