import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { createCompiler, HogqlCompileError } from "../../src/index.ts"
import { project } from "../store/project.ts"

const compiler = createCompiler({ workers: 2 })
afterAll(() => compiler.close())

const runs = Number(process.env["FAST_CHECK_RUNS"] ?? 150)

const seeds = [
  "select event, count() as n from events where timestamp > now() - interval 7 day and properties.$browser in ('a', 'b') group by event having n > 1 order by n desc nulls first limit 10",
  "with a as (select '😀' as x union all select 'b') select x, arrayMap(y -> y + 1, [1, 2]) from a order by x",
  "select case when properties.a like '%x' then f'{event}!' else null end, {value} from events as e left join persons p on e.person_id = p.id",
  "select sum(1) over (partition by event order by timestamp rows between 1 preceding and current row) from events limit 5 by event",
  "select person.properties.email ?? 'none', toFloat(properties.b) * -1.5e3, [1, 2][1], (1, 'two').2 from events where not (event != 'x' or 1 between 0 and 9007199254740993)"
]

/** A text with some of its pieces cut, doubled, swapped, or replaced by what does harm elsewhere. */
const mutated: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(
      fc.record({
        at: fc.nat(400),
        length: fc.nat(12),
        put: fc.constantFrom(
          ..."' \" ` ( ) [ ] { } , ; . -- /* */ # \\ 😀 \0 \ud800 ?? :: -> <a> </a> nulls union null 1e999 0x not select from order by".split(
            " "
          ),
          "",
          "(((((",
          "f(f(f(",
          "\u2028"
        ),
        kind: fc.constantFrom("cut", "put", "double", "replace")
      }),
      { minLength: 1, maxLength: 4 }
    )
  )
  .map(([text, changes]) =>
    changes.reduce((current, { at, length, put, kind }) => {
      const [head, piece, tail] = [
        current.slice(0, at),
        current.slice(at, at + length),
        current.slice(at + length)
      ]
      switch (kind) {
        case "cut":
          return head + tail
        case "double":
          return head + piece + piece + tail
        case "replace":
          return head + put + tail
        default:
          return head + put + piece + tail
      }
    }, text)
  )

/** Every place that an answer names lies in the text. */
const checkPlaces = (
  text: string,
  places: readonly { readonly start?: number; readonly end?: number }[]
): void => {
  for (const { start = 0, end = text.length } of places) {
    expect(start).toBeGreaterThanOrEqual(0)
    expect(start).toBeLessThanOrEqual(end)
    expect(end).toBeLessThanOrEqual(text.length)
  }
}

describe("a mutilated query", () => {
  it(
    "compiles or is refused with a typed reason whose place lies in the text; so do the texts around it",
    async () => {
      await fc.assert(
        fc.asyncProperty(mutated, async (text) => {
          const [outcome, checked, good] = await Promise.all([
            compiler.compile(text, { ...project, values: { value: 1 } }).catch((error: unknown) => error),
            compiler.check(text, { ...project, values: { value: 1 } }),
            compiler.compile("select 1 as good", project)
          ])
          expect(good.columns).toEqual([{ name: "good", type: "Integer", nullable: false }])
          const isRefused = outcome instanceof Error
          if (isRefused) expect(outcome).toBeInstanceOf(HogqlCompileError)
          if (outcome instanceof HogqlCompileError) {
            const { reason } = outcome
            expect(reason.message.length).toBeLessThan(600)
            checkPlaces(text, [reason])
          }
          expect(checked.isValid).toBe(!isRefused)
          checkPlaces(text, [...checked.errors, ...checked.warnings, ...checked.notices])
        }),
        { numRuns: runs }
      )
    },
    Math.max(120_000, runs * 1_000)
  )
})

const refusalOf = async (text: string) => {
  const outcome = await compiler.compile(text, project).catch((error: unknown) => error)
  return outcome instanceof HogqlCompileError ? outcome.reason : undefined
}

describe("a very large query", { timeout: 60_000 }, () => {
  it("may hold a literal of megabytes, and no text beyond 20 MB", async () => {
    const megabytes = await refusalOf(`select '${"é😀".repeat(700_000)}' as a`)
    expect(megabytes === undefined || megabytes._tag === "ParseTimedOut").toBe(true)
    expect(await refusalOf(`select '${"x".repeat(21 * 1024 * 1024)}'`)).toMatchObject({
      _tag: "InputRefused",
      limit: 20 * 1024 * 1024
    })
    await expect(compiler.compile("select 1", project)).resolves.toBeDefined()
  })

  it("may hold an IN list of a thousand, and not of so many that they fill 256 KB outside strings", async () => {
    const list = (count: number): string => Array.from({ length: count }, (_, n) => `'${n}'`).join(", ")
    expect(
      await refusalOf(`select event from events where event in (${list(1_000)}) limit 1`)
    ).toBeUndefined()
    expect(await refusalOf(`select event from events where event in (${list(200_000)})`)).toMatchObject({
      _tag: "InputRefused"
    })
  })

  it("keeps integers whole from the text to the parameters, and in lists", async () => {
    const { sql, parameters } = await compiler.compile(
      "select 9007199254740993 as a, [18446744073709551615, -9223372036854775808] as b where 9007199254740993 in (9007199254740993)",
      project
    )
    for (const digits of ["9007199254740993", "18446744073709551615", "9223372036854775808"])
      expect(sql + JSON.stringify(parameters)).toContain(digits)
  })

  it("places errors and warnings in UTF-16 units behind characters of two", async () => {
    const text = "select '😀👩‍🚀é' as a, evnt from events order by '😀', event nulls first"
    const { errors, warnings } = await compiler.check(text, project)
    expect(errors.map(({ start, end }) => text.slice(start, end))).toEqual(["evnt"])
    expect(warnings.map(({ start, end }) => text.slice(start, end))).toContain("nulls first")
  })
})
