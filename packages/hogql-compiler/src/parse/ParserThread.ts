/**
 * One worker thread with the parser in it: it reads one text at a time and has a deadline for each.
 *
 * The worker is found through the package's own `./worker` door, because that is the one address that holds from `dist`,
 * from tests and from a bundle that keeps this package external. A thread that misses a deadline or breaks ends, once and
 * for all; whoever holds it starts another.
 */
import { Worker } from "node:worker_threads"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import type { ParseAnswer, ParseKind, ParseRequest } from "../worker.ts"

/** A text to be read, and whom to tell. */
export interface ParseJob {
  readonly kind: ParseKind
  readonly text: string
  readonly timeoutMillis: number
  /** Whether it needs a parser that has read nothing before. */
  readonly isFresh: boolean
  readonly resolve: (json: string) => void
  readonly reject: (error: HogqlCompileError) => void
}

/** What a thread tells its holder. */
export interface ThreadEvents {
  /** It is ready for the next text: after its start and after each answer. */
  readonly onIdle: (thread: ParserThread) => void
  /** It has to be ended and replaced; `reason` is what to reject the text with that it was reading. */
  readonly onLost: (thread: ParserThread, reason: Reason.HogqlReason) => void
}

/** How long a thread may take to start on a busy machine. */
const startMillis = 10_000

export class ParserThread {
  /** When the thread can be given a text. */
  state: "starting" | "idle" | "busy" | "ended" = "starting"
  private readonly worker: Worker
  private readonly events: ThreadEvents
  private current: ParseJob | undefined
  private deadline: NodeJS.Timeout | undefined
  private lastId = 0

  constructor(events: ThreadEvents) {
    this.events = events
    this.worker = new Worker(new URL(import.meta.resolve("@posthog-driver/hogql-compiler/worker")), {
      name: "hogql-parser",
      // The thread only ever sees query text: no variables, no flags of the host, and what it prints goes nowhere.
      // Its output streams stay unread, because reading one would keep the process alive.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 1024 }
    })
    this.worker.on("message", (message: ParseAnswer | "ready") => this.hear(message))
    this.worker.on("error", (cause) => {
      this.lose(Reason.parserFailed(`HogQL's parser could not be run: ${describe(cause)}`))
    })
    this.worker.on("exit", () => {
      this.lose(Reason.parserFailed("HogQL's parser ended unexpectedly. Try again."))
    })
    this.arm(
      startMillis,
      Reason.parserFailed(`HogQL's parser did not start within ${startMillis} ms. Try again.`)
    )
    this.keepAlive(false)
  }

  /** Gives an idle thread its next text. */
  run(job: ParseJob, deadlineMillis: number = job.timeoutMillis): void {
    this.state = "busy"
    this.current = job
    this.arm(deadlineMillis, Reason.parseTimedOut(job.timeoutMillis))
    const { kind, text, isFresh } = job
    const request: ParseRequest = { id: ++this.lastId, kind, text, isFresh }
    this.worker.postMessage(request)
  }

  /** Whether the process shall stay alive for this thread. */
  keepAlive(wanted: boolean): void {
    if (wanted) this.worker.ref()
    else this.worker.unref()
    if (wanted) this.deadline?.ref()
    else this.deadline?.unref()
  }

  /** Ends the thread and forgets the text it was reading. Resolves when the thread is gone. */
  async end(): Promise<void> {
    this.state = "ended"
    this.current = undefined
    this.disarm()
    await this.worker.terminate()
  }

  private hear(message: ParseAnswer | "ready"): void {
    if (this.state === "ended") return
    if (message === "ready") {
      if (this.state !== "starting") return
    } else {
      const job = this.current
      if (job === undefined || message.id !== this.lastId) return
      this.current = undefined
      if ("json" in message) job.resolve(message.json)
      else job.reject(new HogqlCompileError(broke))
    }
    this.disarm()
    this.state = "idle"
    this.events.onIdle(this)
  }

  private lose(reason: Reason.HogqlReason): void {
    if (this.state !== "ended") this.events.onLost(this, reason)
  }

  private arm(millis: number, reason: Reason.HogqlReason): void {
    this.disarm()
    const timer = setTimeout(() => {
      // When this thread itself was busy for long, the answer may lie in the queue behind this timer.
      setImmediate(() => {
        if (this.deadline === timer) this.lose(reason)
      })
    }, millis)
    this.deadline = timer
  }

  private disarm(): void {
    clearTimeout(this.deadline)
    this.deadline = undefined
  }
}

const broke = Reason.parserFailed(
  "PostHog's parser broke down on this query. Nest it less deeply, and leave out rare clauses such as INTERPOLATE."
)

const describe = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
