/**
 * The W3C trace a call belongs to: read from the headers of the request that the program itself is answering, and sent on with
 * `traceHeaders`.
 *
 * What is malformed is left out and a trace is begun anew, as the standard says: the headers are whoever called the program's.
 *
 * @see https://www.w3.org/TR/trace-context/
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { HttpClientRequest } from "./EffectHttp.ts"

/**
 * The two headers.
 *
 * @since 0.2.0
 */
export interface TraceParentHeaders {
  /** Without one a trace is begun anew, so a header that may be missing can be given as it is. */
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** What vendors added to a trace; an annotation of the span it came with. */
const TraceState = Context.Reference<string | undefined>("@posthog-driver/transport/TraceState", {
  defaultValue: () => undefined
})

const traceparentPattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/**
 * The span that the headers speak of, to be the parent of calls: `Effect.withParentSpan`. `undefined` when `traceparent` is malformed; a
 * malformed `tracestate` is left out.
 *
 * @since 0.2.0
 */
export const traceParent = ({
  traceparent,
  tracestate
}: TraceParentHeaders): Tracer.ExternalSpan | undefined => {
  // They can come from untyped JavaScript.
  if (typeof traceparent !== "string") return undefined
  const [, version, traceId = "", spanId = "", flags = "", rest] =
    traceparentPattern.exec(traceparent.trim()) ?? []
  if (version === undefined || version === "ff" || (version === "00" && rest !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  const state = typeof tracestate === "string" ? checkedTraceState(tracestate) : undefined
  return Tracer.externalSpan({
    traceId,
    spanId,
    sampled: (Number.parseInt(flags, 16) & 1) === 1,
    annotations: state === undefined ? Context.empty() : Context.make(TraceState, state)
  })
}

const member =
  /^[a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/** At most 32 members, none of them twice; in the order they came. */
const checkedTraceState = (text: string): string | undefined => {
  const members = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
  const keys = new Set(members.map((each) => each.slice(0, each.indexOf("="))))
  return members.length > 0 &&
    members.length <= 32 &&
    keys.size === members.length &&
    members.every((each) => member.test(each))
    ? members.join(",")
    : undefined
}

/** The request with the current span in `traceparent`, and the `tracestate` of the trace it belongs to, if any. */
export const withTraceHeaders = (
  prepared: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientRequest.HttpClientRequest> =>
  Effect.currentSpan.pipe(
    Effect.map((span) => {
      const state = traceStateOf(span)
      return HttpClientRequest.setHeaders(prepared, {
        traceparent: `00-${span.traceId.padStart(32, "0")}-${span.spanId}-${span.sampled ? "01" : "00"}`,
        ...(state === undefined ? {} : { tracestate: state })
      })
    }),
    // Tracing can be switched off as a whole; then there is nothing to pass on.
    Effect.orElseSucceed(() => prepared)
  )

/** Of the nearest ancestor that has one. */
const traceStateOf = (span: Tracer.AnySpan): string | undefined => {
  for (let at: Tracer.AnySpan | undefined = span; at !== undefined;) {
    const state: string | undefined = Context.get(at.annotations, TraceState)
    if (state !== undefined) return state
    at = at._tag === "Span" ? Option.getOrUndefined(at.parent) : undefined
  }
  return undefined
}
