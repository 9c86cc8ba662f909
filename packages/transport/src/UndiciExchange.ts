/**
 * One request at undici's lowest door, and the body of its answer.
 *
 * `Pool.request` makes a stream, a promise and an async resource for every answer; most answers are small and read whole, so their chunks are
 * gathered as they come. A body is read whole or as a stream, once. Until it is known which, at most one buffer is held, and the server waits.
 */
import { Readable } from "node:stream"
import type { Dispatcher } from "undici"
import { oversizedBody } from "./ContentEncoding.ts"
import { joinedChunks } from "./joinedChunks.ts"

/** What an answer begins with. */
export type OnHead = (status: number, headers: Dispatcher.ResponseData["headers"]) => void

/** A buffer full. Node's own size for files and sockets. */
const bufferBytes = 64 * 1024

/** A body that nobody asked for, of an answer whose call is over, ends its connection after this time. */
const unclaimedMillis = 30_000

type Reader =
  | { readonly way: "whole"; readonly most: number; readonly end: (body: ArrayBuffer | Error) => void }
  | { readonly way: "stream"; readonly stream: Readable }

/** The handler of one request. */
export class UndiciExchange implements Dispatcher.DispatchHandler {
  readonly #onHead: OnHead
  readonly #onFailure: (error: Error) => void
  #controller: Dispatcher.DispatchController | undefined
  #hasHead = false
  #chunks: Array<Buffer> = []
  #length = 0
  #transferred = 0
  #isOver = false
  #failure: Error | undefined
  #reader: Reader | undefined
  #unclaimed: NodeJS.Timeout | undefined
  #onDropped: (() => void) | undefined

  /** `onFailure` is told what happens before `onHead`; what happens after it, whoever reads the body. */
  constructor(onHead: OnHead, onFailure: (error: Error) => void) {
    this.#onHead = onHead
    this.#onFailure = onFailure
  }

  /** Bytes of the body that came so far, as they travelled. */
  get transferredBytes(): number {
    return this.#transferred
  }

  /** Ends the request, wherever it is. Its connection is closed unless the answer was complete. */
  abort(error: Error = new AbandonedFailure()): void {
    if (this.#isOver) return
    this.#fail(error)
    this.#controller?.abort(error)
  }

  /** Whether it waits for a connection, or did when it was ended. */
  get isUnsent(): boolean {
    return this.#controller === undefined
  }

  /** Of a request that was ended while it waited for a connection: told when the pool has let go of it. */
  whenDropped(done: () => void): void {
    this.#onDropped = done
  }

  /** Reads the rest; a body that grows beyond `most` bytes is ended. Gives back how to stop. */
  readWhole(most: number, end: (body: ArrayBuffer | Error) => void): void {
    this.#claim()
    this.#reader = { way: "whole", most, end }
    if (this.#failure !== undefined) end(this.#failure)
    else if (this.#length > most) this.#outgrow(end)
    else if (this.#isOver) end(this.#whole())
  }

  /** Reads the rest as it is asked for. */
  readStream(): Readable {
    this.#claim()
    const stream = new Readable({
      highWaterMark: bufferBytes,
      read: () => this.#controller?.resume(),
      destroy: (error, done) => {
        this.abort()
        done(error)
      }
    })
    this.#reader = { way: "stream", stream }
    for (const chunk of this.#chunks.splice(0)) stream.push(chunk)
    if (this.#failure !== undefined) stream.destroy(this.#failure)
    else if (this.#isOver) stream.push(null)
    return stream
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Given up while it waited for a connection.
    if (this.#failure !== undefined) {
      this.#onDropped?.()
      controller.abort(this.#failure)
    }
  }

  onResponseStart(_controller: unknown, status: number, headers: Dispatcher.ResponseData["headers"]): void {
    // 1xx: the answer is still to come.
    if (status < 200) return
    this.#hasHead = true
    // A short answer is in memory whole when the connection has been read; who is told then need not wait for its body.
    queueMicrotask(() => {
      try {
        this.#onHead(status, headers)
      } catch (cause) {
        // Nobody stands around a microtask: what is thrown here would end the process, and the call would never hear of it.
        const error = cause instanceof Error ? cause : new AbandonedFailure()
        this.#onFailure(error)
        this.abort(error)
      }
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#transferred += chunk.length
    const reader = this.#reader
    if (reader?.way === "stream") {
      if (!reader.stream.push(chunk)) controller.pause()
      return
    }
    this.#length += chunk.length
    this.#chunks.push(chunk)
    if (reader !== undefined) {
      if (this.#length > reader.most) this.#outgrow(reader.end)
    } else if (this.#length > bufferBytes) {
      controller.pause()
      this.#unclaimed ??= setTimeout(() => this.abort(), unclaimedMillis).unref()
    }
  }

  onResponseEnd(): void {
    this.#isOver = true
    if (this.#reader?.way === "stream") this.#reader.stream.push(null)
    else this.#reader?.end(this.#whole())
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#isOver) this.#fail(error)
    else if (this.isUnsent) this.#onDropped?.()
  }

  #claim(): void {
    clearTimeout(this.#unclaimed)
    this.#controller?.resume()
  }

  #fail(error: Error): void {
    this.#isOver = true
    this.#failure = error
    clearTimeout(this.#unclaimed)
    if (!this.#hasHead) this.#onFailure(error)
    else if (this.#reader?.way === "stream") this.#reader.stream.destroy(error)
    else this.#reader?.end(error)
  }

  #outgrow(end: (body: Error) => void): void {
    const error = oversizedBody()
    this.#reader = undefined
    this.abort(error)
    end(error)
  }

  #whole(): ArrayBuffer {
    return joinedChunks(this.#chunks, this.#length)
  }
}

/** The end of a request that nobody waits for any more. */
export class AbandonedFailure extends Error {
  readonly code = "ERR_ABANDONED"
}
