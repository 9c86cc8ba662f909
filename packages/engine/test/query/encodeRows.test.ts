import { assert, describe, it } from "@effect/vitest"
import { encodeRows } from "../../src/query/encodeRows.ts"
import { instantText } from "../../src/query/instant.ts"

const answer = (columns: readonly (readonly [string, string])[], rows: readonly string[]): Uint8Array =>
  Buffer.from(
    [columns.map(([name]) => name), columns.map(([, type]) => type)]
      .map((line) => JSON.stringify(line))
      .concat(rows)
      .map((line) => `${line}\n`)
      .join("")
  )

const encoded = (type: string, cell: string, zone = "UTC"): string =>
  Buffer.from(encodeRows(answer([["a", type]], [`[${cell}]`]), { zone }).json).toString("utf8")

describe("encodeRows", () => {
  it("copies digits of any length as they are", () => {
    assert.strictEqual(
      encoded("Int256", "170141183460469231731687303715884105727"),
      "[[170141183460469231731687303715884105727]]"
    )
  })

  it("gives no rows for an answer without rows", () => {
    const rows = encodeRows(Buffer.from('["a"]\n["String"]\n\n'), { zone: "UTC" })
    assert.strictEqual(Buffer.from(rows.json).toString(), "[]")
    assert.strictEqual(rows.rowCount, 0)
  })

  it("keeps the rows asked for and says that there were more", () => {
    const three = answer([["a", "UInt8"]], ["[1]", "[2]", "[3]"])
    const kept = encodeRows(three, { zone: "UTC", keep: 2 })
    assert.deepStrictEqual(
      [Buffer.from(kept.json).toString(), kept.hasMore, kept.rowCount],
      ["[[1],[2]]", true, 2]
    )
    assert.isFalse(encodeRows(three, { zone: "UTC", keep: 3 }).hasMore)
  })

  it("writes an instant in UTC with Z and without empty microseconds", () => {
    assert.strictEqual(
      encoded("DateTime64(6, 'UTC')", '"2026-01-31T08:30:00.000000Z"'),
      '[["2026-01-31T08:30:00Z"]]'
    )
    assert.strictEqual(
      encoded("DateTime64(3, 'UTC')", '"2026-01-31T08:30:00.120Z"'),
      '[["2026-01-31T08:30:00.120000Z"]]'
    )
    assert.strictEqual(encoded("Nullable(DateTime)", "null"), "[[null]]")
  })

  it("finds instants inside arrays, tuples and maps, and leaves text that looks like one alone", () => {
    const text = '"2026-01-31T08:30:00.000000Z"'
    const short = '"2026-01-31T08:30:00Z"'
    assert.strictEqual(
      encoded("Tuple(when DateTime64(6, 'UTC'), note String)", `[${text}, ${text}]`),
      `[[[${short}, ${text}]]]`
    )
    assert.strictEqual(
      encoded("Array(Nullable(DateTime64(6, 'UTC')))", `[${text},null]`),
      `[[[${short},null]]]`
    )
    assert.strictEqual(
      encoded("Map(String, DateTime64(6, 'UTC'))", `{"a, \\"b\\\\":${text}}`),
      `[[{"a, \\"b\\\\":${short}}]]`
    )
  })

  it("is not confused by brackets, quotes and backslashes in text before an instant", () => {
    const columns = [
      ["a", "String"],
      ["b", "Array(String)"],
      ["c", "DateTime64(6, 'UTC')"]
    ] as const
    const row = String.raw`["]},\"[{\\", ["x\\","]"], "2026-01-31T08:30:00.000001Z"]`
    assert.strictEqual(
      Buffer.from(encodeRows(answer(columns, [row]), { zone: "UTC" }).json).toString(),
      `[${row}]`
    )
  })

  it("takes the zone of the column, or else the project's, and tells the two hours of an autumn night apart", () => {
    assert.strictEqual(
      encoded("DateTime('Asia/Kolkata')", '"2026-01-31T08:30:00Z"'),
      '[["2026-01-31T14:00:00+05:30"]]'
    )
    assert.strictEqual(instantText("2026-10-25T00:30:00Z", "Europe/Berlin"), "2026-10-25T02:30:00+02:00")
    assert.strictEqual(instantText("2026-10-25T01:30:00Z", "Europe/Berlin"), "2026-10-25T02:30:00+01:00")
    assert.strictEqual(
      instantText("2026-01-31T08:30:00.5Z", "America/New_York"),
      "2026-01-31T03:30:00.500000-05:00"
    )
  })
})
