/** Aggregates that need more in ClickHouse than another name. */
import type { Span } from "../../ast/Span.ts"
import { notSupported, typeMismatch, wrongArguments } from "../../HogqlReason.ts"
import { call, type Sql } from "../../print/Sql.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { booleanType, floatType, nullableType, stringType } from "../ValueType.ts"
import type { ResolvedCall } from "./ResolvedCall.ts"
import { resultType } from "./resultType.ts"

const aggregate = (name: string, args: readonly Sql[], params?: readonly Sql[]): Sql => ({
  kind: "call",
  name,
  args,
  params,
  aggregate: true
})

/** The value of an aggregate that is printed by hand, or `undefined` for all others. */
export const specialAggregate = (
  resolved: ResolvedCall,
  params: readonly Sql[] | undefined
): Value | undefined => {
  const { called, args, node } = resolved
  const [first, second] = args
  if (called.special === undefined) return undefined
  if (node.distinct === true) return refuse(notSupported(`DISTINCT in ${called.name}`, node.span))
  switch (called.special) {
    case "windowFunnel":
      return windowFunnel(resolved, params)
    case "percentile":
      return percentile(resolved, params)
    case "stringAgg":
      if (first === undefined || second === undefined) return undefined
      return {
        sql: call("arrayStringConcat", aggregate("groupArray", [first.sql]), second.sql),
        type: nullableType(stringType, second.type.nullable)
      }
    case "jsonAgg":
      return first && { sql: call("toJSONString", aggregate("groupArray", [first.sql])), type: stringType }
    case "every":
      return (
        first && {
          sql: call("toBool", aggregate("min", [first.sql])),
          type: nullableType(booleanType, first.type.nullable)
        }
      )
    default:
      return undefined
  }
}

/** ClickHouse's windowFunnel refuses DateTime64, so the time goes in as whole seconds; a step cannot be null either. */
const windowFunnel = ({ args, called, node }: ResolvedCall, params: readonly Sql[] | undefined): Value => {
  const [time, ...steps] = args
  if (params === undefined || time === undefined || steps.length === 0) {
    return refuse(wrongArguments(called.name, "Write windowFunnel(seconds)(timestamp, step, …).", node.span))
  }
  const seconds =
    time.type.name === "Integer" || time.type.name === "Date"
      ? time.sql
      : call("toDateTime", time.storedInstant ?? time.sql)
  const conditions = steps.map((step) =>
    step.type.nullable ? call("ifNull", step.sql, { kind: "boolean", value: false }) : step.sql
  )
  return { sql: aggregate("windowFunnel", [seconds, ...conditions], params), type: resultType(called, args) }
}

const percentile = (resolvedCall: ResolvedCall, params: readonly Sql[] | undefined): Value => {
  const { called, node, scope } = resolvedCall
  const [key, second] = node.within_group ?? []
  if (key === undefined || second !== undefined || params === undefined) {
    return refuse(
      wrongArguments(called.name, `Write ${called.name}(0.5) WITHIN GROUP (ORDER BY x).`, node.span)
    )
  }
  const value = scope.value(key.expr)
  if (value.type.name === "String")
    return refuse(typeMismatch(`${called.name} calculates with numbers, and this is text.`, key.span))
  return {
    sql: aggregate(
      called.clickhouse,
      [value.sql],
      key.order === "DESC" ? [mirrored(resolvedCall, key.span)] : params
    ),
    type: called.name === "percentile_cont" ? nullableType(floatType, value.type.nullable) : value.type
  }
}

/** A share counted from the other end; only between two values is the place the same. */
const mirrored = ({ called, node, scope }: ResolvedCall, span: Span): Sql => {
  const [share] = node.params ?? []
  const constant = share === undefined ? undefined : scope.value(share).constant
  if (called.name !== "percentile_cont" || (constant?.kind !== "float" && constant?.kind !== "integer"))
    return refuse(notSupported(`${called.name} WITHIN GROUP (ORDER BY … DESC)`, span))
  return { kind: "float", value: 1 - Number(constant.value) }
}
