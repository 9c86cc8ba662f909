import { assert, describe, it } from "vitest"
import { conventional } from "../../src/telemetry/otlpPayload.ts"

type Serialization = Parameters<typeof conventional>[0]
type MetricsData = Parameters<Serialization["metrics"]>[0]

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })

/** The attributes of one data point of each kind, after they were put right. */
const attributesAfter = (...attributes: ReadonlyArray<ReturnType<typeof text>>) => {
  let seen: MetricsData | undefined
  const point = { attributes: [...attributes], startTimeUnixNano: "1", timeUnixNano: "2" }
  const about = { name: "m", description: "d", unit: "1" }
  const plain = {
    metrics: (data: MetricsData) => {
      seen = data
    }
  } as unknown as Serialization // of which only this is used
  conventional(plain).metrics({
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            scope: { name: "effect" },
            metrics: [
              { ...about, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] } },
              { ...about, gauge: { dataPoints: [point] } }
            ]
          }
        ]
      }
    ]
  } as unknown as MetricsData) // without the resource, which is passed on as it is
  const metrics = seen?.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []
  assert.deepInclude(metrics[0]?.sum, { aggregationTemporality: 2, isMonotonic: true })
  return metrics.map(({ gauge, sum }) => (gauge ?? sum)?.dataPoints[0]?.attributes)
}

describe("the payload of metrics", () => {
  it("has status and port as numbers, the overflow as a boolean, and no unit among the attributes", () => {
    const expected = [
      { key: "http.response.status_code", value: { intValue: 503 } },
      { key: "server.port", value: { intValue: 443 } },
      { key: "otel.metric.overflow", value: { boolValue: true } },
      { key: "posthog.lane", value: { stringValue: "query" } }
    ]
    assert.deepStrictEqual(
      attributesAfter(
        text("unit", "s"),
        text("http.response.status_code", "503"),
        text("server.port", "443"),
        text("otel.metric.overflow", "true"),
        text("posthog.lane", "query")
      ),
      [expected, expected]
    )
  })
})
