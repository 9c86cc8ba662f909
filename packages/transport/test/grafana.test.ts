/**
 * The dashboard and the alert rules ask only for metrics and labels that exist. Queries are read with Prometheus's own grammar; names come from
 * the list by the rules of OpenTelemetry.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
import { parser } from "@prometheus-io/lezer-promql"
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { parse } from "yaml"
import * as failures from "../src/index.ts"
import { laneNames } from "../src/LaneLimits.ts"
import { attributeKeys, metrics, type MetricSpec } from "../src/Telemetry.ts"

interface Target {
  readonly refId: string
  readonly expr: string
  readonly legendFormat: string
  readonly datasource: unknown
}

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number }
  readonly datasource?: unknown
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } }
  readonly targets?: ReadonlyArray<Target>
}

interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly time: { readonly from: string; readonly to: string }
  readonly templating: {
    readonly list: ReadonlyArray<{ name: string; type: string; query: unknown; definition?: string }>
  }
  readonly panels: ReadonlyArray<Panel>
}

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const file = (name: string) => readFileSync(new URL(`../grafana/${name}`, import.meta.url), "utf8")
// What the tests below check.
const dashboard = JSON.parse(file("dashboard.json")) as Dashboard
const { groups } = parse(file("alerts.yaml")) as {
  readonly groups: ReadonlyArray<{ readonly name: string; readonly rules: ReadonlyArray<Rule> }>
}

const plain = (name: string) => name.replaceAll(/[^a-zA-Z0-9_]/g, "_")
const suffixes: Readonly<Record<string, string>> = { s: "_seconds", By: "_bytes" }

/** The names of a metric's series in Prometheus. What is in braces is no unit there, and a counter ends in `_total`. */
const namesOf = ({ kind, name, unit }: MetricSpec): ReadonlyArray<string> => {
  const base = plain(name) + (suffixes[unit] ?? "")
  switch (kind) {
    case "counter":
      return [`${base}_total`]
    case "gauge":
      return [base]
    case "histogram":
      return [`${base}_bucket`, `${base}_sum`, `${base}_count`]
  }
}

const specs: ReadonlyArray<MetricSpec> = Object.values(metrics)
const specOf = (name: string) => specs.find((spec) => namesOf(spec).includes(name))

/** `job` is the service's name; `le` belongs to buckets. */
const labelsOf = (spec: MetricSpec, name: string): ReadonlySet<string> =>
  new Set([
    "job",
    ...(name.endsWith("_bucket") ? ["le"] : []),
    ...spec.attributes.map((each) => plain(attributeKeys[each]))
  ])

const valuesOf: Readonly<Record<string, ReadonlySet<string>>> = {
  error_type: new Set([...Object.keys(failures), "Interrupted", "Defect"]),
  posthog_retry: new Set(["sent", "no-budget"]),
  posthog_cache_status: new Set(["hit", "stale", "shared", "miss"]),
  posthog_lane: new Set(laneNames)
}

/** What a query asks for: metrics, labels of each, labels it groups by. Fails when it is no query. */
const read = (query: string) => {
  const text = query.replaceAll("$__rate_interval", "5m")
  const selectors: Array<{ readonly metric: string; readonly matchers: Array<readonly [string, string]> }> =
    []
  const grouped: Array<string> = []
  parser.parse(text).iterate({
    enter: ({ from, name, node, to }) => {
      assert.notStrictEqual(name, "⚠", `${text} is no query at ${from}`)
      if (name === "VectorSelector") {
        const identifier = node.getChild("Identifier")
        selectors.push({
          metric: identifier === null ? "" : text.slice(identifier.from, identifier.to),
          matchers: []
        })
      }
      if (name === "UnquotedLabelMatcher") {
        const [, label = "", value = ""] = /^(\w+)\s*[=!~]+\s*"(.*)"$/.exec(text.slice(from, to)) ?? []
        selectors.at(-1)?.matchers.push([label, value])
      }
      if (name === "LabelName" && node.parent?.name === "GroupingLabels") grouped.push(text.slice(from, to))
    }
  })
  return { selectors, grouped }
}

const check = (query: string): void => {
  const { grouped, selectors } = read(query)
  assert.isAbove(selectors.length, 0, query)
  const labels = new Set<string>()
  for (const { matchers, metric } of selectors) {
    const spec = specOf(metric)
    assert.isDefined(spec, `${metric} is no metric of the list`)
    for (const label of labelsOf(spec, metric)) labels.add(label)
    for (const [label, value] of matchers) {
      assert.isTrue(labelsOf(spec, metric).has(label), `${metric} has no label ${label}`)
      const known = valuesOf[label]
      if (known === undefined || value === "" || value.startsWith("$")) continue
      for (const each of value.split("|")) assert.isTrue(known.has(each), `${label} is never ${each}`)
    }
  }
  for (const label of grouped) assert.isTrue(labels.has(label), `nothing in ${query} has the label ${label}`)
}

