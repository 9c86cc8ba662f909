/**
 * The client inside the sandbox. A script finds it as the global `posthog`; a script written in an editor imports the
 * same object with its types: `import { posthog } from "@posthog-driver/sandbox-runner/guest"`.
 *
 * It is copied into the sandbox as one file, so it imports nothing but Node. It holds no key and knows no address: a
 * request is a line of JSON on file descriptor 3, and the broker at the other end decides whether to answer it.
 * Outside a sandbox the import works (so that an editor knows the types) and the first call fails with `NotInSandbox`.
 */
import { Socket } from "node:net"

/** A value in a row. 64-bit integers beyond 2^53 are `bigint`; decimals are text. @since 0.1.0 */
export type GuestCell =
  string | number | bigint | boolean | null | readonly GuestCell[] | { readonly [key: string]: GuestCell }

/** A value for a `{name}` placeholder in a query. @since 0.1.0 */
export type GuestValue = string | number | bigint | boolean | null | Date | readonly GuestValue[]

/** Whether rows are all there are. `howToGetTheRest` is a sentence to act on. @since 0.1.0 */
export type GuestCompleteness =
  | { readonly status: "complete"; readonly proof: string }
  | {
      readonly status: "truncated"
      readonly cause: string
      readonly returned: number
      readonly howToGetTheRest: string
    }
  | { readonly status: "unknown"; readonly why: string }

/** The rows of a query and whether they are complete. @since 0.1.0 */
export interface GuestQueryResult<Row = Record<string, GuestCell>> {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Rows as objects by column name. */
  readonly rows: readonly Row[]
  /** Rows as arrays in column order: the form to use when two columns share a name. */
  readonly rowArrays: readonly (readonly GuestCell[])[]
  readonly completeness: GuestCompleteness
  /** Anything about this result worth a second look, one sentence each. */
  readonly warnings: readonly string[]
  readonly elapsedMillis: number
}

/** Why the broker did not answer: `_tag` says which rule, `message` what to do. @since 0.1.0 */
export interface RefusalReason {
  readonly _tag: string
  readonly message: string
  readonly [detail: string]: unknown
}

/**
 * A request was refused or failed. `reason._tag` is one of the broker's (`BudgetExceeded`, `TableNotGranted`,
 * `VerbNotGranted`, `QueryInvalid`, `RequestInvalid`), one of the driver's, or one of the client's own (`NotInSandbox`,
 * `NotEncodable`, `ResultTooLarge`, `ChannelClosed`).
 *
 * @since 0.1.0
 */
export class PostHogRefusal extends Error {
  readonly _tag = "PostHogRefusal"
  readonly reason: RefusalReason
  constructor(reason: RefusalReason) {
    super(reason.message)
    this.name = "PostHogRefusal"
    this.reason = reason
  }
}

/** What a script may ask. @since 0.1.0 */
export interface GuestPostHog {
  /** Runs HogQL. Rejects with `PostHogRefusal` when it is outside the grant, over a budget, or wrong. */
  query<Row = Record<string, GuestCell>>(
    text: string,
    options?: { readonly values?: Readonly<Record<string, GuestValue>>; readonly limit?: number }
  ): Promise<GuestQueryResult<Row>>
  /** The objects this script may ask about. */
  listObjects(): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** The fields of one object. */
  getFields(object: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** PostHog, as far as the grant goes. @since 0.1.0 */
export const posthog: GuestPostHog = {
  async query<Row>(
    text: string,
    options: { values?: Readonly<Record<string, GuestValue>>; limit?: number } = {}
  ): Promise<GuestQueryResult<Row>> {
    const request = {
      verb: "query",
      text,
      ...(options.values === undefined ? {} : { values: encodeValues(options.values) }),
      ...(options.limit === undefined ? {} : { limit: options.limit })
    }
    // The broker is the trusted side; it sends exactly this shape.
    const answer = (await channel().ask(request)) as Omit<GuestQueryResult<Row>, "rows">
    const rows = answer.rowArrays.map(
      // `Row` is the caller's own statement about the columns it selected.
      (cells) => Object.fromEntries(answer.columns.map(({ name }, index) => [name, cells[index]])) as Row
    )
    return { ...answer, rows }
  },
  async listObjects() {
    // As above: the broker sends an array of objects.
    return (await channel().ask({ verb: "listObjects" })) as readonly Readonly<Record<string, unknown>>[]
  },
  async getFields(object) {
    // As above.
    return (await channel().ask({ verb: "getFields", object })) as readonly Readonly<
      Record<string, unknown>
    >[]
  }
}

/**
 * Writes a value as one line of JSON without losing a digit: a `bigint` becomes a bare integer, a number too large to
 * be a safe integer keeps an exponent, so that `decodeWire` can tell the two apart. What JSON would drop or change in
 * silence (NaN, a Map, a function) fails with `NotEncodable`.
 *
 * @internal
 */
export function encodeWire(value: unknown): string {
  // TypeScript's library does not declare JSON.rawJSON yet; every Node this package supports has it.
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown }
  return JSON.stringify(value, (key, item: unknown) => {
    const problem = unencodable(item)
    if (problem !== undefined) {
      throw new PostHogRefusal({
        _tag: "NotEncodable",
        message: `${key === "" ? "The value" : `"${key}"`} is ${problem}, which JSON cannot carry. Turn it into text, a number, an array or a plain object.`
      })
    }
    if (typeof item === "bigint") return rawJSON(item.toString())
    if (typeof item === "number" && Number.isInteger(item) && !Number.isSafeInteger(item)) {
      return rawJSON(item.toExponential())
    }
    return item
  })
}

/** Reads what `encodeWire` wrote; integers beyond 2^53 come back as `bigint`. @internal */
export function decodeWire(line: string): unknown {
  if (!/\d{16}/.test(line)) return JSON.parse(line)
  // The third argument of a reviver is newer than TypeScript's library.
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown
  ) => unknown
  return parse(line, (_key, value, { source }) =>
    typeof value === "number" &&
    source !== undefined &&
    /^-?\d+$/.test(source) &&
    !Number.isSafeInteger(value)
      ? BigInt(source)
      : value
  )
}

