/** Every function's example, taken from its table, on real ClickHouse: the value it gives and the type it has. */
import { describe, expect, it } from "vitest"
import { hogqlFunctions } from "../../src/functions/findFunction.ts"
import type { CompiledColumn } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { exampleContext, inStatements, selectAll } from "./exampleQueries.ts"

const { compile, run } = compileAndRun()

/** Functions with an example of their own; a combination has that of the function it is made from. */
const examples = [...hogqlFunctions.values()]
  .filter((called) => !called.isCombined)
  .map((called) => ({ called, hogql: called.example.hogql }))

const statements = inStatements(examples)

/** The name HogQL has for a ClickHouse type; a yes or no is 0 or 1 in ClickHouse. */
const hogqlName = (clickhouse: string): string => {
  const plain = clickhouse.replace(/^LowCardinality\(/, "").replace(/^Nullable\(/, "")
  const [word = ""] = /^[A-Za-z]+/.exec(plain) ?? []
  return (
    {
      Int: "Integer",
      UInt: "Integer",
      BFloat: "Float",
      Bool: "Boolean",
      Enum: "String",
      FixedString: "String"
    }[word] ?? word
  )
}

/** Types that HogQL has no name for, so that a compiler cannot say more than Unknown. */
const nameless = new Set(["Map", "Nothing", "AggregateFunction", "IPv"])

const agree = ({ type, nullable, isFlag }: CompiledColumn, clickhouse: string): boolean => {
  const isNullable = /^(LowCardinality\()?Nullable\(/.test(clickhouse) || clickhouse === "Nothing"
  const name = hogqlName(clickhouse)
  if (type === "Unknown") return nullable && nameless.has(name)
  if (nullable !== isNullable) return false
  return type === "Boolean" ? clickhouse.includes(isFlag === true ? "UInt8" : "Bool") : type === name
}

describe("the example of a function", () => {
  it("exists for each, and calls it", () => {
    const uncalled = examples
      .filter(
        ({ called: { name, example } }) => ![example.hogql, example.from].join(" ").includes(`${name}(`)
      )
      .map(({ called }) => called.name)
    // CASE is what makes it.
    expect(uncalled).toEqual(["_caseWithExpression"])
    expect(examples.length).toBeGreaterThan(740)
  })

  it.each(statements.map((items) => [items[0]?.called.area, items[0]?.called.name, items] as const))(
    "in %s, from %s on, gives what its table says, in the type the compiler says",
    async (_area, _name, items) => {
      const query = await compile(selectAll(items), exampleContext)
      const [, types, ...rows] = run(query, "JSONCompactEachRowWithNamesAndTypes")
      const values = items.map(({ called }, index) =>
        called.kind === "window" ? rows.map((row) => row[index]) : rows[0]?.[index]
      )
      const shown = (value: (index: number) => unknown) =>
        Object.fromEntries(items.map(({ called }, index) => [called.name, value(index)]))
      expect(shown((index) => values[index])).toEqual(shown((index) => items[index]?.called.example.gives))
      if (items[0]?.called.kind !== "window") expect(rows).toHaveLength(1)
      const disagreeing = items.flatMap(({ called }, index) => {
        const column = query.columns[index]
        const clickhouse = String(types?.[index])
        return column !== undefined && agree(column, clickhouse)
          ? []
          : [`${called.name}: ${column?.type} ${column?.nullable} is ${clickhouse}`]
      })
      expect(disagreeing).toEqual([])
    },
    60_000
  )
})
