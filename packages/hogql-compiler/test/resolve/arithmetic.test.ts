/** The type and nullability that arithmetic is said to give, beside what ClickHouse gives, for every pair of kinds. */
import { expect, it } from "vitest"
import { HogqlCompileError } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"

const { compile, run } = compileAndRun()

const values = {
  literal: "2",
  integer: "length('ab')",
  "integer or null": "toInt('2')",
  float: "sqrt(4)",
  "float or null": "toFloat('1.5')",
  "decimal or null": "toDecimal('1', 2)",
  flag: "(1 = 1)",
  boolean: "true",
  "boolean or null": "toBool(nullIf('true', ''))",
  date: "toDate('2024-01-02')",
  "date or null": "toDate(concat('2024-01-02', ''))",
  time: "toDateTime('2024-01-02 03:04:05')",
  "time with a fraction": "now()",
  "time or null": "toDateTime(concat('2024-01-02 03:04:05', ''))",
  days: "toIntervalDay(1)",
  hours: "toIntervalHour(1)",
  "days or null": "toIntervalDay(toInt('1'))",
  uuid: "toUUID('00000000-0000-4000-8000-000000000001')"
}

const names: readonly (readonly [RegExp, string])[] = [
  [/^U?Int\d/, "Integer"],
  [/^Float/, "Float"],
  [/^Decimal/, "Decimal"],
  [/^DateTime/, "DateTime"],
  [/^Date/, "Date"]
]

const operators = ["+", "-", "*", "/", "%"]

it.each(Object.keys(values) as (keyof typeof values)[])("%s", async (left) => {
  const wrong: string[] = []
  let calculated = 0
  for (const value of Object.values(values)) {
    for (const op of operators) {
      const text = `select ${values[left]} ${op} ${value}`
      const compiled = await compile(text).catch((error: unknown) => error)
      if (compiled instanceof HogqlCompileError) {
        expect([compiled.reason._tag, compiled.reason.start]).toEqual(["TypeMismatch", 7])
        continue
      }
      const { columns, ...query } = compiled as Awaited<ReturnType<typeof compile>>
      // Few pairs are refused by ClickHouse alone: a time with a fraction has no remainder, one without has.
      const shown = (() => {
        try {
          return String(run(query, "JSONCompactEachRowWithNamesAndTypes")[1]?.[0])
        } catch (error) {
          return error instanceof Error && error.message.includes("ILLEGAL_TYPE_OF_ARGUMENT")
            ? null
            : String(error)
        }
      })()
      if (shown === null) continue
      calculated++
      const nullable = /^Nullable\(/.test(shown)
      const plain = shown.replace(/^Nullable\(/, "")
      const type = names.find(([pattern]) => pattern.test(plain))?.[1] ?? "Unknown"
      const [column] = columns
      const isTold = column?.type === type && column.nullable === nullable
      // What is said to be unknown is not said wrongly; two times can differ by either of two types.
      const isOpen =
        column?.type === "Unknown" &&
        (type === "Unknown" || ((type === "Decimal" || type === "Integer") && op === "-"))
      if (!isTold && !isOpen) wrong.push(`${text}: ${JSON.stringify(column)}, and not ${shown}`)
    }
  }
  expect(wrong).toEqual([])
  expect(calculated).toBeGreaterThan(left === "uuid" ? -1 : 3)
})
