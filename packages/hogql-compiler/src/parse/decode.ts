/**
 * Turns the parser's JSON into our syntax tree.
 *
 * Three things would otherwise go wrong without a sound: integers beyond 2^53 would be rounded by `JSON.parse`, `1.0` and `1`
 * would become the same, and positions would count code points where JavaScript counts UTF-16 units.
 */
import {
  arithmeticOperators,
  compareOperators,
  type ConstantNode,
  type ExpressionNode
} from "../ast/Expression.ts"
import { arrayJoinOperators, groupByModes, setOperators } from "../ast/Query.ts"
import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"

/** An error object of the parser, its position already in UTF-16 offsets. */
export interface ParserComplaint {
  readonly type: string
  readonly message: string
  readonly offset: number
}

/** A query is an expression too: a bracketed one may stand wherever a value may. */
export type Decoded = { readonly tree: ExpressionNode } | { readonly complaint: ParserComplaint }

/** Reads one answer of the parser for `text`. */
export const decode = (json: string, text: string): Decoded => {
  const raw = readJson(json)
  const offsets = new Offsets(text)
  if (isObject(raw) && raw["error"] === true) {
    return {
      complaint: {
        type: String(raw["type"]),
        message: String(raw["message"]),
        offset: offsets.of(raw["start"]) ?? text.length
      }
    }
  }
  const tree = new Decoder(offsets).value(raw, { start: 0, end: text.length })
  // What the parser answers to parseSelect and parseExpr is an expression; unknown words were refused on the way.
  return { tree: tree as ExpressionNode }
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A number written with a point or an exponent whose value is a whole one. */
class WholeFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** Whether a plain `JSON.parse` would lose something: a long integer, or a float with a whole value. */
const needsSource = /"value":-?(?:\d{16}|\d+\.0[,}]|\d[\d.]*e)/

const readJson = (json: string): unknown =>
  needsSource.test(json) ? (JSON.parse(json, keepNumbers) as unknown) : JSON.parse(json)

/** Node 22 gives a reviver the source text of a primitive; TypeScript's library does not know yet. */
function keepNumbers(
  this: unknown,
  key: string,
  value: unknown,
  context?: { readonly source?: string }
): unknown {
  const source = context?.source
  if (key !== "value" || typeof value !== "number" || source === undefined) return value
  if (/[.e]/i.test(source)) return Number.isInteger(value) ? new WholeFloat(value) : value
  return Number.isSafeInteger(value) ? value : BigInt(source)
}

/** Turns code-point offsets into UTF-16 offsets; costs nothing for text without characters beyond the BMP. */
class Offsets {
  private readonly map: Uint32Array | undefined
  private readonly length: number

  constructor(text: string) {
    this.length = text.length
    if (!/[\u{10000}-\u{10FFFF}]/u.test(text)) return
    const map = new Uint32Array(text.length + 1)
    let codePoints = 0
    let units = 0
    for (const character of text) {
      map[codePoints++] = units
      units += character.length
    }
    map.fill(units, codePoints)
    this.map = map
  }

  of(position: unknown): number | undefined {
    if (!isObject(position)) return undefined
    const offset = position["offset"]
    if (typeof offset !== "number") return undefined
    return this.map === undefined ? Math.min(offset, this.length) : (this.map[offset] ?? this.length)
  }
}

/** Fields whose text is printed or compared as it is, with the words each may hold. */
const closedWords: Readonly<Record<string, readonly string[]>> = {
  "CompareOperation.op": compareOperators,
  "ArithmeticOperation.op": arithmeticOperators,
  "SelectSetNode.set_operator": setOperators,
  "SelectQuery.array_join_op": arrayJoinOperators,
  "SelectQuery.group_by_mode": groupByModes,
  "OrderExpr.order": ["ASC", "DESC"],
  "JoinConstraint.constraint_type": ["ON", "USING"],
  "WindowExpr.frame_method": ["ROWS", "RANGE"],
  "WindowFrameExpr.frame_type": ["CURRENT ROW", "PRECEDING", "FOLLOWING"],
  "CTE.cte_type": ["subquery", "column"]
}

/** Flags that are only worth a field when they are set. */
const flags = new Set([
  "distinct",
  "nullish",
  "table_final",
  "recursive",
  "limit_with_ties",
  "limit_percent",
  "all_columns"
])

