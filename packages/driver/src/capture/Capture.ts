/**
 * Sends events to PostHog's ingest host, with the project token only.
 *
 * PostHog answers 200 before it has looked at an event, so `accepted` means received, not stored; what it is known to drop
 * afterwards is refused here first. No `sent_at` is sent: PostHog would correct timestamps by it, and after a retry wrongly.
 *
 * @see https://posthog.com/docs/api/capture
 */
import type { TransportReason } from "@posthog-driver/transport/effect"
import { InvalidSettings, Transport, TransportError, Unauthorized } from "@posthog-driver/transport/effect"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { CaptureIncomplete, PostHogError } from "../PostHogError.ts"
import { maybe } from "../resourceSchema.ts"
import type { CaptureEvent, PreparedEvent } from "./Event.ts"
import { prepareEvents } from "./Event.ts"
import { quotaResource } from "./quotaResource.ts"
import { splitBatch } from "./splitBatch.ts"

/**
 * What became of captured events.
 *
 * @since 0.1.0
 */
export interface CaptureReceipt {
  /** Events that PostHog received and is not known to drop. */
  readonly accepted: number
  /** Quotas that were used up (`events`, `exceptions`, …): events counting against them were dropped, and are not `accepted`. */
  readonly quotaLimited?: ReadonlyArray<string>
  /** The id of each event, in the order given. */
  readonly uuids: ReadonlyArray<string>
}

export class Capture extends Context.Service<
  Capture,
  {
    /** Captures one event. Fails with `EventInvalid` before any request. Sent again safely: its uuid and time are fixed first. */
    readonly event: (event: CaptureEvent) => Effect.Effect<CaptureReceipt, PostHogError>
    /**
     * Captures events in their order, in requests of at most 500 events and 5 MB.
     *
     * Fails with `EventInvalid` before any request when one of them is wrong, and with `CaptureIncomplete` when some requests
     * succeeded and a later one did not.
     */
    readonly batch: (events: ReadonlyArray<CaptureEvent>) => Effect.Effect<CaptureReceipt, PostHogError>
    /** Waits until nothing is being sent any more. Each capture reports its own outcome to its own caller. */
    readonly flush: () => Effect.Effect<void>
  }
>()("@posthog-driver/driver/Capture") {}

export const layer: Layer.Layer<Capture, never, Transport> = Layer.effect(
  Capture,
  Effect.gen(function* () {
    const transport = yield* Transport
    const inFlight = new Set<Deferred.Deferred<undefined>>()

    const send = (operation: string, events: ReadonlyArray<PreparedEvent>) =>
      transport
        .execute({
          operation,
          origin: "ingest",
          method: "POST",
          path: "/batch/",
          body: { batch: events },
          schema: CaptureAnswer,
          safety: "idempotent-write",
          lane: "capture",
          credential: "project-token"
        })
        .pipe(
          Effect.map((response) => response.value.quota_limited ?? []),
          Effect.mapError(
            ({ attempts, operation: failed, reason, requestId }) =>
              new TransportError({ operation: failed, requestId, attempts, reason: aboutTheToken(reason) })
          )
        )

    const tracked = <A, E>(effect: Effect.Effect<A, E>) =>
      Effect.acquireUseRelease(
        Effect.map(Deferred.make<undefined>(), (done) => {
          inFlight.add(done)
          return done
        }),
        () => effect,
        (done) => {
          inFlight.delete(done)
          return Deferred.succeed(done, undefined)
        }
      )

    const sendAll = Effect.fnUntraced(function* (operation: string, events: ReadonlyArray<PreparedEvent>) {
      const limited = new Set<string>()
      let handled = 0
      let accepted = 0
      for (const batch of splitBatch(events)) {
        const quotas = yield* send(operation, batch).pipe(
          Effect.mapError((error) =>
            handled === 0
              ? PostHogError.fromTransport(error)
              : PostHogError.fromTransport(
                  error,
                  new CaptureIncomplete({
                    accepted,
                    undelivered: events.slice(handled).map((event) => event.uuid),
                    why: error.reason
                  })
                )
          )
        )
        for (const quota of quotas) limited.add(quota)
        accepted += batch.filter((event) => !quotas.includes(quotaResource(event.event))).length
        handled += batch.length
      }
      const receipt: CaptureReceipt = {
        accepted,
        ...(limited.size === 0 ? {} : { quotaLimited: [...limited] }),
        uuids: events.map((event) => event.uuid)
      }
      return receipt
    })

    const capture = Effect.fnUntraced(function* (operation: string, events: ReadonlyArray<CaptureEvent>) {
      const prepared = yield* Effect.fromResult(
        prepareEvents(events, yield* Clock.currentTimeMillis, () =>
          crypto.getRandomValues(new Uint8Array(16))
        )
      ).pipe(Effect.mapError((reason) => new PostHogError({ operation, reason })))
      return yield* tracked(sendAll(operation, prepared))
    })

    const event = Effect.fn("Capture.event")(function* (captured: CaptureEvent) {
      return yield* capture("Capture.event", [captured])
    })
    const batch = Effect.fn("Capture.batch")(function* (events: ReadonlyArray<CaptureEvent>) {
      return yield* capture("Capture.batch", events)
    })
    const flush = Effect.fn("Capture.flush")(function* () {
      yield* Effect.forEach([...inFlight], (done) => Deferred.await(done), { discard: true })
    })

    yield* Effect.addFinalizer(() => flush())
    return Capture.of({ event, batch, flush })
  })
)

/** Capturing uses the project token alone, so a reason about a credential names it. */
function aboutTheToken(reason: TransportReason): TransportReason {
  if (reason._tag === "Unauthorized") {
    return new Unauthorized({ code: reason.code, credential: "project-token" })
  }
  return reason._tag === "InvalidSettings" && reason.setting === "projectToken"
    ? new InvalidSettings({
        setting: "projectToken",
        problem: "(POSTHOG_PROJECT_TOKEN) is not set, and capturing events needs it"
      })
    : reason
}

const CaptureAnswer = Schema.Struct({ quota_limited: maybe(Schema.Array(Schema.String)) })
