/** The spans of a call and of its attempts, and when there are spans at all. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import type { RequestShape } from "./ApiRequest.ts"
import type { CallState } from "./callLog.ts"
import { serverOf } from "./Host.ts"
import type { TransportSettings } from "./Settings.ts"
import { attributeKeys, spanNames } from "./Telemetry.ts"
import { failureTag, inBareSpan } from "./telemetry/bareSpan.ts"
import type { TransportError, TransportReason } from "./TransportError.ts"

/** Runs a call in its span, which gets the number of attempts and, on failure, the reason's name. */
export const inCallSpan = <A>(
  request: Pick<RequestShape, "operation" | "lane">,
  requestId: string,
  settings: Pick<TransportSettings, "projectId" | "traceHeaders">,
  call: CallState,
  called: Effect.Effect<A, TransportError>
): Effect.Effect<A, TransportError> =>
  withSpanWhenSeen(settings, called, (seen) =>
    inBareSpan(
      seen,
      spanNames.call,
      {
        attributes: {
          [attributeKeys.operation]: request.operation,
          [attributeKeys.lane]: request.lane,
          [attributeKeys.projectId]: settings.projectId,
          [attributeKeys.requestId]: requestId
        }
      },
      (exit) => {
        const reason = failureTag(exit)
        return {
          [attributeKeys.attempts]: call.attempts,
          ...(reason === undefined ? {} : { [attributeKeys.reason]: reason })
        }
      }
    )
  )

/** Runs an attempt in its span, which gets the status and, on failure, the reason's name. */
export const inAttemptSpan = <A extends { readonly status: number }>(
  request: Pick<RequestShape, "method" | "path" | "origin">,
  settings: Pick<TransportSettings, "hosts" | "traceHeaders">,
  call: CallState,
  attempt: Effect.Effect<A, TransportReason>
): Effect.Effect<A, TransportReason> =>
  withSpanWhenSeen(settings, attempt, (seen) => {
    const { port, server } = serverOf(settings.hosts[request.origin])
    return inBareSpan(
      seen,
      spanNames.attempt,
      {
        kind: "client",
        attributes: {
          [attributeKeys.attempt]: call.attempts,
          [attributeKeys.method]: request.method,
          [attributeKeys.route]: request.path,
          [attributeKeys.server]: server,
          [attributeKeys.port]: port,
          ...(call.attempts > 1 ? { [attributeKeys.resend]: call.attempts - 1 } : {})
        }
      },
      (exit) => {
        const status = exit._tag === "Success" ? exit.value.status : call.status
        const reason = failureTag(exit)
        return {
          ...(status === undefined ? {} : { [attributeKeys.status]: status }),
          ...(reason === undefined ? {} : { [attributeKeys.reason]: reason })
        }
      }
    )
  })

/**
 * Spans cost more than the rest of a call, and Effect's own tracer, the default, keeps them for nobody. So there are none where the program has
 * no tracer, no span of its own, and sends no trace headers.
 */
const withSpanWhenSeen = <A, E>(
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
