/**
 * What Effect's exporter says of spans and metrics, as OpenTelemetry's conventions have it.
 *
 * Effect's metrics know only texts as attributes, and carry their unit as one; here status and port become numbers, and the unit goes where
 * it belongs.
 */
import { OtlpSerialization, type OtlpMetrics, type OtlpTracer } from "../EffectOtlp.ts"
import { attributeKeys } from "../Telemetry.ts"

type Metric = OtlpMetrics.MetricsData["resourceMetrics"][number]["scopeMetrics"][number]["metrics"][number]
type DataPoint = NonNullable<Metric["sum"]>["dataPoints"][number]
type Attribute = DataPoint["attributes"][number]

const scope = { name: "@posthog-driver/transport" }

const numbers: ReadonlySet<string> = new Set([attributeKeys.status, attributeKeys.port])

/** Serializes as the given one does, after the attributes were put right. */
export const conventional = (
  plain: OtlpSerialization.OtlpSerialization["Service"]
): OtlpSerialization.OtlpSerialization["Service"] => ({
  logs: plain.logs,
  traces: (data) => plain.traces({ resourceSpans: data.resourceSpans.map(ofScope) }),
  metrics: (data) =>
    plain.metrics({
      resourceMetrics: data.resourceMetrics.map((each) => ({
        ...each,
        scopeMetrics: each.scopeMetrics.map(({ metrics }) => ({
          scope,
          metrics: metrics.map(withAttributes)
        }))
      }))
    })
})

const ofScope = (each: OtlpTracer.ResourceSpan): OtlpTracer.ResourceSpan => ({
  ...each,
  scopeSpans: each.scopeSpans.map(({ spans }) => ({ scope, spans }))
})

const withAttributes = (metric: Metric): Metric => {
  const points = <P extends { attributes?: Array<Attribute> }>(given: Array<P>): Array<P> =>
    given.map((point) => ({ ...point, attributes: (point.attributes ?? []).flatMap(conventionalAttribute) }))
  const { gauge, histogram, sum, ...rest } = metric
  return {
    ...rest,
    ...(sum === undefined ? {} : { sum: { ...sum, dataPoints: points(sum.dataPoints) } }),
    ...(gauge === undefined ? {} : { gauge: { dataPoints: points(gauge.dataPoints) } }),
    ...(histogram === undefined
      ? {}
      : { histogram: { ...histogram, dataPoints: points(histogram.dataPoints) } })
  }
}

const conventionalAttribute = ({ key, value }: Attribute): ReadonlyArray<Attribute> => {
  if (key === "unit") return []
  if (key === attributeKeys.overflow) return [{ key, value: { boolValue: true } }]
  if (numbers.has(key)) return [{ key, value: { intValue: Number(value.stringValue) } }]
  return [{ key, value }]
}
