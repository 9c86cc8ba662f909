/**
 * Sends spans and metrics to a collector, with Effect's exporter. Loaded by `import()` from `layers.ts` when a collector is named.
 *
 * The exporter has a registry and a tracer of its own, so that what one transport counts is sent once, and nothing of the program around it.
 */
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import { HttpClient } from "../EffectHttp.ts"
import { OtlpExporter, OtlpMetrics, OtlpSerialization, OtlpTracer } from "../EffectOtlp.ts"
import { logKeys, logMessages } from "../Telemetry.ts"
import { deliveringClient, type DeliveryNews } from "./deliver.ts"
import { conventional } from "./otlpPayload.ts"
import type { OtlpSettings } from "./TelemetryOptions.ts"

/** How long closing waits for the last spans and metrics to be taken. */
const closingMillis = 2_000

/** The tracer and the registry that are exported, until the scope closes. */
export const openOtlp = Effect.fnUntraced(function* (
  settings: OtlpSettings,
  logging: Context.Context<never>
): Effect.fn.Return<Context.Context<never>, never, Scope.Scope> {
  const registry: Metric.MetricRegistry = new Map()
  // The exporter runs without loggers; what is told of it goes to ours, or to the program's.
  const telling = Context.merge(
    Context.make(References.CurrentLoggers, yield* References.CurrentLoggers),
    logging
  )
  // Both are sent at the same time when all ends, so that the time for that counts once.
  const scope = yield* Scope.fork(yield* Effect.scope, "parallel")
  const parts = Context.make(
    HttpClient.HttpClient,
    deliveringClient(settings, (news) => logNews(telling, settings, news))
  ).pipe(
    Context.add(
      OtlpSerialization.OtlpSerialization,
      conventional(
        yield* Effect.provide(OtlpSerialization.OtlpSerialization, OtlpSerialization.layerProtobuf)
      )
    ),
    Context.add(Metric.MetricRegistry, registry),
    Context.add(Clock.Clock, unheld(yield* Clock.Clock)),
    // Only what the options say is sent, and what the exporter logs would be said twice.
    Context.add(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord({})),
    Context.add(References.CurrentLoggers, new Set())
  )
  const open = <A, R>(exporter: Effect.Effect<A, never, R | Scope.Scope>) =>
    Effect.flatMap(Scope.fork(scope), (own) => Effect.provideService(exporter, Scope.Scope, own))
  const about = {
    resource: { serviceName: settings.serviceName },
    headers: { "user-agent": "posthog-driver" },
    exportInterval: settings.intervalMillis,
    shutdownTimeout: closingMillis
  }
  return yield* Effect.gen(function* () {
    yield* open(OtlpMetrics.make({ ...about, url: `${settings.url}/v1/metrics` }))
    const tracer = yield* open(OtlpTracer.make({ ...about, url: `${settings.url}/v1/traces` }))
    return Context.make(Tracer.Tracer, tracer).pipe(Context.add(Metric.MetricRegistry, registry))
  }).pipe(Effect.provide(OtlpExporter.layerFlusher), Effect.provideContext(parts))
})

/** A clock whose sleeps do not keep the process alive: a program that waits for nothing but its next batch may end. */
const unheld = (clock: Clock.Clock): Clock.Clock => ({
  currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
  currentTimeMillis: clock.currentTimeMillis,
  currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
  currentTimeNanos: clock.currentTimeNanos,
  monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: clock.monotonicTimeNanos,
  sleep: (duration) =>
    Effect.callback((resume) => {
      const timer = setTimeout(() => resume(Effect.void), Duration.toMillis(duration)).unref()
      return Effect.sync(() => clearTimeout(timer))
    })
})

const logNews = (
  logging: Context.Context<never>,
  { url }: OtlpSettings,
  { isLast, lost, problem }: DeliveryNews
): Effect.Effect<void> =>
  Effect.logWithLevel(problem === undefined ? "Info" : "Warn")(logMessages.telemetry).pipe(
    Effect.annotateLogs({
      [logKeys.host]: new URL(url).host,
      [logKeys.advice]:
        problem === undefined
          ? `The collector takes telemetry again. Lost: ${lost} batches.`
          : `The collector did not take telemetry: ${problem}. ${isLast ? "What was left to send is lost." : "Spans are lost until it does; calls go on."}`
    }),
    Effect.provideContext(logging)
  )