/** Longest request in bytes: HogQL of 256 KB outside literals and its values fit. @internal */
export const maximumRequestBytes = 1_048_576

/** Imports the script and sends its default export to the host. Called by the sandbox's first file only. @internal */
export async function runGuest(script: string, limits: { readonly resultBytes: number }): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    // Without this a script that floods its output fills its own memory instead, and `process.exit` loses lines.
    const { _handle: handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => void } }
    handle?.setBlocking?.(true)
  }
  Object.defineProperty(globalThis, "posthog", { value: posthog, enumerable: true })
  const host = channel()
  host.send({ kind: "hello" })
  process.on("uncaughtExceptionMonitor", (error: unknown) => {
    // The monitor is given whatever was thrown.
    const { name, message } = error instanceof Error ? error : { name: "Thrown", message: String(error) }
    host.send({ kind: "failure", name: clip(name, 200), message: clip(message, 4_000) })
  })
  // A module's namespace is an object of unknowns.
  const module = (await import(script)) as Readonly<Record<string, unknown>>
  const value = await module["default"]
  if (value === undefined) return
  const line = `{"kind":"result","value":${encodeWire(value)}}`
  const bytes = Buffer.byteLength(line)
  if (bytes > limits.resultBytes) {
    throw new PostHogRefusal({
      _tag: "ResultTooLarge",
      message: `The default export takes ${bytes} bytes; at most ${limits.resultBytes} may leave the sandbox. Export an aggregate, or fewer rows.`,
      bytes,
      allowed: limits.resultBytes
    })
  }
  host.sendLine(line)
}

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly reject: (refusal: PostHogRefusal) => void
}

class Channel {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #rest = ""

  constructor() {
    this.#socket = openDescriptor()
    this.#socket.setEncoding("utf8")
    this.#socket.on("data", (text: string) => this.#receive(text))
    this.#socket.on("error", () => this.#close())
    this.#socket.on("close", () => this.#close())
    // An idle channel must not keep a finished script alive.
    this.#socket.unref()
  }

  send(message: unknown): void {
    this.sendLine(encodeWire(message))
  }

  sendLine(line: string): void {
    // The break before it ends whatever the script wrote to the descriptor itself and left unfinished.
    this.#socket.write(`\n${line}\n`)
  }

  async ask(request: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = this.#nextId++
    const line = encodeWire({ kind: "request", id, ...request })
    const bytes = Buffer.byteLength(line)
    if (bytes > maximumRequestBytes) {
      // The broker would throw the line away without reading whose it is.
      throw new PostHogRefusal({
        _tag: "RequestInvalid",
        message: `The request takes ${bytes} bytes; at most ${maximumRequestBytes} may be asked at once. Shorten the query, or pass fewer values.`
      })
    }
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.ref()
      this.sendLine(line)
    })
  }

  #receive(text: string): void {
    const lines = (this.#rest + text).split("\n")
    this.#rest = lines.pop() ?? ""
    for (const line of lines) {
      // Written by the broker, which is the trusted side.
      const reply = decodeWire(line) as { id: number; answer?: unknown; refusal?: RefusalReason }
      const waiting = this.#waiting.get(reply.id)
      if (waiting === undefined) continue
      this.#waiting.delete(reply.id)
      if (reply.refusal === undefined) waiting.resolve(reply.answer)
      else waiting.reject(new PostHogRefusal(reply.refusal))
    }
    if (this.#waiting.size === 0) this.#socket.unref()
  }

  #close(): void {
    for (const { reject } of this.#waiting.values()) {
      reject(
        new PostHogRefusal({
          _tag: "ChannelClosed",
          message: "The broker closed the channel. No more requests can be made."
        })
      )
    }
    this.#waiting.clear()
  }
}

let opened: Channel | undefined

function channel(): Channel {
  opened ??= new Channel()
  return opened
}

function openDescriptor(): Socket {
  try {
    return new Socket({ fd: 3, readable: true, writable: true })
  } catch {
    throw new PostHogRefusal({
      _tag: "NotInSandbox",
      message:
        "This client works only in a script run by posthog-sandbox or runScript(); elsewhere use @posthog-driver/driver."
    })
  }
}

// A Date inside `values` must arrive as a Date; placeholders never hold objects, so the mark cannot clash.
function encodeValues(values: Readonly<Record<string, GuestValue>>): Readonly<Record<string, unknown>> {
  const encode = (value: GuestValue): unknown => {
    if (value instanceof Date) return { $date: value.toISOString() }
    // `Array.isArray` does not narrow readonly arrays.
    return Array.isArray(value) ? (value as readonly GuestValue[]).map(encode) : value
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encode(value)]))
}

function unencodable(item: unknown): string | undefined {
  if (typeof item === "number" && !Number.isFinite(item)) return String(item)
  if (typeof item === "function" || typeof item === "symbol") return `a ${typeof item}`
  for (const kind of [Map, Set, WeakMap, WeakSet, RegExp, Error, Promise, ArrayBuffer] as const) {
    if (item instanceof kind) return `a ${kind.name}`
  }
  return ArrayBuffer.isView(item) ? "binary" : undefined
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`
}
