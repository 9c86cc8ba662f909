/**
 * The audit log of a transport: a line before every write is sent, and one for every call that is denied.
 *
 * The line of a write is on the disk before the first byte of the request leaves. When it cannot be written the request is not
 * sent, unless `onFailure: "continue"` says that the work goes on without: then each such line is warned about, and the next line
 * that can be written says how many are missing.
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { RequestShape } from "../ApiRequest.ts"
import type { CredentialStore } from "../CredentialStore.ts"
import { logKeys, logMessages } from "../Telemetry.ts"
import { AuditUnavailable } from "../failures/unsent.ts"
import type { TransportReason } from "../TransportError.ts"
import type { TransportSettings } from "../Settings.ts"
import { credentialOf } from "../prepareRequest.ts"
import { openAuditFile } from "./AuditFile.ts"
import { AuditFileProblem } from "./AuditFileProblem.ts"
import { defaultMaxBytes, type AuditLog, type AuditOptions } from "./AuditOptions.ts"
import type { AuditEvent } from "./AuditRecord.ts"

const denials: ReadonlySet<TransportReason["_tag"]> = new Set([
  "Unauthorized",
  "Forbidden",
  "RequestRefused",
  "InvalidSettings"
])

/** Opens the log for as long as the scope lives. Fails with `AuditUnavailable` when it cannot be written. */
export const openAuditLog = Effect.fnUntraced(function* (
  options: AuditOptions,
  settings: TransportSettings,
  store: CredentialStore,
  logging: Context.Context<never>
): Effect.fn.Return<AuditLog, AuditUnavailable, Scope.Scope> {
  const now = Effect.map(Clock.currentTimeMillis, (millis) => new Date(millis).toISOString())
  const opening = yield* now
  const file = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => openAuditFile(options.file, options.maxBytes ?? defaultMaxBytes, opening),
      catch: unavailable
    }),
    (opened) => Effect.promise(() => opened.close())
  )
  const warn = (advice: string, requestId?: string) =>
    Effect.logWarning(logMessages.audit).pipe(
      Effect.annotateLogs({
        [logKeys.advice]: advice,
        ...(requestId === undefined ? {} : { [logKeys.requestId]: requestId })
      }),
      Effect.provideContext(logging)
    )
  if (file.recoveredBytes > 0) {
    yield* warn(
      `The audit log ended in ${file.recoveredBytes} bytes of a line that was cut short when its process ended. A line 'recovered' follows them.`
    )
  }
  const oneByOne = yield* Semaphore.make(1)
  let lost = 0

  const append = (event: AuditEvent): Effect.Effect<void, AuditUnavailable> =>
    // What is being written is written: a line cut short would be the crash that this file guards against.
    Effect.uninterruptible(
      oneByOne.withPermit(
        Effect.gen(function* () {
          const time = yield* now
          const missing = lost
          yield* Effect.tryPromise({
            try: () => file.append(missing === 0 ? event : { ...event, lost: missing }, time),
            catch: unavailable
          })
          lost = 0
        })
      )
    )

  const about = (event: AuditEvent["event"], request: RequestShape, requestId: string): AuditEvent => {
    const { masked, redact } = store.now()
    const key = keys[credentialOf(request)]
    const text = (value: string, most: number) => redact(value).slice(0, most).toWellFormed()
    return {
      event,
      requestId,
      operation: text(request.operation, 200),
      method: request.method,
      route: text(request.path, 500),
      safety: request.safety,
      lane: request.lane,
      host: new URL(settings.hosts[request.origin]).host,
      projectId: settings.projectId,
      ...(key === undefined || masked[key] === undefined ? {} : { key: masked[key] }),
      ...(options.actor === undefined ? {} : { actor: redact(options.actor) }),
      ...(options.params === true && request.params !== undefined
        ? {
            params: Object.fromEntries(
              Object.entries(request.params)
                .slice(0, 20)
                .map(([name, value]) => [text(name, 100), text(String(value), 200)])
            )
          }
        : {})
    }
  }

  const goesOn = (requestId: string, reason: AuditUnavailable, what: string) =>
    Effect.suspend(() => {
      lost += 1
      return warn(`${reason.message} ${what}`, requestId)
    })

  return {
    beforeSending: (request, requestId) =>
      request.safety === "read"
        ? Effect.void
        : Effect.suspend(() => append(about("write", request, requestId))).pipe(
            Effect.catch((reason) =>
              options.onFailure === "continue"
                ? goesOn(requestId, reason, "The request was sent without its line.")
                : Effect.fail(reason)
            )
          ),
    afterFailure: (request, requestId, reason) =>
      denials.has(reason._tag)
        ? Effect.suspend(() => append({ ...about("denied", request, requestId), reason: reason._tag })).pipe(
            // The call has failed already, with a reason of its own.
            Effect.catch((failure) => goesOn(requestId, failure, "A denied call is missing in it."))
          )
        : Effect.void
  }
})

const unavailable = (cause: unknown): AuditUnavailable =>
  new AuditUnavailable({
    problem: cause instanceof AuditFileProblem ? cause.problem : "cannot be written (unknown error)"
  })

const keys = { "personal-key": "personalApiKey", "project-token": "projectToken", none: undefined } as const
