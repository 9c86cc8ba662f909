/** The declaration for a query's rows: TypeScript compiles it, and real rows are of that type. */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { rowTypes } from "../src/index.ts"
import { compileAndRun } from "./store/compileAndRun.ts"

const bench = compileAndRun()

const typescript = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), "row-types-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json")
  // The package is called typescript here and may be an alias of another release, whose program has another name.
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly bin: Record<string, string> }
  const tsc = join(dirname(manifest), Object.values(bin)[0] ?? "")
  const args = [
    tsc,
    "--noEmit",
    "--strict",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    ...Object.keys(files)
  ]
  const answer = await promisify(execFile)(process.execPath, args, { cwd: directory }).then(
    () => "",
    (failure: unknown) =>
      String(
        failure instanceof Error && "stdout" in failure
          ? `${failure.message} ${String(failure.stdout)}`
          : failure
      )
  )
  rmSync(directory, { recursive: true, force: true })
  return answer
}

const queries = [
  "select event, count() as times, uniq(person_id) from events group by event limit 5",
  "select properties.$browser, properties.amount, properties.paid, properties.when, properties from events limit 20",
  "select uuid, timestamp, toDate(timestamp) as day, distinct_id, person_id, person.properties.seats from events limit 20",
  "select event = 'a' as is_a, toBool(1) as yes, not (event = 'a') as no, properties.x = 'y' as maybe from events limit 5",
  "select 1 as one, 1.5 as half, 1 / 0 as infinite, 0 / 0 as nothing, null as empty, 'x' as text, 9007199254740993 as big",
  "select [1, 2] as numbers, ['a', null] as texts, [[1.5]] as nested, [] as none, (1, 'a', [true]) as pair, groupArray((event, timestamp)) as pairs from events",
  "select groupArray(properties.amount) as amounts, topK(3)(event) as top, quantiles(0.5, 0.9)(1) as both, argMax(event, timestamp) as last from events",
  "select toFloat('x') as float, toInt('1') as int, toUUID('x') as id, toString(1) as text, toDateTime('2024-01-01') as at",
  "select if(event = 'a', 1, null) as maybe, multiIf(event = 'a', 'x', event = 'b', 'y', null) as text, coalesce(properties.x, 'none') as sure from events limit 5",
  "select dateDiff('day', timestamp, now()) as age, toStartOfMonth(timestamp) as month, toUnixTimestamp(timestamp) as seconds, formatDateTime(timestamp, '%Y') as year from events limit 5",
  "select splitByChar('/', '/a/b') as parts, length('abc') as n, lower('A') as low, concat('a', 1) as joined, round(1.26, 1) as rounded, abs(-1) as size, 7 % 3 as rest",
  "select e.event, p.properties.plan, p.id from events e left join persons p on e.person_id = p.id limit 20",
  "select $session_duration, $is_bounce, $entry_pathname, session_id from sessions limit 5",
  "select lag(event) over (order by timestamp) as before, row_number() over (order by timestamp) as n, sum(1) over () as total from events limit 5",
  'select event, properties.event, 1 as `it\'s "odd"`, 2 as `a\nb` from events limit 2',
  "select min(timestamp) as first, max(properties.amount) as most, sum(properties.amount) as total, avg(properties.amount) as mean, countIf(event = 'a') as n from events"
]

/** A row as TypeScript, as the driver would give it. */
const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`
  return JSON.stringify(value)
}

describe("rowTypes", () => {
  it("gives types that TypeScript compiles and that real rows are of", async () => {
    const files: Record<string, string> = {}
    for (const [index, query] of queries.entries()) {
      const { columns, hogql } = await bench.compile(query)
      const rows = await bench.rows(query)
      expect(rows.length, query).toBeGreaterThan(0)
      files[`q${index}.ts`] = rowTypes(columns, { name: `q${index}`, hogql })
      const names = [...(files[`q${index}.ts`] ?? "").matchAll(/^ {2}readonly (.+?): /gm)].map(
        ([, key]) => key
      )
      expect(names, query).toHaveLength(columns.length)
      const objects = rows.map(
        (row) => `{ ${row.map((cell, at) => `${names[at]}: ${literal(cell)}`).join(", ")} }`
      )
      files[`r${index}.ts`] =
        `import type { Q${index} } from "./q${index}.js"\nexport const rows: readonly Q${index}[] = [\n${objects.join(",\n")}\n]\n`
    }
    expect(await typescript(files)).toBe("")
  }, 120_000)

  it("gives types that a wrong row is not of", async () => {
    const { columns } = await bench.compile("select event, count() as n from events group by event")
    const row = (text: string): string => `import type { A } from "./a.js"\nexport const row: A = ${text}\n`
    const declared = rowTypes(columns, { name: "a" })
    expect(await typescript({ "a.ts": declared, "b.ts": row("{ event: 'x', n: 1 }") })).toBe("")
    expect(await typescript({ "a.ts": declared, "b.ts": row("{ event: null, n: 1 }") })).toContain("TS2322")
    expect(await typescript({ "a.ts": declared, "b.ts": row("{ event: 'x' }") })).toContain("TS2741")
  }, 120_000)

  it("names a type, quotes odd keys, numbers equal names, and keeps a comment a comment", () => {
    const text = rowTypes(
      [
        { name: "n", type: "Integer", nullable: false },
        { name: "n", type: "String", nullable: true },
        { name: "__proto__", type: "Array", nullable: false, element: { type: "Float", nullable: false } },
        {
          name: "a'b\n\u2028",
          type: "Tuple",
          nullable: false,
          elements: [{ type: "DateTime", nullable: true }]
        },
        { name: "any", type: "Unknown", nullable: true }
      ],
      { name: "weekly-funnel 2", hogql: "SELECT 'a\u2028export type Evil = 1'\nFROM t" }
    )
    expect(text).toContain(
      "// SELECT 'a\\u2028export type Evil = 1'\n// FROM t\nexport interface WeeklyFunnel2 {\n"
    )
    expect(text).toContain(
      [
        "  readonly n: HogqlInteger",
        "  readonly n_2: string | null",
        "  readonly __proto__: ReadonlyArray<HogqlFloat>",
        '  readonly "a\'b\\n\\u2028": readonly [string | null]',
        "  readonly any: HogqlCell"
      ].join("\n")
    )
  })
})
