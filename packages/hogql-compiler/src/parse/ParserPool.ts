/**
 * Several parser threads and one queue, first come first served.
 *
 * The first thread starts with the first text or with `warmUp`; another when a text has waited a while and all are busy, up to `size`.
 * A text that may take long leaves one thread to the others, so that no amount of heavy texts makes a light one wait for their
 * deadlines. Idle threads do not keep the process alive.
 */
import { availableParallelism } from "node:os"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import { type ParseJob, ParserThread } from "./ParserThread.ts"

/** A text for the pool. */
export interface PoolJob extends ParseJob {
  /** Whose text it is, for {@link ParserPool.abandon}. */
  readonly owner: object
  /** Whether it may well take longer than a tenth of a second. */
  readonly isHeavy: boolean
}

/** How many threads there are at most: two even on one core, so that one stuck text does not stop all others. */
const defaultSize = Math.min(4, Math.max(2, availableParallelism()))

/** How long a text waits for a busy thread before another one is started, which takes about 80 ms itself. */
const growAfterMillis = 50

/**
 * The share of the deadline after which a light text gets a new parser. Now and then a parser has learned something that makes it slower by orders
 * of magnitude, and one that knows nothing reads the same text at once.
 */
const firstTry = 0.3

/**
 * Read once in a new thread: with its first text, whatever it is, the parser builds its tables. A typical query would teach it more, and take more
 * from whatever starts beside it than the first query gains.
 */
const warmUpText = "select 1"

export class ParserPool {
  private readonly size: number
  private readonly threads = new Set<ParserThread>()
  private readonly running = new Map<ParserThread, PoolJob>()
  private readonly ending = new Set<Promise<void>>()
  private waiting: PoolJob[] = []
  private growth: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(size: number = defaultSize) {
    this.size = size
  }

  /** Queues a text. */
  submit(job: PoolJob): void {
    if (this.isClosed) {
      job.reject(new HogqlCompileError(Reason.compilerClosed()))
      return
    }
    this.waiting.push(job)
    this.pump()
  }

  /** Starts the first thread, if there is none, and lets it build its tables. Resolves in any case. */
  warmUp(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isClosed || this.threads.size > 0) {
        resolve()
        return
      }
      const done = (): void => resolve()
      const job = {
        kind: "select",
        text: warmUpText,
        timeoutMillis: 5_000,
        isHeavy: false,
        isFresh: false
      } as const
      this.submit({ ...job, owner: this, resolve: done, reject: done })
    })
  }

  /** Rejects what `owner` still waits for. A text that is being read is read to its end, for nobody. */
  abandon(owner: object, reason: Reason.HogqlReason): void {
    const own = [...this.running.values(), ...this.waiting].filter((job) => job.owner === owner)
    this.waiting = this.waiting.filter((job) => job.owner !== owner)
    for (const job of own) job.reject(new HogqlCompileError(reason))
    this.watch()
  }

  /** Ends all threads; resolves when they are gone. */
  async close(): Promise<void> {
    this.isClosed = true
    const closed = Reason.compilerClosed()
    for (const job of this.waiting.splice(0)) job.reject(new HogqlCompileError(closed))
    this.watch()
    for (const job of this.running.values()) job.reject(new HogqlCompileError(closed))
    for (const thread of this.threads) this.see(thread.end())
    this.threads.clear()
    this.running.clear()
    await Promise.all(this.ending)
  }

  /** Gives waiting texts to idle threads, and starts a thread where that is due. */
  private pump(): void {
    for (const thread of this.threads) {
      if (thread.state !== "idle") continue
      const job = this.take()
      if (job === undefined) break
      this.running.set(thread, job)
      const share = job.isHeavy ? 1 : job.isFresh ? 1 - firstTry : firstTry
      thread.run(job, job.timeoutMillis * share)
    }
    if (this.waiting.length > 0 && this.threads.size === 0) this.start()
    this.watch()
  }

  /** The first text whose turn it is. */
  private take(): PoolJob | undefined {
    const heavy = [...this.running.values()].filter(({ isHeavy }) => isHeavy).length
    const mayBeHeavy = heavy < Math.max(1, this.size - 1)
    const index = this.waiting.findIndex(({ isHeavy }) => mayBeHeavy || !isHeavy)
    return index === -1 ? undefined : this.waiting.splice(index, 1)[0]
  }

  private start(): void {
    const thread = new ParserThread({
      onIdle: () => {
        this.running.delete(thread)
        this.pump()
      },
      onLost: (lost, reason) => this.replace(lost, reason)
    })
    this.threads.add(thread)
  }

  private replace(lost: ParserThread, reason: Reason.HogqlReason): void {
    this.see(lost.end())
    this.threads.delete(lost)
    const job = this.running.get(lost)
    this.running.delete(lost)
    if (job !== undefined && !job.isHeavy && !job.isFresh && reason._tag === "ParseTimedOut")
      this.waiting.unshift({ ...job, isFresh: true })
    // A thread that could not start takes a waiting text with it: else texts would wait for ever.
    else if (job !== undefined || this.threads.size === 0)
      (job ?? this.waiting.shift())?.reject(new HogqlCompileError(reason))
    this.pump()
  }

  private see(end: Promise<void>): void {
    this.ending.add(end)
    void end.finally(() => this.ending.delete(end))
  }

  /** Keeps the process alive as long as there is work, and sets the clock that starts another thread. */
  private watch(): void {
    const isWaiting = this.waiting.length > 0
    let isStarting = false
    for (const thread of this.threads) {
      isStarting ||= thread.state === "starting"
      thread.keepAlive(thread.state === "busy" || (isWaiting && thread.state === "starting"))
    }
    const mayGrow = isWaiting && !isStarting && this.threads.size > 0 && this.threads.size < this.size
    if (!mayGrow) {
      clearTimeout(this.growth)
      this.growth = undefined
      return
    }
    this.growth ??= setTimeout(() => {
      this.growth = undefined
      this.start()
      this.watch()
    }, growAfterMillis)
  }
}
