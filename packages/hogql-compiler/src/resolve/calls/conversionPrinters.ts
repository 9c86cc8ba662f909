/** Conversions: null where ClickHouse would fail, and the project's zone where a time is made. */
import { findFunction } from "../../functions/findFunction.ts"
import { notSupported, typeMismatch, wrongArguments } from "../../HogqlReason.ts"
import { call, literal, number, type Sql } from "../../print/Sql.ts"
import { comparable } from "../comparable.ts"
import { resolveEquals } from "../compare.ts"
import { dateSql, instantSql, readInstant } from "../instant.ts"
import { refuse } from "../refuse.ts"
import { calling, type Value } from "../Value.ts"
import { dateTimeType, dateType, nullableType, secondsType, type ValueType } from "../ValueType.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"
import { resultType } from "./resultType.ts"

const values = (print: SpecialPrinter["print"]): SpecialPrinter => ({ kind: "values", print })

const first = ({ args, called, node }: ResolvedCall): Value =>
  args[0] ?? refuse(wrongArguments(called.name, `${called.name} needs an argument.`, node.span))

/** The zone a call names itself, or the project's. */
const zoneOf = ({ args, nodes, scope }: ResolvedCall, index: number): Sql => {
  const given = args[index]
  if (given === undefined) return literal(scope.environment.timezone)
  if (given.constant?.kind !== "string")
    return refuse(typeMismatch("A time zone must be written as text.", nodes[index]?.span))
  return given.sql
}

const isInstant = (type: ValueType): boolean =>
  type.name === "DateTime" || type.name === "Date" || type.name === "Integer" || type.name === "Float"

/** ClickHouse's DateTime holds 1970 to 2105 and wraps around silently outside. */
const fitsDateTime = (date: string): boolean => date >= "1970-01-02" && date < "2106-01-01"

const toDateTime = (resolved: ResolvedCall): Value => {
  const value = first(resolved)
  const zone = zoneOf(resolved, 1)
  const type = nullableType(secondsType, value.type.nullable)
  if (value.constant?.kind === "string") return writtenDateTime(value.constant.value, value, zone, resolved)
  if (isInstant(value.type)) return { sql: call("toDateTime", value.sql, zone), type }
  return {
    sql: call("parseDateTime64BestEffortOrNull", value.sql, number(6), zone),
    type: nullableType(dateTimeType)
  }
}

const writtenDateTime = (written: string, value: Value, zone: Sql, resolved: ResolvedCall): Value => {
  const instant = readInstant(written)
  const type = dateTimeType
  if (instant === undefined)
    return { sql: call("parseDateTime64BestEffort", value.sql, number(6), zone), type }
  if (instant.isUtc)
    return { sql: call("toTimeZone", instantSql(instant, resolved.scope.environment.timezone), zone), type }
  if (!written.includes(".") && fitsDateTime(instant.date)) {
    return { sql: call("toDateTime", literal(instant.dateTime.slice(0, 19)), zone), type: secondsType }
  }
  return { sql: call("toDateTime64", literal(instant.dateTime), number(6), zone), type }
}

const toDate = (resolved: ResolvedCall): Value => {
  const value = first(resolved)
  if (value.constant?.kind === "string") {
    const instant = readInstant(value.constant.value)
    if (instant !== undefined) return { sql: dateSql(instant), type: dateType }
  }
  if (isInstant(value.type))
    return { sql: call("toDate", value.sql), type: nullableType(dateType, value.type.nullable) }
  return { sql: call("toDateOrNull", value.sql), type: nullableType(dateType) }
}

const parseDateTime = (resolved: ResolvedCall): Value => ({
  sql: call(resolved.called.clickhouse, first(resolved).sql, number(6), zoneOf(resolved, 1)),
  type: nullableType(dateTimeType)
})

const accurateCast = (resolved: ResolvedCall): Value => ({
  sql: call("accurateCastOrNull", first(resolved).sql, literal(resolved.called.clickhouse)),
  type: resultType(resolved.called, resolved.args)
})

