/**
 * The door to Effect's OTLP modules, which are as unstable as those behind `EffectHttp.ts`. Loaded only when telemetry is exported.
 */
export * as OtlpExporter from "effect/observability/OtlpExporter"
export * as OtlpMetrics from "effect/observability/OtlpMetrics"
export * as OtlpSerialization from "effect/observability/OtlpSerialization"
export * as OtlpTracer from "effect/observability/OtlpTracer"