/** The nodes this compiler knows. Another one must not reach code that expects these. */
const nodeNames = new Set([
  ...["Alias", "And", "ArithmeticOperation", "Array", "ArrayAccess", "ArraySlice", "BetweenExpr", "CTE"],
  ...[
    "Call",
    "ColumnsExpr",
    "CompareOperation",
    "Dict",
    "ExprCall",
    "Field",
    "GroupingSet",
    "HogQLXAttribute"
  ],
  ...[
    "HogQLXTag",
    "InterpolateExpr",
    "IsDistinctFrom",
    "JoinConstraint",
    "JoinExpr",
    "Lambda",
    "LimitByExpr"
  ],
  ...["NamedArgument", "Not", "Or", "OrderExpr", "PivotColumn", "PivotExpr", "Placeholder", "PositionalRef"],
  ...["RatioExpr", "SampleExpr", "SelectQuery", "SelectSetNode", "SelectSetQuery", "SpreadExpr", "TryCast"],
  ...["Tuple", "TupleAccess", "TypeCast", "UnpivotColumn", "UnpivotExpr", "ValuesQuery", "WindowExpr"],
  ...["WindowFrameExpr", "WindowFunction", "WithFillExpr"]
])

class Decoder {
  private readonly offsets: Offsets

  constructor(offsets: Offsets) {
    this.offsets = offsets
  }

  value(raw: unknown, around: Span): unknown {
    if (Array.isArray(raw)) return raw.map((item: unknown) => this.value(item, around))
    return isObject(raw) ? this.node(raw, around) : raw
  }

  private node(raw: Json, around: Span): unknown {
    const name = String(raw["node"])
    const span = this.span(raw, around)
    if (name === "Constant") return constant(raw, span)
    if (!nodeNames.has(name)) throw new HogqlCompileError(Reason.notSupported(Reason.quote(name), span))
    const node: Record<string, unknown> = { node: name, span }
    for (const [key, field] of Object.entries(raw)) {
      if (
        key === "node" ||
        key === "start" ||
        key === "end" ||
        field === null ||
        (field === false && flags.has(key))
      )
        continue
      this.checkField(name, key, field, span)
      node[key] =
        key === "window_exprs" && isObject(field) ? this.windows(field, span) : this.value(field, span)
    }
    return node
  }

  private windows(raw: Json, around: Span): ReadonlyMap<string, unknown> {
    return new Map(Object.entries(raw).map(([name, window]) => [name, this.value(window, around)]))
  }

  /** What the parser made up itself, such as the null of a missing ELSE, has no place: it takes its parent's. */
  private span(raw: Json, around: Span): Span {
    const start = this.offsets.of(raw["start"])
    const end = this.offsets.of(raw["end"])
    return start === undefined || end === undefined ? around : { start, end }
  }

  private checkField(node: string, key: string, field: unknown, span: Span): void {
    const words = closedWords[`${node}.${key}`]
    if (words !== undefined && !(typeof field === "string" && words.includes(field))) {
      throw new HogqlCompileError(Reason.notSupported(Reason.quote(String(field)), span))
    }
    if (typeof field === "number" && !Number.isSafeInteger(field)) {
      throw new HogqlCompileError(Reason.syntaxInvalid("This number is too large. Use a smaller one.", span))
    }
  }
}

const constant = (raw: Json, span: Span): ConstantNode => {
  const { value } = raw
  const place = { node: "Constant", span } as const
  if (value instanceof WholeFloat) return { ...place, kind: "float", value: value.value }
  if (typeof value === "bigint") return { ...place, kind: "integer", value }
  if (typeof value === "number")
    return { ...place, kind: Number.isInteger(value) ? "integer" : "float", value }
  if (typeof value === "boolean") return { ...place, kind: "boolean", value }
  if (typeof value !== "string") return { ...place, kind: "null", value: null }
  if (raw["value_type"] !== "number") return { ...place, kind: "string", value }
  if (/^(?:NaN|-?Infinity)$/.test(value)) return { ...place, kind: "float", value: Number(value) }
  const digits = BigInt(value.replace(/^-/, ""))
  return { ...place, kind: "integer", value: value.startsWith("-") ? -digits : digits }
}
