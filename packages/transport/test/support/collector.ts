/** An OTLP collector that decodes what arrives with OpenTelemetry's own generated decoders, which are not Effect's. */
import { createServer, type IncomingMessage } from "node:http"
import { once } from "node:events"
import { buffer } from "node:stream/consumers"
import * as root from "@opentelemetry/otlp-transformer/build/src/generated/root.js"
import { onTestFinished } from "vitest"

interface AnyValue {
  readonly stringValue?: string | null
  readonly intValue?: number | { toNumber(): number } | null
  readonly doubleValue?: number | null
  readonly boolValue?: boolean | null
}

interface Attributed {
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: AnyValue }>
}

export interface Point extends Attributed {
  readonly asDouble?: number
  readonly asInt?: number
  readonly count?: number
  readonly sum?: number
  readonly bucketCounts?: ReadonlyArray<number>
  readonly explicitBounds?: ReadonlyArray<number>
}

export interface ReceivedMetric {
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly sum?: { readonly dataPoints: ReadonlyArray<Point>; readonly isMonotonic: boolean } | null
  readonly gauge?: { readonly dataPoints: ReadonlyArray<Point> } | null
  readonly histogram?: { readonly dataPoints: ReadonlyArray<Point> } | null
}

export interface ReceivedSpan extends Attributed {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly status: { readonly code: number; readonly message: string }
  readonly events: ReadonlyArray<Attributed & { readonly name: string }>
}

interface Grouped<Item extends string, A> {
  readonly resource: Attributed
  readonly scopes: ReadonlyArray<
    { readonly [name in Item]: A } & { readonly scope: { readonly name: string } }
  >
}

export interface Collector {
  readonly url: string
  /** What came in, raw, with its headers. */
  readonly received: ReadonlyArray<{ path: string; headers: IncomingMessage["headers"]; body: Buffer }>
  readonly spans: () => ReadonlyArray<ReceivedSpan>
  /** The latest of each metric: they are cumulative. */
  readonly metrics: () => ReadonlyMap<string, ReceivedMetric>
  readonly resources: () => ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly scopes: () => ReadonlySet<string>
  /** Answers so from now on; `"never"` does not answer. */
  state: number | "never"
}

interface Decoder {
  readonly decode: (bytes: Uint8Array) => unknown
  readonly toObject: (message: unknown, options: object) => unknown
}

/** The generated code's own types say nothing. */
const generated = root as unknown as {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: Decoder } }
        readonly metrics: { readonly v1: { readonly ExportMetricsServiceRequest: Decoder } }
      }
    }
  }
}
const { metrics, trace } = generated.opentelemetry.proto.collector

const decode = (decoder: Decoder, body: Buffer): unknown =>
  decoder.toObject(decoder.decode(body), {
    longs: Number,
    bytes: String,
    arrays: true,
    defaults: true,
    oneofs: true
  })

export const valuesOf = ({ attributes }: Attributed): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      // With defaults on, the field that is set is named beside its value.
      const which = (value as { readonly value?: keyof AnyValue }).value
      return [key, which === undefined ? undefined : value[which]]
    })
  )

export const startCollector = async (): Promise<Collector> => {
  const received: Array<{ path: string; headers: IncomingMessage["headers"]; body: Buffer }> = []
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ path: request.url ?? "", headers: request.headers, body })
      if (collector.state === "never") return
      response.writeHead(collector.state, { "content-type": "application/x-protobuf" }).end()
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined

  const tracesOf = () =>
    received
      .filter(({ path }) => path.endsWith("/v1/traces"))
      .flatMap(({ body }) => {
        const { resourceSpans } = decode(trace.v1.ExportTraceServiceRequest, body) as {
          resourceSpans: ReadonlyArray<{
            resource: Attributed
            scopeSpans: Grouped<"spans", ReadonlyArray<ReceivedSpan>>["scopes"]
          }>
        }
        return resourceSpans
      })
  const metricsOf = () =>
    received
      .filter(({ path }) => path.endsWith("/v1/metrics"))
      .flatMap(({ body }) => {
        const { resourceMetrics } = decode(metrics.v1.ExportMetricsServiceRequest, body) as {
          resourceMetrics: ReadonlyArray<{
            resource: Attributed
            scopeMetrics: Grouped<"metrics", ReadonlyArray<ReceivedMetric>>["scopes"]
          }>
        }
        return resourceMetrics
      })
  const collector: Collector = {
    url: `http://127.0.0.1:${port}`,
    received,
    state: 200,
    spans: () => tracesOf().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    metrics: () =>
      new Map(
        metricsOf().flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap((each) => each.metrics.map((metric) => [metric.name, metric] as const))
        )
      ),
    resources: () => [...tracesOf(), ...metricsOf()].map(({ resource }) => valuesOf(resource)),
    scopes: () =>
      new Set([
        ...tracesOf().flatMap(({ scopeSpans }) => scopeSpans.map(({ scope }) => scope.name)),
        ...metricsOf().flatMap(({ scopeMetrics }) => scopeMetrics.map(({ scope }) => scope.name))
      ])
  }
  return collector
}
