/** A program on Effect sees what the transport does with its own tracer and its own metrics, without a collector. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Metric, Schema, Tracer } from "effect"
import { renameSync } from "node:fs"
import { join } from "node:path"
import { layerScripted, scriptedClient } from "../../src/testing.ts"
import { metrics, spanNames } from "../../src/Telemetry.ts"
import { Transport } from "../../src/Transport.ts"
import { auditFolder } from "../support/auditLog.ts"
import { captureRequest, options, readRequest } from "../support/options.ts"

const detail = "SurelyPrivate: the query, quoted"

describe("a program's own telemetry", () => {
  it.effect("counts no request that was not sent, because the audit log could not be written", () =>
    Effect.gen(function* () {
      const registry: Metric.MetricRegistry = new Map()
      const file = join(auditFolder(), "audit.jsonl")
      const script = scriptedClient([])
      const failure = yield* Effect.gen(function* () {
        const transport = yield* Transport
        renameSync(file, `${file}.elsewhere`)
        return yield* Effect.flip(transport.execute({ ...captureRequest, schema: Schema.Unknown }))
      }).pipe(
        Effect.provide(layerScripted(script, { ...options, audit: { file } })),
        Effect.provideService(Metric.MetricRegistry, registry)
      )
      assert.strictEqual(failure.reason._tag, "AuditUnavailable")
      const ids = new Set(Array.from(registry.values(), ({ id }) => id))
      assert.isFalse(ids.has(metrics.requestDuration.name))
      assert.isTrue(ids.has(metrics.callDuration.name))
    })
  )

  it.effect("has the metrics in its registry, and spans that end with a tag", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (about) => {
          const span = new Tracer.NativeSpan(about)
          spans.push(span)
          return span
        }
      })
      const registry: Metric.MetricRegistry = new Map()
      const script = scriptedClient([{ status: 400, json: { type: "validation_error", detail } }])
      yield* Effect.flatMap(Transport, (transport) =>
        transport.execute({ ...readRequest, schema: Schema.Unknown })
      ).pipe(
        Effect.exit,
        Effect.provide(layerScripted(script, options)),
        Effect.provideService(Metric.MetricRegistry, registry),
        Effect.withTracer(tracer)
      )
      const ids = new Set(Array.from(registry.values(), ({ id }) => id))
      assert.isTrue(ids.has(metrics.requestDuration.name))
      assert.isTrue(ids.has(metrics.callDuration.name))
      assert.deepStrictEqual(spans.map(({ name }) => name).sort(), [spanNames.attempt, spanNames.call])
      for (const { status } of spans) {
        assert.strictEqual(status._tag, "Ended")
        if (status._tag !== "Ended" || Exit.isSuccess(status.exit)) return assert.fail("did not fail")
        assert.include(JSON.stringify(status.exit.cause.toString()), "InvalidRequest")
        assert.notInclude(JSON.stringify(status.exit.cause.toString()), "SurelyPrivate")
      }
    })
  )
})