describe("the dashboard", () => {
  const panels = dashboard.panels.filter(({ type }) => type !== "row")

  it("is one that Grafana imports: ids, places, a data source to choose", () => {
    assert.match(dashboard.uid, /^[a-zA-Z0-9_-]{1,40}$/)
    assert.isAtLeast(dashboard.schemaVersion, 36)
    assert.deepStrictEqual(Object.keys(dashboard.time).sort(), ["from", "to"])
    const ids = dashboard.panels.map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
    const variable = dashboard.templating.list.find(({ type }) => type === "datasource")
    assert.deepInclude(variable, { name: "datasource", query: "prometheus" })
    for (const { gridPos } of dashboard.panels) {
      assert.isTrue(gridPos.x >= 0 && gridPos.x + gridPos.w <= 24 && gridPos.h > 0)
    }
    for (const one of dashboard.panels) {
      for (const other of dashboard.panels) {
        const [a, b] = [one.gridPos, other.gridPos]
        const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
        assert.isTrue(one.id === other.id || isApart, `${one.title} lies on ${other.title}`)
      }
    }
  })

  it.each(panels.map((panel) => [panel.title, panel] as const))(
    "panel '%s' asks for what exists",
    (_title, panel) => {
      const source = { type: "prometheus", uid: "${datasource}" }
      assert.deepStrictEqual(panel.datasource, source)
      assert.isNotEmpty(panel.description)
      const { targets = [] } = panel
      assert.isNotEmpty(targets)
      assert.strictEqual(new Set(targets.map(({ refId }) => refId)).size, targets.length)
      for (const { datasource, expr, legendFormat } of targets) {
        assert.deepStrictEqual(datasource, source)
        check(expr)
        const { grouped } = read(expr)
        for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) assert.include(grouped, label)
        for (const [, name = ""] of expr.replaceAll("$__rate_interval", "").matchAll(/\$(\w+)/g))
          assert.isDefined(
            dashboard.templating.list.find((each) => each.name === name),
            name
          )
      }
      const unit = panel.fieldConfig?.defaults.unit
      const asked = targets.flatMap(({ expr }) => read(expr).selectors.map(({ metric }) => metric))
      if (unit === "s") for (const name of asked) assert.strictEqual(specOf(name)?.unit, "s")
      if (unit === "Bps") for (const name of asked) assert.strictEqual(specOf(name)?.unit, "By")
    }
  )

  it("shows every metric of the list, and chooses by labels that exist", () => {
    const asked = panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => read(expr).selectors.map(({ metric }) => specOf(metric)?.name))
    )
    assert.sameMembers(
      [...new Set(asked)],
      specs.map(({ name }) => name)
    )
    for (const { definition, type } of dashboard.templating.list) {
      if (type !== "query") continue
      const [, query = "", label = ""] = /^label_values\((.*), (\w+)\)$/.exec(definition ?? "") ?? []
      check(query)
      assert.isTrue(labelsOf(metrics.callDuration, "").has(label), label)
    }
  })
})

describe("the alert rules", () => {
  const rules = groups.flatMap((group) => group.rules)

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    "%s asks for what exists, and says what to do",
    (_name, rule) => {
      check(rule.expr)
      if (rule.for !== undefined) assert.match(rule.for, /^\d+[smh]$/)
      assert.include(["critical", "warning"], rule.labels["severity"])
      assert.isNotEmpty(rule.annotations["description"])
      const { grouped } = read(rule.expr)
      for (const text of Object.values(rule.annotations)) {
        for (const [, label = ""] of text.matchAll(/\$labels\.(\w+)/g)) assert.include(grouped, label)
      }
    }
  )

  it("have names of their own", () => {
    assert.isAtLeast(rules.length, 5)
    assert.strictEqual(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  })
})

describe("the check itself", () => {
  it.each([
    ["sum(rate(posthog_calls_total[5m]))", "no metric"],
    ['posthog_circuit_state{operation="x"}', "no label"],
    ["sum by (url_template) (posthog_circuit_state)", "has the label"],
    ['posthog_retries_total{posthog_retry="gone"}', "is never"],
    ["sum(rate(posthog_retries_total[5m])", "no query"]
  ])("refuses %s", (query, problem) => {
    assert.throws(() => check(query), problem)
  })
})
