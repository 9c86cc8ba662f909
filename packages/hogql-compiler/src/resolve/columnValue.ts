/**
 * A column of a logical table as a value: its type, its time zone, and the way into a JSON document.
 */
import { call, literal, type Sql } from "../print/Sql.ts"
import type { LogicalColumn, PropertyScope } from "../schema/LogicalTable.ts"
import type { JsonPath, Value } from "./Value.ts"
import type { ValueType } from "./ValueType.ts"

interface Surroundings {
  readonly timezone: string
  /** Behind `group_0` it is known of which type a group is, and so how its properties are defined. */
  readonly groupScope: PropertyScope | undefined
  readonly hot: JsonPath["hot"]
  readonly computed: JsonPath["computed"]
}

export const columnValue = (found: LogicalColumn, sql: Sql, around: Surroundings): Value => {
  const type = typeOf(found, around.groupScope)
  // A view's times carry their zone already.
  if (type.name === "DateTime" && found.source.kind !== "output") {
    return { sql: call("toTimeZone", sql, literal(around.timezone)), type, storedInstant: sql }
  }
  if (type.name !== "JSON") return { sql, type }
  return { sql, type, json: { document: sql, keys: [], hot: around.hot, computed: around.computed } }
}

const typeOf = (found: LogicalColumn, groupScope: PropertyScope | undefined): ValueType => {
  if (found.source.kind === "output") return found.source.type
  const scope = found.properties === "group" ? (groupScope ?? "group") : found.properties
  return {
    name: found.type,
    nullable: found.nullable,
    ...(found.element === undefined ? {} : { element: { name: found.element, nullable: false } }),
    ...(scope === undefined ? {} : { properties: scope })
  }
}
