import { query } from "chdb"
import { describe, expect, it } from "vitest"
import { HogqlCompileError, type HogqlReason } from "../../src/HogqlCompileError.ts"
import { checkCounts, findFunction, hogqlFunctions } from "../../src/functions/findFunction.ts"
import { refusedFunctions } from "../../src/functions/refusedFunctions.ts"

const refusal = (act: () => unknown): HogqlReason | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(HogqlCompileError)
    return (error as HogqlCompileError).reason
  }
}

describe("findFunction", () => {
  it("finds a function by its exact name", () => {
    expect(findFunction("toStartOfDay")).toMatchObject({
      clickhouse: "toStartOfDay",
      kind: "scalar",
      returns: "DateTime"
    })
  })

  it("accepts any case only where PostHog does", () => {
    expect(findFunction("COUNT").name).toBe("count")
    expect(refusal(() => findFunction("TOSTARTOFDAY"))).toMatchObject({
      _tag: "UnknownFunction",
      suggestion: "toStartOfDay"
    })
  })

  it("renames", () => {
    expect(findFunction("array_agg").clickhouse).toBe("groupArray")
    expect(findFunction("toIntOrZero").clickhouse).toBe("toInt64OrZero")
  })

  it("makes the combinations of the seven aggregates, and the -If twin of the others", () => {
    expect(findFunction("sumArrayIf")).toMatchObject({ minimumArguments: 2, kind: "aggregate" })
    expect(findFunction("maxArgMax")).toMatchObject({ minimumArguments: 2, maximumArguments: 2 })
    expect(findFunction("avgOrNull").nullable).toBe("always")
    expect(findFunction("uniqExactIf")).toMatchObject({ minimumArguments: 2, maximumArguments: undefined })
    expect(refusal(() => findFunction("uniqExactOrNull"))?._tag).toBe("UnknownFunction")
  })

  it("suggests, with the place", () => {
    expect(refusal(() => findFunction("cuont", { start: 7, end: 12 }))).toEqual({
      _tag: "UnknownFunction",
      name: "cuont",
      suggestion: "count",
      isCertain: true,
      message: "Unsupported function call 'cuont(...)'. Perhaps you meant 'count(...)'?",
      start: 7,
      end: 12
    })
  })

  it.each([
    "file",
    "url",
    "dictGet",
    "sleep",
    "hostName",
    "getSetting",
    "version",
    "currentUser",
    "__proto__",
    "constructor",
    "toLocaleString"
  ])("knows no function %s", (name) => {
    expect(refusal(() => findFunction(name))?._tag).toBe("UnknownFunction")
  })

  it("says why a function of HogQL is refused", () => {
    expect(refusal(() => findFunction("aggregate_funnel"))).toMatchObject({ _tag: "NotSupported" })
    expect(refusal(() => findFunction("uniqTheta"))?.message).toContain("Use uniq or uniqExact.")
  })
})

describe("checkCounts", () => {
  const counts = (name: string, args: number, params?: number) =>
    refusal(() => checkCounts(findFunction(name), { args, params }))

  it("names the counts it expected and found", () => {
    expect(counts("plus", 3)?.message).toBe("Function 'plus' expects 2 arguments, found 3.")
    expect(counts("concat", 1)?.message).toBe("Function 'concat' expects at least 2 arguments, found 1.")
    expect(counts("substring", 2)?.message).toBe("Function 'substring' expects 3 arguments, found 2.")
    expect(counts("round", 3)?.message).toBe("Function 'round' expects at most 2 arguments, found 3.")
    expect(counts("count", 1)).toBeUndefined()
  })

  it("wants the parameters of quantile and none for a plain function", () => {
    expect(counts("quantile", 1)?.message).toBe(
      "Aggregation 'quantile' expects 1 parameter, found 0, as in quantile(0.9)(x)."
    )
    expect(counts("quantile", 1, 1)).toBeUndefined()
    expect(counts("abs", 1, 1)?._tag).toBe("WrongArguments")
    expect(counts("groupArray", 1, 1)).toBeUndefined()
  })
})

describe("hogqlFunctions", () => {
  it("names only functions that ClickHouse has, save those printed by hand", () => {
    const rows = JSON.parse(
      query("SELECT name, is_aggregate, case_insensitive FROM system.functions", "JSONCompact")
    ) as {
      data: [string, number, number][]
    }
    const exact = new Map(rows.data.map(([name, isAggregate]) => [name, isAggregate]))
    const anyCase = new Map(
      rows.data.flatMap(([name, isAggregate, any]) => (any === 1 ? [[name.toLowerCase(), isAggregate]] : []))
    )
    const known = (name: string) => exact.get(name) ?? anyCase.get(name.toLowerCase())
    const isCombined = (name: string): boolean =>
      [
        "If",
        "Array",
        "Map",
        "State",
        "Merge",
        "ForEach",
        "OrDefault",
        "OrNull",
        "ArgMin",
        "ArgMax",
        "Distinct"
      ].some((word) => {
        const base = name.slice(0, -word.length)
        return name.endsWith(word) && (known(base) === 1 || isCombined(base))
      })
    const missing = [...hogqlFunctions.values()]
      .filter(
        ({ clickhouse, special }) =>
          special === undefined && known(clickhouse) === undefined && !isCombined(clickhouse)
      )
      .map(({ name }) => name)
    expect(missing).toEqual([])
    expect(hogqlFunctions.size).toBeGreaterThan(900)
  })

  it("holds none of the refused", () => {
    expect([...refusedFunctions.keys()].filter((name) => hogqlFunctions.has(name))).toEqual([])
  })
})
