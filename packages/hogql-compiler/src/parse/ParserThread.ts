/**
 * The worker thread as seen from outside: a queue of texts, one deadline each.
 *
 * The worker is found through the package's own `./worker` door, because that is the one address that holds from `dist`,
 * from tests and from a bundle that keeps this package external. While nothing is being parsed it is unreferenced, so
 * an open parser does not keep the process alive.
 */
import { Worker } from "node:worker_threads"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import type { ParseAnswer, ParseKind, ParseRequest } from "../worker.ts"

interface Job {
  readonly request: ParseRequest
  readonly resolve: (json: string) => void
  readonly reject: (error: HogqlCompileError) => void
}

interface Thread {
  readonly worker: Worker
  isReady: boolean
}

/** Added to the deadline of the first text, which also waits for the thread to start on a busy machine. */
const startAllowanceMillis = 10_000

export class ParserThread {
  isClosed = false
  private readonly timeoutMillis: number
  private readonly waiting: Job[] = []
  private current: Job | undefined
  private thread: Thread | undefined
  private deadline: NodeJS.Timeout | undefined
  private lastId = 0

  constructor(timeoutMillis: number) {
    this.timeoutMillis = timeoutMillis
  }

  /** Gives the parser's JSON for `text`. */
  parse(kind: ParseKind, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) {
        reject(new HogqlCompileError(Reason.compilerClosed()))
        return
      }
      this.waiting.push({ request: { id: ++this.lastId, kind, text }, resolve, reject })
      this.next()
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    const closed = new HogqlCompileError(Reason.compilerClosed())
    const unfinished = [...(this.current === undefined ? [] : [this.current]), ...this.waiting.splice(0)]
    this.current = undefined
    for (const job of unfinished) job.reject(closed)
    await this.discard()
  }

  private next(): void {
    if (this.current !== undefined) return
    const job = this.waiting.shift()
    if (job === undefined) {
      this.thread?.worker.unref()
      return
    }
    this.current = job
    const thread = (this.thread ??= this.start())
    thread.worker.ref()
    this.arm(thread.isReady ? 0 : startAllowanceMillis)
    thread.worker.postMessage(job.request)
  }

  private arm(allowanceMillis: number): void {
    clearTimeout(this.deadline)
    this.deadline = setTimeout(() => {
      this.lose(Reason.parseTimedOut(this.timeoutMillis))
    }, this.timeoutMillis + allowanceMillis)
  }

  private start(): Thread {
    const worker = new Worker(new URL(import.meta.resolve("@posthog-driver/hogql-compiler/worker")), {
      name: "hogql-parser",
      // The thread only ever sees query text: no variables, no flags of the host, and what it prints goes nowhere.
      // Its output streams stay unread, because reading one would keep the process alive.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 1024 }
    })
    const thread: Thread = { worker, isReady: false }
    worker.on("message", (message: ParseAnswer | "ready") => {
      if (this.thread !== thread) return
      if (message === "ready") this.becomeReady(thread)
      else this.settle(message)
    })
    worker.on("error", (cause) => {
      if (this.thread === thread)
        this.lose(Reason.parserFailed(`HogQL's parser could not be run: ${describe(cause)}`))
    })
    worker.on("exit", () => {
      if (this.thread === thread)
        this.lose(Reason.parserFailed("HogQL's parser ended unexpectedly. Try again."))
    })
    return thread
  }

  private becomeReady(thread: Thread): void {
    thread.isReady = true
    if (this.current !== undefined) this.arm(0)
  }

  private settle(answer: ParseAnswer): void {
    const job = this.current
    if (job?.request.id !== answer.id) return
    clearTimeout(this.deadline)
    this.current = undefined
    if ("json" in answer) job.resolve(answer.json)
    else job.reject(new HogqlCompileError(broke))
    this.next()
  }

  /** Gives up on the worker, and with it on the text it was reading. */
  private lose(reason: Reason.HogqlReason): void {
    const job = this.current
    this.current = undefined
    void this.discard()
    job?.reject(new HogqlCompileError(reason))
    this.next()
  }

  private async discard(): Promise<void> {
    clearTimeout(this.deadline)
    const thread = this.thread
    this.thread = undefined
    await thread?.worker.terminate()
  }
}

const broke = Reason.parserFailed(
  "PostHog's parser broke down on this query. Nest it less deeply, and leave out rare clauses such as INTERPOLATE."
)

const describe = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
