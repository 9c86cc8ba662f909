/** PostHog's whole list of functions, from `allowList.txt`: each is here with the same counts, or refused with a reason. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { findFunction, hogqlFunctions } from "../../src/functions/findFunction.ts"
import type { HogqlFunction } from "../../src/functions/HogqlFunction.ts"
import { refusedFunctions } from "../../src/functions/refusedFunctions.ts"

const text = readFileSync(new URL("allowList.txt", import.meta.url), "utf8")
const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
const nameIn = (line: string): string => /^\w+/.exec(line)?.[0] ?? ""

const counts = (minimum: number, maximum: number | undefined): string =>
  maximum === undefined ? `${minimum}+` : maximum === minimum ? `${minimum}` : `${minimum}-${maximum}`

/** A function of ours, written as the list writes it. */
const written = (called: HogqlFunction): string => {
  const { name, anyCase, takesTimezone, parameters, minimumArguments, maximumArguments } = called
  const params = parameters === undefined ? "" : ` [${counts(parameters.minimum, parameters.maximum)}]`
  return `${name}${anyCase ? "*" : ""}${takesTimezone ? "@" : ""}${params} ${counts(minimumArguments, maximumArguments)}`
}

/** Where ours says more: PostHog demands no parameters of these, without which ClickHouse fails. */
const deliberate = new Map([
  ["windowFunnel", "windowFunnel [1-6] 1-99"],
  ["uniqUpToMerge", "uniqUpToMerge [1] 1"]
])

describe("PostHog's list of functions", () => {
  it("is here whole, with PostHog's counts, cases and zones", () => {
    const differing = lines.flatMap((line) => {
      const name = nameIn(line)
      const called = hogqlFunctions.get(name)
      if (called === undefined) return refusedFunctions.has(name) ? [] : [`${line}: missing`]
      const expected = deliberate.get(name) ?? line
      return written(called) === expected ? [] : [`${line}: ${written(called)}`]
    })
    expect(differing).toEqual([])
    expect(lines.length).toBeGreaterThan(780)
  })

  it("has an -If twin of each aggregate that PostHog has one of", () => {
    const twins = text.slice(
      text.indexOf("# aggregates with an -If twin"),
      text.indexOf("# aggregates with parameters")
    )
    const missing = twins
      .split("\n")
      .slice(1)
      .map((line) => `${nameIn(line)}If`)
      .filter((name) => name !== "If" && !hogqlFunctions.has(name) && !refusedFunctions.has(name))
    expect(missing).toEqual([])
  })

  it("holds nothing that PostHog has not, save combinations", () => {
    const known = new Set(lines.map(nameIn))
    const more = [...hogqlFunctions.values()]
      .filter(({ name, isCombined }) => !isCombined && !known.has(name))
      .map(({ name }) => name)
    // What the parser makes of CASE and EXISTS.
    expect(more).toEqual(["_caseWithExpression", "exists"])
  })

  it("refuses by name, with a reason, exactly what cannot run here", () => {
    const refused = lines.map(nameIn).filter((name) => refusedFunctions.has(name))
    expect(refused).toMatchInlineSnapshot(`
      [
        "JSONExtractKey",
        "untuple",
        "ifNotFinite",
        "extractIPv4Substrings",
        "uniqTheta",
        "medianExactWeighted",
        "medianTimingWeighted",
        "medianDeterministic",
        "medianTDigestWeighted",
        "avgMapState",
        "avgMapMerge",
        "avgMapMergeIf",
        "sumMapMerge",
        "sumMapMergeIf",
        "uniqMapMerge",
        "uniqMapMergeIf",
        "generateSeries",
        "embedText",
        "aggregate_funnel",
        "aggregate_funnel_array",
        "aggregate_funnel_cohort",
        "aggregate_funnel_trends",
        "aggregate_funnel_array_trends",
        "aggregate_funnel_cohort_trends",
        "aggregate_funnel_json",
        "aggregate_funnel_array_json",
        "aggregate_funnel_cohort_json",
        "aggregate_funnel_trends_json",
        "aggregate_funnel_array_trends_json",
        "aggregate_funnel_cohort_trends_json",
        "aggregate_funnel_test",
        "aggregate_funnel_array_trends_test",
      ]
    `)
  })

  it.each(["ifnull", "IFNULL", "nullif", "isnull", "COALESCE", "sortablesemver", "NOW", "If", "Sum"])(
    "finds %s in any case",
    (name) => {
      expect(findFunction(name).name.toLowerCase()).toBe(name.toLowerCase())
    }
  )
})
