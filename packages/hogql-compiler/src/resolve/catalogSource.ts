/**
 * The catalogue as rows: tables, columns, the ways between them, and types. It is computed from the schema and bound as one value.
 */
import { call, column, number, plainSelect, type Sql, type SqlSource, literal, text } from "../print/Sql.ts"
import type { CompileContext } from "../Compiler.ts"
import type { LogicalColumn, LogicalSource, LogicalTable } from "../schema/LogicalTable.ts"
import type { Environment } from "./Environment.ts"

type CatalogView = Extract<LogicalSource, { kind: "catalog" }>["view"]
type Cell = string | number | boolean | null

/** Columns in order, with the ClickHouse type that a cell of the bound rows is read as. */
const layouts: Readonly<Record<CatalogView, readonly (readonly [string, string])[]>> = {
  tables: [
    ["table_catalog", "String"],
    ["table_schema", "String"],
    ["table_name", "String"],
    ["table_type", "String"],
    ["description", "Nullable(String)"],
    ["row_count", "Nullable(Int64)"]
  ],
  columns: [
    ["table_schema", "String"],
    ["table_name", "String"],
    ["column_name", "String"],
    ["ordinal_position", "Int64"],
    ["data_type", "String"],
    ["is_nullable", "Bool"],
    ["is_array", "Bool"],
    ["field_kind", "String"],
    ["description", "Nullable(String)"],
    ["null_fraction", "Nullable(Float64)"],
    ["min_value", "Nullable(String)"],
    ["max_value", "Nullable(String)"]
  ],
  relationships: [
    ["source_table", "String"],
    ["source_column", "String"],
    ["target_table", "String"],
    ["target_column", "Nullable(String)"],
    ["relationship_kind", "String"],
    ["via", "Nullable(String)"]
  ],
  data_types: [
    ["type_name", "String"],
    ["description", "String"]
  ]
}

const dataTypes: readonly (readonly Cell[])[] = [
  ["String", "Text."],
  ["Integer", "Whole numbers."],
  ["Float", "Numbers with a fraction, rounded to about 16 digits."],
  ["Decimal", "Numbers with a fixed number of digits after the point."],
  ["Boolean", "True or false."],
  ["Date", "A day."],
  ["DateTime", "A moment."],
  ["UUID", "An identifier of 128 bits, written as text."],
  ["JSON", "A document; write a name after it to read a key, as in `properties.plan`."],
  ["Array", "A list of values."],
  ["Struct", "Values under names of their own."],
  ["Expression", "Computed from other columns; the type is known once it is computed."],
  ["VirtualTable", "A prefix over columns of the same table."],
  ["Unknown", "Only ClickHouse can tell."]
]

const schemas: Readonly<Record<LogicalTable["kind"], string>> = {
  posthog: "public",
  system: "system",
  information_schema: "information_schema",
  data_warehouse: "warehouse",
  view: "views"
}

const rowsOf = (
  view: CatalogView,
  tables: readonly LogicalTable[],
  tableRows: CompileContext["tableRows"] = {}
): readonly (readonly Cell[])[] => {
  switch (view) {
    case "tables":
      return tables.map(({ name, kind, description }) => [
        name,
        schemas[kind],
        name,
        kind,
        description,
        tableRows[name] ?? null
      ])
    case "columns":
      return tables.flatMap((table) =>
        valueColumns(table.columns, "").map(({ name, column: found }, index) => {
          const isVirtual = found.source.kind === "virtual"
          return [
            schemas[table.kind],
            table.name,
            name,
            index + 1,
            isVirtual ? "VirtualTable" : shownType(found),
            found.nullable,
            found.type === "Array",
            isVirtual ? "virtual_table" : found.kind === "expression" ? "expression" : "column",
            found.description,
            null,
            null,
            null
          ]
        })
      )
    case "relationships":
      return tables.flatMap((table) =>
        table.columns.flatMap(({ name, source, hidden }): readonly (readonly Cell[])[] => {
          if (hidden) return []
          if (source.kind === "join") {
            return [[table.name, source.from.join("."), source.table, source.to.join("."), "lazy_join", name]]
          }
          if (source.kind !== "path") return []
          return [[table.name, name, table.name, source.path.join("."), "field_traverser", null]]
        })
      )
    case "data_types":
      return dataTypes
  }
}

const shownType = ({ type }: LogicalColumn): string => (type === "Tuple" ? "Struct" : type)

/** The columns that hold a value, those behind a prefix included. */
const valueColumns = (
  columns: readonly LogicalColumn[],
  prefix: string
): readonly { readonly name: string; readonly column: LogicalColumn }[] =>
  columns.flatMap((found) => {
    if (found.hidden || found.kind === "join" || found.kind === "traverser") return []
    const name = `${prefix}${found.name}`
    const own = { name, column: found }
    return found.source.kind === "virtual" ? [own, ...valueColumns(found.source.columns, `${name}.`)] : [own]
  })

export const catalogSource = (view: CatalogView, environment: Environment): SqlSource => {
  const layout = layouts[view]
  const rows = rowsOf(view, view === "data_types" ? [] : environment.allTables(), environment.given.tableRows)
  const type = `Array(Tuple(${layout.map(([, clickhouseType]) => clickhouseType).join(", ")}))`
  const row: Sql = column("listed", "row")
  return {
    kind: "query",
    query: {
      ...plainSelect(
        layout.map(([name], index) => ({ value: call("tupleElement", row, number(index + 1)), alias: name }))
      ),
      from: {
        source: {
          kind: "query",
          query: plainSelect([
            {
              value: call("arrayJoin", call("JSONExtract", text(JSON.stringify(rows)), literal(type))),
              alias: "row"
            }
          ])
        },
        alias: "listed",
        joins: []
      }
    }
  }
}
