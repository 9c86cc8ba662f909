/** Dates: the units as text that HogQL allows and ClickHouse does not, the week's first day, and now. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import { typeMismatch, wrongArguments } from "../../HogqlReason.ts"
import { call, literal, number } from "../../print/Sql.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import {
  dateTimeType,
  dateType,
  intervalType,
  nullableType,
  unknownType,
  type ValueType
} from "../ValueType.ts"
import { checkKind } from "./checkArguments.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"

const units: ReadonlyMap<string, string> = new Map(
  ["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"].flatMap((unit) => [
    [unit.toLowerCase(), unit] as const,
    [`${unit.toLowerCase()}s`, unit] as const
  ])
)

/** A text is read as a time here, and as a number. */
const movable = ["text", "time", "interval"] as const
const counted = ["text", "native", "time", "interval"] as const

const clockUnits = new Set(["second", "minute", "hour"])

/** `dateAdd('day', 1, x)`, `dateAdd(day, 1, x)` and `dateAdd(x, INTERVAL 1 DAY)`. */
const dateAdd = ({ called, node, nodes, scope }: ResolvedCall): Value => {
  const name = /sub/i.test(called.name) ? "minus" : "plus"
  const [first, second, third] = nodes
  if (first === undefined || second === undefined)
    return refuse(wrongArguments(called.name, usage(called.name), node.span))
  if (third === undefined) {
    const [time, interval] = [scope.value(first), scope.value(second)]
    checkKind(movable, called, time, first)
    if (interval.type.name !== "Interval") {
      return refuse(
        typeMismatch(
          `The second argument of ${called.name} must be an interval, such as INTERVAL 1 DAY.`,
          second.span
        )
      )
    }
    return {
      sql: call(name, time.sql, interval.sql),
      type: moved(time.type, interval.type.unit, interval.type.nullable)
    }
  }
  const unit = units.get(unitName(first))
  if (unit === undefined)
    return refuse(typeMismatch(`${called.name} needs a unit such as 'day'.`, first.span))
  const [count, time] = [scope.value(second), scope.value(third)]
  checkKind(counted, called, count, second)
  checkKind(movable, called, time, third)
  const interval: Value = { sql: call(`toInterval${unit}`, count.sql), type: intervalType }
  return { sql: call(name, time.sql, interval.sql), type: moved(time.type, unit, count.type.nullable) }
}

const moved = (type: ValueType, unit: string | undefined, isMissing: boolean): ValueType => {
  if (type.name === "DateTime") return nullableType(type, type.nullable || isMissing)
  if (type.name !== "Date" || unit === undefined) return unknownType
  // ClickHouse takes a date's midnight in its own zone.
  const result: ValueType = clockUnits.has(unit.toLowerCase()) ? { ...dateTimeType, zone: "UTC" } : type
  return nullableType(result, type.nullable || isMissing)
}

const usage = (name: string): string => `Write ${name}('day', 1, x) or ${name}(x, INTERVAL 1 DAY).`

const unitName = (node: ExpressionNode): string => {
  if (node.node === "Constant" && node.kind === "string") return node.value.toLowerCase()
  return node.node === "Field" && node.chain.length === 1 ? (node.chain[0] ?? "").toLowerCase() : ""
}

const now = ({ args, scope }: ResolvedCall): Value => ({
  sql: call("now64", number(6), args[0]?.sql ?? literal(scope.environment.timezone)),
  type: dateTimeType
})

/** Without a mode, weeks start as the project says: mode 0 is Sunday, mode 3 Monday. */
const toStartOfWeek = ({ args, called, node, scope }: ResolvedCall): Value => {
  const [time, mode] = args
  if (time === undefined) return refuse(wrongArguments(called.name, "toStartOfWeek needs a time.", node.span))
  const week = mode?.sql ?? number(scope.environment.weekStartDay === 0 ? 0 : 3)
  return { sql: call("toStartOfWeek", time.sql, week), type: nullableType(dateType, time.type.nullable) }
}

/** `timezone(zone, time)`: ClickHouse takes them the other way round. */
const timezone = ({ args, called, node }: ResolvedCall): Value => {
  const [zone, time] = args
  if (zone === undefined || time === undefined)
    return refuse(wrongArguments(called.name, "Write timezone(zone, time).", node.span))
  return {
    sql: call("toTimeZone", time.sql, zone.sql),
    type: {
      ...nullableType(dateTimeType, time.type.nullable || zone.type.nullable),
      ...(zone.constant?.kind === "string" ? { zone: zone.constant.value } : {})
    }
  }
}

export const datePrinters = {
  dateAdd: { kind: "nodes", print: dateAdd },
  now: { kind: "values", print: now },
  toStartOfWeek: { kind: "values", print: toStartOfWeek },
  timezone: { kind: "values", print: timezone }
} as const satisfies Readonly<Record<string, SpecialPrinter>>
