/**
 * Every combination of the seven aggregates, on real ClickHouse, over n = 1, 2, 3, 4 and what is made of it.
 *
 * The values are worked out by hand for each aggregate and combinator; what follows a combinator changes nothing as long as there are rows.
 */
import { describe, expect, it } from "vitest"
import { combinedBases } from "../../src/functions/combinedAggregates.ts"
import { hogqlFunctions } from "../../src/functions/findFunction.ts"
import { compileAndRun } from "../store/compileAndRun.ts"

const { rows } = compileAndRun()

const source =
  "(select number + 1 as n, [number + 1, 10] as list, map(if(number % 2 = 0, 'a', 'b'), number + 1) as m from numbers(4))"

/** In the order of `combinedBases`: avg, sum, min, max, count, countDistinct, median. */
const values: Readonly<Record<string, { readonly argument: string; readonly gives: readonly unknown[] }>> = {
  // Of 2, 3, 4.
  If: { argument: "n, n > 1", gives: [3, 9, 2, 4, 3, 3, 3] },
  // Of 1, 2, 3, 4 and four tens.
  Array: { argument: "list", gives: [6.25, 50, 1, 10, 8, 5, 7] },
  // Of 1 and 3 under a, of 2 and 4 under b.
  Map: {
    argument: "m",
    gives: [
      { a: 2, b: 3 },
      { a: 4, b: 6 },
      { a: 1, b: 2 },
      { a: 3, b: 4 },
      { a: 2, b: 2 },
      { a: 2, b: 2 },
      { a: 2, b: 3 }
    ]
  },
  ForEach: {
    argument: "list",
    gives: [
      [2.5, 10],
      [10, 40],
      [1, 10],
      [4, 10],
      [4, 4],
      [4, 1],
      [2.5, 10]
    ]
  },
  OrDefault: { argument: "n", gives: [2.5, 10, 1, 4, 4, 4, 2.5] },
  OrNull: { argument: "n", gives: [2.5, 10, 1, 4, 4, 4, 2.5] },
  // Of the one row with 1, and of the one with 4.
  ArgMin: { argument: "n, n", gives: [1, 1, 1, 1, 1, 1, 1] },
  ArgMax: { argument: "n, n", gives: [4, 4, 4, 4, 1, 1, 4] }
}

const combinations = (base: string, word: string): readonly string[] => {
  const pattern = new RegExp(`^${base}${word}(OrDefault|OrNull)?(If)?$`)
  return [...hogqlFunctions.keys()].filter((name) => pattern.test(name))
}

describe.each(combinedBases.map((base, index) => [base, index] as const))("%s", (base, index) => {
  it.each(Object.entries(values))(
    "combines with %s and what may follow",
    async (word, { argument, gives }) => {
      const calls = combinations(base, word).map((name) =>
        name.endsWith("If") && word !== "If" ? `${name}(${argument}, n > 0)` : `${name}(${argument})`
      )
      expect(calls.length).toBe(word === "If" ? 1 : word.startsWith("Or") ? 2 : 6)
      const columns = calls.map((text, column) => `${text} as c${column}`).join(", ")
      const [row = []] = await rows(`select ${columns} from ${source}`)
      expect(row).toEqual(calls.map(() => gives[index]))
    }
  )

  it("goes through a state", async () => {
    const state = `(select n % 2 as half, ${base}State(n) as state from ${source} group by half)`
    expect(await rows(`select ${base}Merge(state), ${base}MergeIf(state, half < 2) from ${state}`)).toEqual([
      [values["OrNull"]?.gives[index], values["OrNull"]?.gives[index]]
    ])
  })
})

describe("without rows", () => {
  it.each(combinedBases)("%s gives the default or NULL", async (base) => {
    const [row] = await rows(`select ${base}OrDefaultIf(n, n > 9), ${base}OrNullIf(n, n > 9) from ${source}`)
    expect(row).toEqual([0, null])
  })
})
