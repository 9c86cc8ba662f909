/**
 * Tables of PostHog's whose objects this engine never has. They are empty, since that is the true answer: this project has none.
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import { call, literal } from "../print/Sql.ts"
import { grouped, refused } from "./columns.ts"
import { emptyTableList } from "./emptyTableList.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const types: Readonly<Record<string, readonly [HogqlTypeName, clickhouse: string]>> = {
  String: ["String", "String"],
  Integer: ["Integer", "Int64"],
  Flag: ["Integer", "Int64"],
  Float: ["Float", "Float64"],
  Decimal: ["Decimal", "Decimal(38, 10)"],
  Boolean: ["Boolean", "Bool"],
  DateTime: ["DateTime", "DateTime64(6, 'UTC')"],
  UUID: ["UUID", "UUID"],
  JSON: ["JSON", "String"],
  "[]": ["Array", "Array(String)"]
}

/** What a column holds, from its name: these tables differ in little else. */
const about = (name: string, type: string): string => {
  const words = name.replaceAll("_", " ").replace(/ (id|at)$/, "")
  if (name === "id") return "Identifies it in the project."
  if (type === "Flag") return `1 for yes, 0 for no: ${words}.`
  if (type === "Boolean") return `Yes or no: ${words}.`
  if (name.endsWith("ed_at")) return `When it was ${words}.`
  if (type === "DateTime") return `A time: ${words}.`
  if (name.endsWith("_by_id")) return `The user it was ${words}.`
  return name.endsWith("_id") ? `Which ${words} it belongs to.` : `Its ${words}.`
}

const emptyColumn = (text: string): LogicalColumn => {
  const [name = "", given = "String"] = text.split(":")
  const [type, clickhouse] = types[given] ?? ["Unknown", "Nothing"]
  const nullable = name !== "id" && given !== "Flag" && given !== "[]"
  const stored = nullable ? `Nullable(${clickhouse})` : clickhouse
  return grouped(name, type, about(name, given), call("defaultValueOfTypeName", literal(stored)), {
    nullable,
    ...(given === "[]" ? { element: "String" as const } : {})
  })
}

const teamId = grouped(
  "team_id",
  "Integer",
  "The project.",
  call("defaultValueOfTypeName", literal("Int64")),
  { hidden: true }
)

/** What leads on to other tables of PostHog's. */
const further = (names: readonly string[]): readonly LogicalColumn[] =>
  names.map((name) => refused(name, "Leads to another table.", `The column \`${name}\``))

const refusedColumns: Readonly<Record<string, readonly LogicalColumn[]>> = {
  "system.accounts": further([
    ...["tags", "notebooks", "custom_properties", "relationships"],
    ...["csm", "account_executive", "account_owner"]
  ]),
  "system.support_tickets": further(["tags", "assignee"])
}

const emptyTable = (head: string, columns: readonly string[]): LogicalTable => {
  const [name = "", description = ""] = head.split(": ")
  return {
    name,
    description: `${description} Always empty here.`,
    kind: name.startsWith("system.") ? "system" : "posthog",
    source: { kind: "empty" },
    columns: [...columns.map(emptyColumn), ...(refusedColumns[name] ?? []), teamId]
  }
}

export const emptyTables: readonly LogicalTable[] = emptyTableList
  .trim()
  .split(/\n(?! )/)
  .map((entry) => {
    const [head = "", ...lines] = entry.split("\n")
    return emptyTable(head, lines.join(" ").trim().split(/\s+/))
  })
