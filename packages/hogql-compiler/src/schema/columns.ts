/** Short ways to write a table's columns down; each keeps the order name, type, description. */
import type { HogqlTypeName } from "../HogqlType.ts"
import { call, column, type Sql } from "../print/Sql.ts"
import {
  type ColumnSource,
  type JoinKind,
  type LogicalColumn,
  type PropertyScope,
  storedRows,
  thisRow
} from "./LogicalTable.ts"

interface Traits {
  readonly nullable?: boolean
  readonly hidden?: boolean
  readonly properties?: PropertyScope
  /** What an array holds. */
  readonly element?: HogqlTypeName
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
  ...(traits.element === undefined ? {} : { element: traits.element }),
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

/** A column of a grouped table that is grouped by when it is used. */
export const groupedBy = (
  name: string,
  type: HogqlTypeName,
  description: string,
  traits: Traits & { readonly physical?: string } = {}
): LogicalColumn =>
  define(
    "column",
    name,
    type,
    description,
    { kind: "grouped", value: storedColumn(traits.physical ?? name), key: true },
    traits
  )

/** A column that `SELECT *` shows, computed from others of the same row. */
export const derived = (
  name: string,
  type: HogqlTypeName,
  description: string,
  value: Sql,
  traits: Traits = {}
): LogicalColumn => define("column", name, type, description, { kind: "computed", value }, traits)

/** A value computed from other columns of the same row, which `SELECT *` leaves out. */
export const expression = (
  name: string,
  type: HogqlTypeName,
  description: string,
  value: Sql,
  traits: Traits = {}
): LogicalColumn => define("expression", name, type, description, { kind: "computed", value }, traits)

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
    readonly type: JoinKind
    /** A column, or the path to a property. */
    readonly from: string | readonly string[]
    readonly to: string
    readonly where?: Sql
    readonly scope?: PropertyScope
    readonly hidden?: boolean
  }
): LogicalColumn => {
  const { hidden, from, to: key, ...rest } = to
  const source = { kind: "join", ...rest, from: typeof from === "string" ? [from] : from, to: [key] } as const
  return define("join", name, "Unknown", description, source, hidden === undefined ? {} : { hidden })
}

/** Another way to write a path. */
export const traverser = (name: string, description: string, path: readonly string[]): LogicalColumn =>
  define("traverser", name, "Unknown", description, { kind: "path", path }, {})

/** A name PostHog has and this compiler refuses. */
export const refused = (name: string, description: string, construct: string): LogicalColumn =>
  define("join", name, "Unknown", description, { kind: "refused", construct }, { hidden: true })

/** A column of the stored rows behind a grouped table. */
export const storedColumn = (name: string): Sql => column(storedRows, name)

/** Another column of the same row, or a path that begins with one. */
export const rowColumn = (name: string): Sql => column(thisRow, name)

/** The value in the row of the highest version. */
export const newest = (name: string): Sql => call("argMax", storedColumn(name), storedColumn("version"))
