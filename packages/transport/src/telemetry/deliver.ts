/**
 * Brings batches to a collector, as an `HttpClient` for Effect's exporter.
 *
 * That exporter waits as long as a `Retry-After` asks, holds what it could not send meanwhile, and then pauses for a minute. Here a batch is
 * given up after one more try, so that a collector that is down costs its batches and no memory; the exporter is told that all is well, and
 * the log, once, that it is not. Metrics are cumulative: the next batch has what was lost of them.
 */
import * as Effect from "effect/Effect"
import { withSecretField } from "../Credentials.ts"
import { HttpClient, HttpClientResponse, type HttpClientRequest } from "../EffectHttp.ts"
import { sendDirectly } from "../sendDirectly.ts"
import type { OtlpSettings } from "./TelemetryOptions.ts"

/** How a delivery went, when that is news: `problem` is undefined when it works again. */
export interface DeliveryNews {
  readonly problem: string | undefined
  /** Batches lost since it worked last. */
  readonly lost: number
  /** True when the exporter ends, and nothing is sent any more. */
  readonly isLast?: true
}

/** Time for one try. */
const timeoutMillis = 5_000

/** Between a try and the next. */
const pauseMillis = 1_000

/** Batches on their way at once. A collector that does not keep up loses what is beyond. */
const mostAtOnce = 4

const unansweredProblem = "it had not answered when the client closed"

/** @see https://opentelemetry.io/docs/specs/otlp/#failures-1 */
const passing: ReadonlySet<number | string> = new Set([429, 502, 503, 504])

/** An `HttpClient` that never fails. */
export const deliveringClient = (
  settings: OtlpSettings,
  tell: (news: DeliveryNews) => Effect.Effect<void>
): HttpClient.HttpClient => {
  let underWay = 0
  let lost = 0

  const settle = (
    problem: string | undefined,
    more: Pick<DeliveryNews, "isLast"> = {}
  ): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (problem === undefined) {
        if (lost === 0) return Effect.void
        const news = { problem, lost }
        lost = 0
        return tell(news)
      }
      lost += 1
      return lost === 1 ? tell({ problem, lost, ...more }) : Effect.void
    })

  const deliver = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest, url: URL) {
    if (underWay >= mostAtOnce) return yield* settle("it takes too long to answer")
    underWay += 1
    yield* Effect.gen(function* () {
      let outcome = yield* post(request, url, settings)
      if (typeof outcome === "string" || passing.has(outcome)) {
        yield* Effect.sleep(pauseMillis)
        outcome = yield* post(request, url, settings)
      }
      const isTaken = typeof outcome === "number" && outcome >= 200 && outcome < 300
      yield* settle(isTaken ? undefined : typeof outcome === "string" ? outcome : `it answered ${outcome}`)
    }).pipe(
      // Only the end of the exporter interrupts it. A program that is shorter than a try would lose everything without a word.
      Effect.onInterrupt(() => settle(unansweredProblem, { isLast: true })),
      Effect.ensuring(
        Effect.sync(() => {
          underWay -= 1
        })
      )
    )
  })

  return HttpClient.make((request, url) =>
    Effect.as(deliver(request, url), HttpClientResponse.fromWeb(request, new Response(null, { status: 204 })))
  )
}

/** The status of the answer, whatever became of its body, or what stood against one. */
const post = (
  { body, headers }: HttpClientRequest.HttpClientRequest,
  url: URL,
  { ca, headers: secretHeaders }: OtlpSettings
): Effect.Effect<number | string> => {
  let all: Record<string, string> = { ...headers, "content-type": "application/x-protobuf" }
  for (const [name, value] of Object.entries(secretHeaders)) all = withSecretField(all, name, value)
  const bytes = body._tag === "Uint8Array" ? body.body : new Uint8Array()
  return Effect.match(sendDirectly({ method: "POST", url, headers: all, body: bytes, ca, timeoutMillis }), {
    onSuccess: ({ status }) => status,
    onFailure: ({ problem, status }) => status ?? problem
  })
}
