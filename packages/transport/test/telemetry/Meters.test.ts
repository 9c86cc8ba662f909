import { assert, describe, it } from "@effect/vitest"
import { Context, Metric } from "effect"
import { metrics } from "../../src/Telemetry.ts"
import { makeMeters } from "../../src/telemetry/Meters.ts"

const hosts = {
  api: "http://127.0.0.1:8000",
  ingest: "https://us.i.posthog.com",
  kind: "self-hosted"
} as const

const open = () => {
  const registry: Metric.MetricRegistry = new Map()
  const context = Context.make(Metric.MetricRegistry, registry)
  const seriesOf = ({ name }: { readonly name: string }) =>
    Metric.snapshotUnsafe(context).filter(({ id }) => id === name)
  return { meters: makeMeters(hosts, context), seriesOf }
}

describe("meters", () => {
  it("have at most 2,000 series of a metric; the rest is counted together", () => {
    const { meters, seriesOf } = open()
    for (let n = 0; n < 2_050; n++) {
      const request = { operation: `Odd.${n}`, lane: "crud" } as const
      meters.onCall({ request, millis: 1, attempts: 1, reason: undefined })
      meters.onCall({
        request: { ...request, operation: "Odd.7" },
        millis: 1,
        attempts: 1,
        reason: undefined
      })
    }
    const series = seriesOf(metrics.callAttempts)
    assert.strictEqual(series.length, 2_001)
    const overflow = series.find(({ attributes }) => attributes?.["otel.metric.overflow"] === "true")
    assert.deepInclude(overflow?.state, { count: 50 })
    const known = series.find(({ attributes }) => attributes?.["posthog.operation"] === "Odd.7")
    assert.deepInclude(known?.state, { count: 2_051 })
  })

  it("name the server and its port, the usual one too", () => {
    const { meters, seriesOf } = open()
    for (const origin of ["api", "ingest"] as const) {
      const request = { method: "GET", path: "/", origin, lane: "crud" } as const
      meters.onAttempt({ request, millis: 5, status: 200, reason: undefined, bodyBytes: undefined })
    }
    assert.deepStrictEqual(
      seriesOf(metrics.requestDuration).map(({ attributes }) => [
        attributes?.["server.address"],
        attributes?.["server.port"]
      ]),
      [
        ["127.0.0.1", "8000"],
        ["us.i.posthog.com", "443"]
      ]
    )
  })

  it("show a circuit as closed from its first attempt, and then as it changes", () => {
    const { meters, seriesOf } = open()
    const attempt = () =>
      meters.onAttempt({
        request: { method: "GET", path: "/", origin: "api", lane: "crud" },
        millis: 5,
        status: 503,
        reason: "ServerFailed",
        bodyBytes: undefined
      })
    const states = () => seriesOf(metrics.circuitState).map(({ state }) => state)
    attempt()
    assert.deepStrictEqual(states(), [{ value: 0 }])
    meters.onCircuit({
      host: "127.0.0.1:8000",
      lane: "crud",
      state: "open",
      failures: 0,
      retryAfterMillis: undefined,
      lastFailure: "ServerFailed"
    })
    attempt()
    assert.deepStrictEqual(states(), [{ value: 2 }])
  })

  it("show the circuits of both hosts each for itself, and a wait for a permit in seconds", () => {
    const { meters, seriesOf } = open()
    const change = {
      lane: "flags",
      failures: 0,
      retryAfterMillis: undefined,
      lastFailure: undefined
    } as const
    meters.onCircuit({ ...change, host: new URL(hosts.api).host, state: "half-open" })
    meters.onCircuit({ ...change, host: new URL(hosts.ingest).host, state: "open" })
    assert.deepStrictEqual(
      seriesOf(metrics.circuitState).map(({ state }) => state),
      [{ value: 1 }, { value: 2 }]
    )
    meters.onPermit("flags", 1_500)
    assert.deepInclude(seriesOf(metrics.laneWait)[0]?.state, { min: 1.5, max: 1.5, sum: 1.5 })
  })

  it("keep two texts apart that would be one when joined", () => {
    const { meters, seriesOf } = open()
    meters.onCall({
      request: { operation: "a\ncrud", lane: "crud" },
      millis: 1,
      attempts: 1,
      reason: undefined
    })
    meters.onCall({
      request: { operation: "a", lane: "crud" },
      millis: 1,
      attempts: 1,
      reason: "crud\n"
    })
    assert.strictEqual(seriesOf(metrics.callAttempts).length, 2)
  })
})
