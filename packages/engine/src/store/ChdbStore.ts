/**
 * The store on chDB in a process of its own: one queue, one statement at a time, as chDB wants it.
 *
 * A running query is stopped by killing the process, the only way that always works; it is back in about 0.2 s, and what
 * waited is asked then. What ran when the process died by itself is asked once more: a read, because it changes nothing; an
 * insert under the same deduplication id, because then it is written once.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { StoreReply, StoreRequest } from "./frames.ts"
import { Store } from "./Store.ts"
import type { StoreAnswer, StoreSettings } from "./Store.ts"
import {
  statementFailed,
  StoreBusy,
  StoreClosed,
  StoreCrashed,
  StoreError,
  StoreUnavailable
} from "./StoreError.ts"
import { StoreProcess } from "./StoreProcess.ts"
import type { StoreOutcome } from "./StoreProcess.ts"

/** How long a new process waits for the directory while the one before it is still dying. */
const REOPEN_PATIENCE = Duration.seconds(5)
const CLOSE_PATIENCE = Duration.seconds(3)

type Done = Extract<StoreReply, { readonly kind: "done" }>

const failWith = (reason: StoreError["reason"]): Effect.Effect<never, StoreError> =>
  Effect.fail(new StoreError({ reason }))

const hasReason = (tag: StoreError["reason"]["_tag"]) => (error: StoreError) => error.reason._tag === tag

const settingsClause = (settings: StoreSettings | undefined): string => {
  const entries = Object.entries(settings ?? {})
  if (entries.length === 0) return ""
  return ` SETTINGS ${entries.map(([name, value]) => `${name}=${typeof value === "number" ? value : `'${value}'`}`).join(", ")}`
}

const startProcess = (path: string): Effect.Effect<StoreProcess, StoreError> =>
  Effect.callback<StoreProcess, StoreError>((resume) => {
    const started = new StoreProcess()
    const opened = (outcome: StoreOutcome): StoreError["reason"] | undefined => {
      if (outcome.kind === "died") return new StoreCrashed({ why: outcome.why })
      const { reply } = outcome
      if (reply.kind === "opened") return undefined
      if (reply.kind === "unavailable") return new StoreUnavailable({ why: reply.message })
      if (/Cannot lock file/.test(started.errorText)) return new StoreBusy({})
      const printed = started.errorText.trim()
      const said = reply.kind === "refused" ? reply.message : reply.kind
      return new StoreCrashed({ why: printed === "" ? said : `${said}: ${statementFailed(printed).message}` })
    }
    started.ask({ kind: "open", path }, undefined, (outcome) => {
      const reason = opened(outcome)
      if (reason !== undefined) started.kill()
      resume(reason === undefined ? Effect.succeed(started) : failWith(reason))
    })
    return Effect.sync(() => started.kill())
  })

const answered = (
  outcome: StoreOutcome
): Effect.Effect<{ readonly done: Done; readonly body: Uint8Array }, StoreError> => {
  if (outcome.kind === "died") return failWith(new StoreCrashed({ why: outcome.why }))
  const { reply } = outcome
  if (reply.kind === "done") return Effect.succeed({ done: reply, body: outcome.body })
  return Effect.fail(statementFailed("message" in reply ? reply.message : reply.kind))
}

const ask = (
  to: StoreProcess,
  request: StoreRequest,
  body?: Uint8Array
): Effect.Effect<{ readonly done: Done; readonly body: Uint8Array }, StoreError> =>
  Effect.callback((resume) => {
    to.ask(request, body, (outcome) => {
      resume(answered(outcome))
    })
    return Effect.sync(() => to.kill())
  })

/** Opens the directory. Fails with `StoreBusy` at once when another process holds it. */
export const make = Effect.fnUntraced(function* (path: string) {
  const scope = yield* Effect.scope
  const queue = yield* Semaphore.make(1)
  let live: StoreProcess = yield* startProcess(path)
  let closed = false

  const revive = Effect.suspend(() => Effect.promise(() => live.gone)).pipe(
    Effect.andThen(startProcess(path)),
    Effect.retry({
      while: hasReason("StoreBusy"),
      schedule: Schedule.spaced(Duration.millis(50)).pipe(Schedule.upTo({ duration: REOPEN_PATIENCE }))
    }),
    Effect.tap((started) => Effect.sync(() => (live = started)))
  )
  const ready = Effect.suspend((): Effect.Effect<StoreProcess, StoreError> => {
    if (closed) return failWith(new StoreClosed({}))
    return live.isAlive ? Effect.succeed(live) : Effect.uninterruptible(revive)
  })

  const once = (request: StoreRequest, body?: Uint8Array) =>
    Effect.flatMap(ready, (to) => ask(to, request, body))
  const oneAtATime = (request: StoreRequest, body?: Uint8Array) =>
    queue.withPermit(Effect.retry(once(request, body), { times: 1, while: hasReason("StoreCrashed") }))

  // The next caller should not have to wait for the process it did not kill.
  const reviveSoon = queue.withPermit(ready).pipe(Effect.ignore, Effect.forkIn(scope))

  yield* Scope.addFinalizer(
    scope,
    Effect.suspend(() => {
      closed = true
      return queue
        .withPermit(ask(live, { kind: "close" }))
        .pipe(
          Effect.timeoutOption(CLOSE_PATIENCE),
          Effect.ignore,
          Effect.ensuring(Effect.sync(() => live.kill())),
          Effect.andThen(Effect.promise(() => live.gone))
        )
    })
  )

  return Store.of({
    query: Effect.fnUntraced(
      function* (query) {
        const sql = `${query.sql} FORMAT ${query.format}${settingsClause(query.settings)}`
        const { done, body } = yield* oneAtATime({ kind: "query", sql, parameters: query.parameters ?? {} })
        return {
          body,
          elapsedSeconds: done.elapsedSeconds,
          rowsRead: done.rowsRead,
          bytesRead: done.bytesRead
        } satisfies StoreAnswer
      },
      Effect.onInterrupt(() => reviveSoon)
    ),
    insert: (insert) =>
      Effect.uninterruptible(
        Effect.asVoid(
          oneAtATime(
            { kind: "insert", table: insert.table, deduplicationId: insert.deduplicationId },
            insert.rows
          )
        )
      ),
    execute: (sql) => Effect.uninterruptible(Effect.asVoid(oneAtATime({ kind: "execute", sql }))),
    executeOnce: (sql) =>
      Effect.uninterruptible(Effect.asVoid(queue.withPermit(once({ kind: "execute", sql })))),
    // Interrupting a statement kills the process, and nobody who only asks for its health may do that.
    answers: once({ kind: "execute", sql: "SELECT 1" }).pipe(
      Effect.as(true),
      Effect.orElseSucceed(() => false),
      queue.withPermitsIfAvailable(1),
      Effect.map(Option.getOrElse(() => true)),
      Effect.uninterruptible
    )
  })
})

export const layer = (path: string): Layer.Layer<Store, StoreError> => Layer.effect(Store, make(path))
