import { describe, expect, it } from "vitest"
import { compileAndRun } from "../store/compileAndRun.ts"

const { compile, run } = compileAndRun()

const lists = "[toDateTime('2024-01-01 00:00:00'), toDateTime('2024-01-02 00:00:00')], ['y', 'x']"
const [first, second] = ["2024-01-01 00:00:00", "2024-01-02 00:00:00"]

describe("what a lambda over several lists gives is of the first list", () => {
  it.each([
    ["arrayFilter", [second]],
    ["arrayFill", [first, second]],
    ["arrayReverseFill", [second, second]],
    ["arraySort", [first, second]],
    ["arrayReverseSort", [second, first]]
  ])("%s", async (name, expected) => {
    const compiled = await compile(`select ${name}((time, label) -> label = 'x', ${lists})`)
    expect(compiled.columns[0]?.element?.type).toBe("DateTime")
    const zoned = await compile(
      `select arrayMap(t -> toTimeZone(t, 'UTC'), ${name}((time, label) -> label = 'x', ${lists}))`
    )
    expect(run(zoned)).toEqual([[expected]])
  })

  it.each([
    ["arrayFirst", second],
    ["arrayLast", second]
  ])("%s", async (name, expected) => {
    const compiled = await compile(`select ${name}((time, label) -> label = 'x', ${lists})`)
    expect(compiled.columns[0]?.type).toBe("DateTime")
    expect(run(compiled)).toEqual([[expected]])
  })

  it.each(["arraySplit", "arrayReverseSplit"])("%s", async (name) => {
    const compiled = await compile(`select ${name}((time, label) -> label = 'x', ${lists})`)
    expect(compiled.columns[0]?.element?.element?.type).toBe("DateTime")
  })

  it("a single list is sorted as it is", async () => {
    expect((await compile("select arraySort([2, 1])")).columns[0]?.element?.type).toBe("Integer")
    expect((await compile("select arraySort(x -> -x, [2, 1])")).columns[0]?.element?.type).toBe("Integer")
  })
})