const toDecimal = (resolved: ResolvedCall): Value => {
  const scale = resolved.args[1]?.constant
  if (scale?.kind !== "integer" || scale.value < 0 || scale.value > 18) {
    return refuse(
      wrongArguments(
        "toDecimal",
        "toDecimal needs a number of decimal places from 0 to 18.",
        resolved.node.span
      )
    )
  }
  return {
    sql: call("accurateCastOrNull", first(resolved).sql, literal(`Decimal64(${scale.value})`)),
    type: nullableType({ name: "Decimal", nullable: true })
  }
}

/** Exchange rates are PostHog's, so only an amount that stays in its currency can be converted. */
const convertCurrency = (resolved: ResolvedCall): Value => {
  const { args, called, node } = resolved
  const [from, to, amount] = args
  if (
    amount === undefined ||
    from?.constant?.kind !== "string" ||
    to?.constant?.kind !== "string" ||
    from.constant.value !== to.constant.value
  ) {
    return refuse(
      notSupported(
        `${called.name} between two currencies`,
        node.span,
        "It needs PostHog's exchange rates. Multiply by a rate of your own."
      )
    )
  }
  return {
    sql: call("toDecimal64", amount.sql, number(10)),
    type: { name: "Decimal", nullable: amount.type.nullable }
  }
}

/** `CASE x WHEN a THEN b … ELSE c`: a chain of comparisons, with HogQL's way with nulls. */
const caseWithExpression = ({ node, nodes, scope }: ResolvedCall): Value => {
  const [subject, ...rest] = nodes
  const otherwise = rest.at(-1)
  if (subject === undefined || otherwise === undefined || rest.length % 2 === 0) {
    return refuse(wrongArguments("CASE", "CASE needs a value and pairs of WHEN and THEN.", node.span))
  }
  const left = { value: scope.value(subject), node: subject }
  const args = rest.map((item, index) =>
    index % 2 === 0 && item !== otherwise ? resolveEquals(left, item, scope) : scope.value(item)
  )
  return calling("multiIf", args, resultType(findFunction("multiIf"), args))
}

/** `EXISTS (SELECT …)`. */
const exists = ({ called, node, nodes, scope }: ResolvedCall): Value => {
  const [query] = nodes
  if (query?.node !== "SelectQuery" && query?.node !== "SelectSetQuery") {
    return refuse(wrongArguments("exists", "EXISTS takes a subquery.", node.span))
  }
  return {
    sql: call("exists", { kind: "query", query: scope.query(query).sql }),
    type: resultType(called, [])
  }
}

/** A written text is read as it is beside `=`. */
const nullIf = ({ args, called, node, nodes, scope }: ResolvedCall): Value => {
  const [value, other] = args
  const [written, otherWritten] = nodes
  const type = resultType(called, args)
  if (value === undefined || other?.constant?.kind !== "string" || !written || !otherWritten)
    return { sql: call("nullIf", ...args.map(({ sql }) => sql)), type }
  const left = { value, node: written }
  const { right } = comparable("==", left, { value: other, node: otherWritten }, node.span, scope)
  return { sql: call("nullIf", value.sql, right.sql), type }
}

export const conversionPrinters = {
  accurateCast: values(accurateCast),
  caseWithExpression: { kind: "nodes", print: caseWithExpression },
  convertCurrency: values(convertCurrency),
  exists: { kind: "nodes", print: exists },
  nullIf: values(nullIf),
  parseDateTime: values(parseDateTime),
  toDate: values(toDate),
  toDateTime: values(toDateTime),
  toDecimal: values(toDecimal),
  toTimestamp: values((resolved) => ({
    sql: call("toDateTime", call("fromUnixTimestamp", first(resolved).sql), zoneOf(resolved, 1)),
    type: nullableType(dateTimeType, first(resolved).type.nullable)
  }))
} as const satisfies Readonly<Record<string, SpecialPrinter>>
