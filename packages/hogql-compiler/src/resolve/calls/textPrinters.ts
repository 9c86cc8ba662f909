/** Text: concatenation that is never null, and Postgres's functions in ClickHouse's words. */
import { wrongArguments } from "../../HogqlReason.ts"
import { call, literal, type Sql } from "../../print/Sql.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { commonType, isText, nullableType, stringType } from "../ValueType.ts"
import { checkAlike } from "./checkAlike.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"

const empty = literal("")

const concatenated = (value: Value): Sql => {
  if (value.constant?.kind === "null") return empty
  if (value.constant?.kind === "string") return value.sql
  return call("ifNull", call("toString", value.sql), empty)
}

/** Missing parts count as empty. Where all are arrays, they are joined as arrays. */
const concat = ({ args, nodes }: ResolvedCall): Value => {
  if (args.some(({ type }) => type.name !== "Array"))
    return { sql: call("concat", ...args.map(concatenated)), type: stringType }
  checkAlike("arrayConcat", args, nodes)
  return {
    sql: call("arrayConcat", ...args.map((arg) => arg.sql)),
    type: commonType(args.map(({ type }) => type))
  }
}

const trimNames: Readonly<Record<string, string>> = {
  trim: "trimBoth",
  ltrim: "trimLeft",
  rtrim: "trimRight",
  btrim: "trimBoth"
}

const trim = ({ args, called }: ResolvedCall): Value => ({
  sql: call(trimNames[called.name] ?? called.clickhouse, ...args.map((arg) => arg.sql)),
  type: nullableType(
    stringType,
    args.some((arg) => arg.type.nullable)
  )
})

const md5 = ({ args }: ResolvedCall): Value => ({
  sql: call("hex", call("MD5", ...args.map((arg) => arg.sql))),
  type: nullableType(stringType, args[0]?.type.nullable ?? true)
})

/** A part that is not there is empty. */
const splitPart = ({ args, called, node }: ResolvedCall): Value => {
  const [whole, separator, index] = args
  if (whole === undefined || separator === undefined || index === undefined) {
    return refuse(wrongArguments(called.name, "Write split_part(text, separator, number).", node.span))
  }
  const text = whole.type.nullable && isText(whole.type) ? call("ifNull", whole.sql, empty) : whole.sql
  return {
    sql: call("arrayElement", call("splitByString", separator.sql, text), index.sql),
    type: nullableType(stringType, index.type.nullable)
  }
}

export const textPrinters = {
  concat: { kind: "values", print: concat },
  md5: { kind: "values", print: md5 },
  splitPart: { kind: "values", print: splitPart },
  trim: { kind: "values", print: trim }
} as const satisfies Readonly<Record<string, SpecialPrinter>>
