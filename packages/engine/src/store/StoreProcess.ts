/**
 * One life of the database's process: start, one statement at a time, death.
 *
 * The process gets no environment but a time zone, so no secret of the caller's can reach it, and nothing on its command
 * line but its own program.
 */
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import type { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"
import { encodeFrame, FrameReader } from "./frames.ts"
import type { StoreReply, StoreRequest } from "./frames.ts"

/** What comes of asking: a reply with its bytes, or the end of the process. */
export type StoreOutcome =
  | { readonly kind: "replied"; readonly reply: StoreReply; readonly body: Uint8Array }
  | { readonly kind: "died"; readonly why: string }

/** Characters of standard error that are kept to explain a death. */
const KEPT_ERROR_TEXT = 4_000

export class StoreProcess {
  readonly #child: ChildProcess
  readonly #socket: Duplex
  #waiting: ((outcome: StoreOutcome) => void) | undefined
  #death: string | undefined
  #errorText = ""
  /** Settles when the process is gone and its locks with it. */
  readonly gone: Promise<undefined>

  constructor() {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.gone = promise
    const program = fileURLToPath(import.meta.resolve("@posthog-driver/engine/store-process"))
    this.#child = spawn(process.execPath, [program], {
      env: { TZ: "UTC" },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      windowsHide: true
    })
    // Descriptor 3 of a child started with "pipe" is a socket that goes both ways.
    this.#socket = this.#child.stdio[3] as Duplex
    const frames = new FrameReader()
    this.#socket.on("data", (piece: Uint8Array) => {
      for (const frame of frames.push(piece)) {
        // The process is our own program and writes nothing but replies.
        this.#settle({ kind: "replied", reply: frame.header as StoreReply, body: frame.body })
      }
    })
    // A write to a process that has just died; its exit says the rest.
    this.#socket.on("error", () => undefined)
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-KEPT_ERROR_TEXT)
    })
    this.#child.on("error", (error) => {
      this.#die(error.message)
      resolve(undefined)
    })
    this.#child.on("close", (code, signal) => {
      this.#die(signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`)
      resolve(undefined)
    })
  }

  get isAlive(): boolean {
    return this.#death === undefined
  }

  /** What the process printed on standard error: chDB tells there, and only there, that a directory is held. */
  get errorText(): string {
    return this.#errorText
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Sends one request; `settle` is called once. Nothing else may be asked before that. */
  ask(request: StoreRequest, body: Uint8Array | undefined, settle: (outcome: StoreOutcome) => void): void {
    if (this.#death !== undefined) {
      settle({ kind: "died", why: this.#death })
      return
    }
    this.#waiting = settle
    for (const piece of encodeFrame(request, body)) this.#socket.write(piece)
  }

  /** Ends the process at once, whatever it does; a request that waits is settled as died. */
  kill(): void {
    this.#child.kill("SIGKILL")
    this.#die("stopped")
  }

  #die(why: string): void {
    if (this.#death !== undefined) return
    this.#death = why
    this.#settle({ kind: "died", why })
  }

  #settle(outcome: StoreOutcome): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.(outcome)
  }
}
