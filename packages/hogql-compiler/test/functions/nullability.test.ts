/**
 * What the compiler says can never be NULL never can: each argument of each example is made NULL in turn, and ClickHouse asked.
 *
 * A function that takes no NULL in some place fails in ClickHouse, and that combination is passed over.
 */
import { describe, expect, it } from "vitest"
import { hogqlFunctions } from "../../src/functions/findFunction.ts"
import { HogqlCompileError } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { exampleContext, sourceOf } from "./exampleQueries.ts"

const { compile, run } = compileAndRun()

/** The arguments of `name(…)`, or none when the example is something else around it. */
const argumentsOf = (name: string, hogql: string): readonly string[] => {
  if (!hogql.startsWith(`${name}(`) || !hogql.endsWith(")")) return []
  const found: string[] = [""]
  let depth = 0
  let isQuoted = false
  for (const letter of hogql.slice(name.length + 1, -1)) {
    if (letter === "'") isQuoted = !isQuoted
    if (!isQuoted && "([{".includes(letter)) depth++
    if (!isQuoted && ")]}".includes(letter)) depth--
    if (depth < 0) return []
    if (letter === "," && depth === 0 && !isQuoted) found.push("")
    else found.push((found.pop() ?? "") + letter)
  }
  return found.map((argument) => argument.trim()).filter((argument) => argument !== "")
}

/** The example with one argument made NULL, for each argument in turn. */
const variants = (name: string, hogql: string): readonly string[] => {
  const given = argumentsOf(name, hogql)
  return given.flatMap((argument, index) => {
    if (argument.includes("->")) return []
    const missing = given.map((item, place) => (place === index ? `nullIf(${item}, ${item})` : item))
    return [`${name}(${missing.join(", ")})`]
  })
}

/** What of these expressions is NULL, or could be by its type, and is said never to be; `undefined` when they do not run. */
const surprises = async (
  texts: readonly string[],
  source: string
): Promise<readonly string[] | undefined> => {
  try {
    const columns = texts.map((text, index) => `${text} as c${index}`)
    const compiled = await compile(`select ${columns.join(", ")}${source}`, exampleContext)
    const [, types, row] = run(compiled, "JSONCompactEachRowWithNamesAndTypes")
    return texts.flatMap((text, index) => {
      const type = String(types?.[index])
      // A float that is NaN is null in JSON too.
      const isNull = row?.[index] === null && !type.startsWith("Float")
      const canBeNull = isNull || /^(LowCardinality\()?Nullable\(/.test(type)
      return canBeNull && compiled.columns[index]?.nullable === false ? [`${text}: ${type}`] : []
    })
  } catch (error) {
    if (error instanceof HogqlCompileError || String(error).includes("Code: ")) return undefined
    throw error
  }
}

const areas = Map.groupBy(
  [...hogqlFunctions.values()].filter(({ isCombined, kind }) => !isCombined && kind !== "window"),
  ({ area }) => area
)

describe("a NULL among the arguments", () => {
  it.each([...areas])(
    "never comes out where %s are said to give none",
    async (_, functions) => {
      const wrong: string[] = []
      for (const called of functions) {
        const texts = variants(called.name, called.example.hogql)
        const source = sourceOf(called)
        const together = await surprises(texts, source)
        if (together !== undefined) wrong.push(...together)
        else for (const text of texts) wrong.push(...((await surprises([text], source)) ?? []))
      }
      expect(wrong).toEqual([])
    },
    120_000
  )
})
