/**
 * Counts what calls do, with Effect's metrics.
 *
 * The series of one metric are bounded: what would be one too many is counted under `otel.metric.overflow` instead, as OpenTelemetry says.
 * A program whose operations or routes hold ids loses detail then, not memory.
 *
 * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits
 */
import type * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import type { Lane, RequestShape } from "../ApiRequest.ts"
import type { CircuitState } from "../Breaker.ts"
import { serverOf, type Hosts } from "../Host.ts"
import type { PolicyObserver } from "../PolicyObserver.ts"
import { attributeKeys, metrics, type MetricSpec } from "../Telemetry.ts"

/** What an attempt did. */
export interface AttemptMeasure {
  readonly request: Pick<RequestShape, "method" | "path" | "origin" | "lane">
  readonly millis: number
  readonly status: number | undefined
  /** The tag of the failure, or `Interrupted`. */
  readonly reason: string | undefined
  /** Undefined when nothing was sent as body. */
  readonly bodyBytes: number | undefined
}

/** What a call did. */
export interface CallMeasure {
  readonly request: Pick<RequestShape, "operation" | "lane">
  readonly millis: number
  readonly attempts: number
  readonly reason: string | undefined
}

/** Counts; each method does so at once, and fails never. */
export interface Meters extends Required<PolicyObserver> {
  readonly onAttempt: (measure: AttemptMeasure) => void
  /** The body of an answer came to its end, or was given up, after so many bytes. */
  readonly onReceived: (request: AttemptMeasure["request"], bytes: number) => void
  readonly onCall: (measure: CallMeasure) => void
  readonly outboxDepth: (events: number) => void
}

/** The most series of one metric. OpenTelemetry's own default. */
const mostSeries = 2_000

type Attributes<Spec extends MetricSpec> = {
  readonly [Name in Spec["attributes"][number]]: string | number | undefined
}

/** Counts into the registry of the context. */
export const makeMeters = (hosts: Hosts, context: Context.Context<never>): Meters => {
  const requestDuration = makeInstrument(metrics.requestDuration, context)
  const requestBodySize = makeInstrument(metrics.requestBodySize, context)
  const responseBodySize = makeInstrument(metrics.responseBodySize, context)
  const callDuration = makeInstrument(metrics.callDuration, context)
  const callAttempts = makeInstrument(metrics.callAttempts, context)
  const retries = makeInstrument(metrics.retries, context)
  const circuitState = makeInstrument(metrics.circuitState, context)
  const laneWait = makeInstrument(metrics.laneWait, context)
  const cacheRequests = makeInstrument(metrics.cacheRequests, context)
  const outboxDepth = makeInstrument(metrics.outboxDepth, context)

  const servers = { api: serverOf(hosts.api), ingest: serverOf(hosts.ingest) }
  const apiHost = new URL(hosts.api).host
  /** A circuit that never opened is closed; it has a series from its first attempt on. */
  const seen = { api: new Set<Lane>(), ingest: new Set<Lane>() }
  const seeCircuit = (origin: keyof typeof servers, lane: Lane, value: number | undefined): void => {
    if (value === undefined && seen[origin].has(lane)) return
    seen[origin].add(lane)
    circuitState(value ?? 0, { ...servers[origin], lane })
  }

  return {
    onAttempt: ({ bodyBytes, millis, reason, request: { lane, method, origin, path }, status }) => {
      const { port, server } = servers[origin]
      const about = { method, route: path, server, port, status, reason, lane }
      seeCircuit(origin, lane, undefined)
      requestDuration(millis / 1_000, about)
      if (bodyBytes !== undefined) requestBodySize(bodyBytes, about)
    },
    onReceived: ({ lane, method, origin, path }, received) => {
      const { port, server } = servers[origin]
      responseBodySize(received, { method, route: path, server, port, lane })
    },
    onCall: ({ attempts, millis, reason, request: { lane, operation } }) => {
      callDuration(millis / 1_000, { operation, lane, reason })
      callAttempts(attempts, { operation, lane, reason })
    },
    onPermit: (lane, waitMillis) => laneWait(waitMillis / 1_000, { lane }),
    onRetry: (lane, retry, reason) => retries(1, { lane, retry, reason }),
    onCircuit: ({ host, lane, state }) =>
      seeCircuit(host === apiHost ? "api" : "ingest", lane, circuitValues[state]),
    onCache: (lane, cache) => cacheRequests(1, { lane, cache }),
    outboxDepth: (events) => outboxDepth(events, {})
  }
}

const circuitValues: Readonly<Record<CircuitState["state"], number>> = {
  closed: 0,
  "half-open": 1,
  open: 2
}

/** The series of a metric whose first attributes have the values that lead here. */
interface Branch {
  readonly branches: Map<string | number | undefined, Branch>
  series: Metric.Metric<number, unknown> | undefined
}

/** Records values of one metric, one series for each set of attributes. */
const makeInstrument = <const Spec extends MetricSpec>(spec: Spec, context: Context.Context<never>) => {
  const metric = metricOf(spec)
  const names: ReadonlyArray<Spec["attributes"][number]> = spec.attributes
  const root: Branch = { branches: new Map(), series: undefined }
  let size = 0
  /** Found value by value: a text made of all of them would be written, and hashed, for every attempt. */
  const seriesOf = (attributes: Attributes<Spec>): Metric.Metric<number, unknown> => {
    let branch: Branch | undefined = root
    for (const name of names) branch = branch?.branches.get(attributes[name])
    if (branch?.series !== undefined) return branch.series
    if (size >= mostSeries) return overflow
    const values: Record<string, string> = {}
    for (const name of names) {
      const value = attributes[name]
      if (value !== undefined) values[attributeKeys[name]] = String(value)
    }
    const added = Metric.withAttributes(metric, values)
    size += 1
    let place = root
    for (const name of names) {
      const value = attributes[name]
      const next: Branch = place.branches.get(value) ?? { branches: new Map(), series: undefined }
      place.branches.set(value, next)
      place = next
    }
    place.series = added
    return added
  }
  const overflow = Metric.withAttributes(metric, { [attributeKeys.overflow]: "true" })

  return (value: number, attributes: Attributes<Spec>): void =>
    seriesOf(attributes).updateUnsafe(value, context)
}

const metricOf = (spec: MetricSpec): Metric.Metric<number, unknown> => {
  // Effect's exporters read the unit from this attribute.
  const options = { description: spec.description, attributes: { unit: spec.unit } }
  switch (spec.kind) {
    case "counter":
      return Metric.counter(spec.name, { ...options, incremental: true })
    case "gauge":
      return Metric.gauge(spec.name, options)
    case "histogram":
      return Metric.histogram(spec.name, { ...options, boundaries: spec.boundaries })
  }
}
