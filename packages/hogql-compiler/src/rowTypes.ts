/**
 * TypeScript for the rows of a query, as the driver and PostHog's JSON give them.
 *
 * Nothing is promised that a row could break: a whole number beyond 2^53 is a bigint, a float that is infinite or no number comes as null,
 * a yes or no that was not cast is 1 or 0, and decimals, times and UUIDs are text.
 */
import type { ColumnType, CompiledColumn } from "./Compiler.ts"
import type { HogqlTypeName } from "./HogqlType.ts"

/**
 * A `.d.ts` text with one interface: the row of a query with these columns.
 *
 * A column whose name an earlier one has gets a number, as in the driver's rows (`n`, `n_2`). `name` is made fit to be a TypeScript name.
 * `hogql`, when given, is put above it as a comment.
 *
 * @since 0.2.0
 */
export const rowTypes = (
  columns: readonly CompiledColumn[],
  { name = "Row", hogql }: { readonly name?: string; readonly hogql?: string } = {}
): string => {
  const used = new Set<string>()
  const names = distinct(columns.map((column) => column.name))
  const fields = columns.map(
    (column, index) => `  readonly ${keyOf(names[index] ?? column.name)}: ${typeOf(column, used)}`
  )
  const helpers = [...used].sort().map((helper) => `${helperTypes[helper] ?? ""}\n`)
  const comment = hogql === undefined ? "" : `${commented(hogql)}\n`
  return `${helpers.join("\n")}${helpers.length === 0 ? "" : "\n"}${comment}export interface ${identifier(name)} {\n${fields.join("\n")}\n}\n`
}

const helperTypes: Readonly<Record<string, string>> = {
  HogqlBoolean:
    "/** A stored column gives true or false, or 1 or 0. */\nexport type HogqlBoolean = boolean | 0 | 1",
  HogqlCell:
    "/** What only PostHog can tell before the query runs. */\nexport type HogqlCell =\n  string | number | bigint | boolean | null | ReadonlyArray<HogqlCell> | { readonly [key: string]: HogqlCell }",
  HogqlFloat:
    "/** JSON knows neither infinity nor NaN, so they come as null; a whole number beyond 2^53 comes as a bigint. */\nexport type HogqlFloat = number | bigint | null",
  HogqlInteger:
    "/** A bigint beyond 2^53, where a number would be rounded. */\nexport type HogqlInteger = number | bigint"
}

const scalars: Readonly<Record<Exclude<HogqlTypeName, "Array" | "Tuple">, string>> = {
  String: "string",
  Integer: "HogqlInteger",
  Float: "HogqlFloat",
  Decimal: "string",
  Boolean: "HogqlBoolean",
  Date: "string",
  DateTime: "string",
  UUID: "string",
  JSON: "string",
  Unknown: "HogqlCell"
}

const typeOf = (column: ColumnType, used: Set<string>): string => {
  const type = bareType(column, used)
  return column.nullable && type !== "HogqlCell" && type !== "HogqlFloat" ? `${type} | null` : type
}

const bareType = ({ type, isFlag, element, elements }: ColumnType, used: Set<string>): string => {
  switch (type) {
    case "Array":
      return `ReadonlyArray<${typeOf(element ?? unknown, used)}>`
    case "Tuple":
      return elements === undefined
        ? `ReadonlyArray<${typeOf(unknown, used)}>`
        : `readonly [${elements.map((item) => typeOf(item, used)).join(", ")}]`
    default: {
      if (isFlag === true) return "0 | 1"
      const name = scalars[type]
      if (Object.hasOwn(helperTypes, name)) used.add(name)
      return name
    }
  }
}

const unknown: ColumnType = { type: "Unknown", nullable: true }

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))

const quoted = (name: string): string => escapedLines(JSON.stringify(name))

/** Characters that end a line in TypeScript and not in JSON, or that hide. */
const escapedLines = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

const commented = (hogql: string): string =>
  hogql
    .split("\n")
    .map((line) => `// ${escapedLines(line)}`.trimEnd())
    .join("\n")

/** `weekly-funnel` becomes `WeeklyFunnel`. */
const identifier = (name: string): string => {
  const joined = name
    .split(/[^A-Za-z0-9_$]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")
  return joined === "" || /^\d/.test(joined) ? `Row${joined}` : joined
}

/** The later of two equal names gets the first number that is free. */
const distinct = (names: readonly string[]): readonly string[] => {
  const taken = new Set(names)
  const seen = new Set<string>()
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name)
      return name
    }
    let suffix = 2
    while (taken.has(`${name}_${suffix}`)) suffix++
    const renamed = `${name}_${suffix}`
    taken.add(renamed)
    seen.add(renamed)
    return renamed
  })
}
