import { describe, expect, it } from "vitest"
import { render, type Format } from "../../src/output/Format.ts"
import type { Table } from "../../src/output/Table.ts"

const table: Table = {
  columns: [
    { name: "n", type: "Nullable(Decimal(18, 2))" },
    { name: "text", type: "String" },
    { name: "text" }
  ],
  rows: [
    ["-1.10", '=a"b,c\nd', ""],
    [null, "x|y", 9007199254740993n]
  ]
}
const screen = { columns: 80, isTerminal: false }
const text = (format: Format) => render(format, table, screen).text

describe("render", () => {
  it("csv escapes by RFC 4180, defuses formulas, keeps numbers, tells NULL from an empty string", () => {
    expect(text("csv")).toBe('n,text,text\n-1.10,"\'=a""b,c\nd",""\n,x|y,9007199254740993\n')
  })

  it("jsonl numbers a repeated column instead of losing it, and keeps 64-bit integers", () => {
    expect(text("jsonl")).toBe(
      '{"n":"-1.10","text":"=a\\"b,c\\nd","text_2":""}\n{"n":null,"text":"x|y","text_2":9007199254740993}\n'
    )
  })

  it("json adds what it is given beside columns and rows", () => {
    expect(
      JSON.parse(render("json", table, screen, { completeness: { status: "complete" } }).text)
    ).toMatchObject({
      completeness: { status: "complete" }
    })
  })

  it("markdown escapes what would end a cell", () => {
    expect(text("markdown").split("\n")[3]).toBe("| NULL | x\\|y | 9007199254740993 |")
  })

  it("on a terminal csv lets no control character act; into a file it keeps the bytes", () => {
    const hostile: Table = { columns: [{ name: "a\u001b[2J" }], rows: [["\u001b[31mred\u009b\u202e"]] }
    expect(render("csv", hostile, { columns: 80, isTerminal: true }).text).not.toMatch(
      /[\u001b\u009b\u202e]/u
    )
    expect(render("csv", hostile, screen).text).toContain("\u001b[31mred")
  })

  it("json and jsonl write controls and direction marks as escapes, which mean the same", () => {
    const hostile: Table = { columns: [{ name: "x" }], rows: [["\u001b\u009b\u202e é🦔"]] }
    const line = render("jsonl", hostile, screen).text
    expect(line).not.toMatch(/[\u001b\u009b\u202e]/u)
    expect(JSON.parse(line)).toEqual({ x: "\u001b\u009b\u202e é🦔" })
  })

  it("markdown makes no link and no image of captured text", () => {
    const hostile: Table = { columns: [{ name: "x" }], rows: [["![i](http://e.example/?q)"]] }
    expect(render("markdown", hostile, screen).text).toContain("!\\[i\\](")
  })
})
