/** Short ways to write a table's columns down; each keeps the order name, type, description. */
import type { HogqlTypeName } from "../HogqlType.ts"
import { call, column, type Sql } from "../print/Sql.ts"
import { type ColumnSource, type LogicalColumn, type PropertyScope, storedRows } from "./LogicalTable.ts"

interface Traits {
  readonly nullable?: boolean
  readonly hidden?: boolean
  readonly properties?: PropertyScope
}

const define = (
  kind: LogicalColumn["kind"],
  name: string,
  type: HogqlTypeName,
  description: string,
  source: ColumnSource,
  traits: Traits
): LogicalColumn => ({
  name,
  type,
  nullable: traits.nullable ?? false,
  description,
  kind,
  hidden: traits.hidden ?? false,
  ...(traits.properties === undefined ? {} : { properties: traits.properties }),
  source
})

/** A stored column; its physical name is its own unless given. */
export const stored = (
  name: string,
  type: HogqlTypeName,
  description: string,
  traits: Traits & { readonly physical?: string } = {}
): LogicalColumn =>
  define("column", name, type, description, { kind: "stored", column: traits.physical ?? name }, traits)

/** A column of a grouped table. */
export const grouped = (
  name: string,
  type: HogqlTypeName,
  description: string,
  value: Sql,
  traits: Traits = {}
): LogicalColumn => define("column", name, type, description, { kind: "grouped", value }, traits)

export const expression = (
  name: string,
  type: HogqlTypeName,
  description: string,
  source: ColumnSource
): LogicalColumn => define("expression", name, type, description, source, {})

/** A prefix over columns of the same row. */
export const virtual = (
  name: string,
  description: string,
  columns: readonly LogicalColumn[]
): LogicalColumn => define("virtual", name, "Unknown", description, { kind: "virtual", columns }, {})

/** A row of another table, joined only when something behind it is used. */
export const join = (
  name: string,
  description: string,
  to: {
    readonly table: string
    readonly type: "LEFT JOIN" | "INNER JOIN"
    readonly from: string
    readonly to: string
  }
): LogicalColumn => define("join", name, "Unknown", description, { kind: "join", ...to }, {})

/** A name PostHog has and this compiler refuses. */
export const refused = (name: string, description: string, construct: string): LogicalColumn =>
  define("join", name, "Unknown", description, { kind: "refused", construct }, { hidden: true })

/** A column of the stored rows behind a grouped table. */
export const storedColumn = (name: string): Sql => column(storedRows, name)

/** The value in the row of the highest version. */
export const newest = (name: string): Sql => call("argMax", storedColumn(name), storedColumn("version"))
