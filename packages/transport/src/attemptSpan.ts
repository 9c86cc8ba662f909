/**
 * The span of one attempt, and the trace header it may send.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import type { RequestShape } from "./ApiRequest.ts"
import type { CallState } from "./callLog.ts"
import { HttpClientRequest } from "./EffectHttp.ts"
import type { TransportSettings } from "./Settings.ts"
import { attributeKeys, spanNames } from "./Telemetry.ts"
import type { TransportReason } from "./TransportError.ts"

/** Runs an attempt in its span, which gets the status and, on failure, the reason's name. */
export const inAttemptSpan = <A extends { readonly status: number }>(
  request: Pick<RequestShape, "method" | "path" | "origin">,
  settings: Pick<TransportSettings, "hosts" | "traceHeaders">,
  call: CallState,
  attempt: Effect.Effect<A, TransportReason>
): Effect.Effect<A, TransportReason> =>
  withSpanWhenSeen(settings, attempt, (seen) =>
    seen.pipe(
      Effect.tap((answer) => Effect.annotateCurrentSpan(attributeKeys.status, answer.status)),
      Effect.tapError((reason) =>
        Effect.annotateCurrentSpan({
          [attributeKeys.reason]: reason._tag,
          ...(call.status === undefined ? {} : { [attributeKeys.status]: call.status })
        })
      ),
      Effect.withSpan(
        spanNames.attempt,
        {
          kind: "client",
          attributes: {
            [attributeKeys.attempt]: call.attempts,
            [attributeKeys.method]: request.method,
            [attributeKeys.route]: request.path,
            [attributeKeys.server]: new URL(settings.hosts[request.origin]).hostname
          }
        },
        { captureStackTrace: false }
      )
    )
  )

/**
 * Spans cost more than the rest of a call, and Effect's own tracer, the default, keeps them for nobody. So there are none where the program has
 * no tracer, no span of its own, and sends no trace headers.
 */
export const withSpanWhenSeen = <A, E>(
  settings: Pick<TransportSettings, "traceHeaders">,
  effect: Effect.Effect<A, E>,
  inSpan: (effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.withFiber((fiber) =>
    !settings.traceHeaders &&
    Context.getOrUndefined(fiber.context, Tracer.ParentSpan) === undefined &&
    fiber.getRef(Tracer.Tracer) === Tracer.nativeTracer
      ? effect
      : inSpan(effect)
  )

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
export const withTraceparent = (
  prepared: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientRequest.HttpClientRequest> =>
  Effect.currentSpan.pipe(
    Effect.map((span) =>
      HttpClientRequest.setHeader(
        prepared,
        "traceparent",
        `00-${span.traceId.padStart(32, "0")}-${span.spanId}-${span.sampled ? "01" : "00"}`
      )
    ),
    // Tracing can be switched off as a whole; then there is nothing to pass on.
    Effect.orElseSucceed(() => prepared)
  )
