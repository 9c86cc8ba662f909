/** Dates in Postgres's words, and the time windows of streams. */
import { notSupported, typeMismatch, wrongArguments } from "../../HogqlReason.ts"
import { call, literal, number, type Sql } from "../../print/Sql.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { dateTimeType, integerType, intervalType, nullableType, type ValueType } from "../ValueType.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"
import { resultType } from "./resultType.ts"

const values = (print: SpecialPrinter["print"]): SpecialPrinter => ({ kind: "values", print })

const anyNullable = (args: readonly Value[]): boolean => args.some((arg) => arg.type.nullable)

/** ClickHouse's functions for the parts that date_part knows. */
const parts: ReadonlyMap<string, string> = new Map([
  ["year", "toYear"],
  ["quarter", "toQuarter"],
  ["month", "toMonth"],
  ["day", "toDayOfMonth"],
  ["hour", "toHour"],
  ["minute", "toMinute"],
  ["second", "toSecond"],
  ["dow", "toDayOfWeek"],
  ["doy", "toDayOfYear"]
])

const datePart = ({ args, called, node, nodes }: ResolvedCall): Value => {
  const [part, time] = args
  if (part?.constant?.kind !== "string" || time === undefined)
    return refuse(typeMismatch("The part in date_part must be written as text.", nodes[0]?.span ?? node.span))
  const name = parts.get(part.constant.value)
  if (name === undefined) {
    return refuse(
      notSupported(
        `The part '${part.constant.value}' in ${called.name}`,
        nodes[0]?.span,
        `It would always be NULL. Use one of ${[...parts.keys()].join(", ")}.`
      )
    )
  }
  return { sql: call(name, time.sql), type: nullableType(integerType, time.type.nullable) }
}

/** `date_bin(interval, time, origin)`. */
const dateBin = ({ args, called, node }: ResolvedCall): Value => {
  const [interval, time, origin] = args
  if (interval === undefined || time === undefined || origin === undefined)
    return refuse(wrongArguments(called.name, "Write date_bin(interval, time, origin).", node.span))
  if (interval.type.name !== "Interval")
    return refuse(typeMismatch("date_bin takes an interval first, such as toIntervalHour(1).", node.span))
  return {
    sql: call("toStartOfInterval", time.sql, interval.sql, originOf(time, origin)),
    type: nullableType(dateTimeType, anyNullable(args))
  }
}

/** ClickHouse wants time and origin alike, and a stored time has a fraction. */
const originOf = (time: Value, origin: Value): Sql =>
  time.storedInstant !== undefined && origin.storedInstant === undefined
    ? call("toDateTime64", origin.sql, number(6))
    : origin.sql

const startOfInterval = ({ args, called, node }: ResolvedCall): Value => {
  const [time, interval, origin] = args
  if (time === undefined || interval === undefined)
    return refuse(wrongArguments(called.name, "Write toStartOfInterval(time, interval).", node.span))
  const counted = origin === undefined ? [] : [originOf(time, origin)]
  return {
    sql: call("toStartOfInterval", time.sql, interval.sql, ...counted),
    type: resultType(called, args)
  }
}

const makeInterval = ({ args }: ResolvedCall): Value => {
  const units = ["Year", "Month", "Day", "Hour", "Minute", "Second"]
  const [first, ...rest] = args.map((arg, index) => call(`toInterval${units[index] ?? "Second"}`, arg.sql))
  return {
    sql: rest.reduce<Sql>((sum, interval) => call("plus", sum, interval), first ?? number(0)),
    type: nullableType(intervalType, anyNullable(args))
  }
}

/** The parts are a time in UTC; the last argument is the zone to show it in. */
const makeTimestamptz = ({ args }: ResolvedCall): Value => {
  const zone = args.at(-1)?.sql ?? literal("UTC")
  const made = call("makeDateTime", ...args.slice(0, -1).map((arg) => arg.sql), literal("UTC"))
  return { sql: call("toTimeZone", made, zone), type: nullableType(dateTimeType, anyNullable(args)) }
}

/** `tumble`, `hop` and their starts and ends want a time in whole seconds; a window made before is passed as it is. */
const timeWindow = ({ args, called, node }: ResolvedCall): Value => {
  const [time, ...rest] = args
  if (time === undefined)
    return refuse(wrongArguments(called.name, `${called.name} needs a time.`, node.span))
  if (time.type.nullable)
    return refuse(
      typeMismatch(`${called.name} takes no missing times. Wrap the time in assumeNotNull(…).`, node.span)
    )
  const first = time.type.name === "Tuple" ? time.sql : call("toDateTime", time.sql, literal("UTC"))
  const edge: ValueType = { ...dateTimeType, zone: "UTC" }
  const pair: ValueType = { name: "Tuple", nullable: anyNullable(args), elements: [edge, edge] }
  const isPair = called.name === "tumble" || called.name === "hop"
  return {
    sql: call(called.clickhouse, first, ...rest.map((arg) => arg.sql)),
    type: isPair ? pair : nullableType(edge, resultType(called, args).nullable)
  }
}

export const calendarPrinters = {
  dateBin: values(dateBin),
  datePart: values(datePart),
  hop: values(timeWindow),
  makeInterval: values(makeInterval),
  startOfInterval: values(startOfInterval),
  makeTimestamptz: values(makeTimestamptz)
} as const satisfies Readonly<Record<string, SpecialPrinter>>
