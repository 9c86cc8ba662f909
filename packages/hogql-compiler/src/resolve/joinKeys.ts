/**
 * The condition of a join that a column stands for. ClickHouse refuses keys of different types, so a UUID or a whole number beside a text
 * is compared as text; other pairs could be written in more than one way, and are refused.
 */
import type { Span } from "../ast/Span.ts"
import { typeMismatch } from "../HogqlReason.ts"
import type { HogqlTypeName } from "../HogqlType.ts"
import { call, type Sql } from "../print/Sql.ts"
import { refuse } from "./refuse.ts"

export interface JoinKey {
  readonly sql: Sql
  readonly type: HogqlTypeName
}

export const keysEqual = (left: JoinKey, right: JoinKey, span: Span): Sql => {
  const kinds = [kindOf(left.type), kindOf(right.type)]
  if (kinds[0] === kinds[1] || kinds.includes("unknown")) return call("equals", left.sql, right.sql)
  if (kinds.includes("other")) {
    return refuse(
      typeMismatch(`This joins a ${left.type} with a ${right.type}, which are never equal.`, span)
    )
  }
  return call("equals", asText(left), asText(right))
}

const asText = ({ sql, type }: JoinKey): Sql => (kindOf(type) === "text" ? sql : call("toString", sql))

const kindOf = (type: HogqlTypeName): "text" | "uuid" | "number" | "unknown" | "other" => {
  switch (type) {
    case "String":
    case "JSON":
      return "text"
    case "UUID":
      return "uuid"
    case "Integer":
      return "number"
    case "Unknown":
      return "unknown"
    default:
      return "other"
  }
}
