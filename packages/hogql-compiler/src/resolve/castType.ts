/**
 * The types a cast can name, in any of their spellings: what ClickHouse calls them, and what is known of a value of theirs.
 *
 * The name comes in lower case from the parser and is never printed: ClickHouse gets one of the names of this file.
 */
import {
  arrayType,
  booleanType,
  dateTimeType,
  dateType,
  decimalType,
  floatType,
  integerType,
  nullableType,
  stringType,
  unknownType,
  uuidType,
  type ValueType
} from "./ValueType.ts"

export interface CastType {
  /** As ClickHouse writes it. */
  readonly clickhouse: string
  readonly type: ValueType
  /** HogQL's own function for this conversion, where there is one. */
  readonly converter?: string
}

const named = (
  names: readonly string[],
  clickhouse: string,
  type: ValueType,
  converter?: string
): readonly (readonly [string, CastType])[] =>
  names.map((name) => [name, { clickhouse, type, ...(converter === undefined ? {} : { converter }) }])

const sizes = ["8", "16", "32", "128", "256"]

const plainTypes: ReadonlyMap<string, CastType> = new Map([
  ...named(["int", "integer", "bigint", "int64", "smallint", "tinyint"], "Int64", integerType, "toInt"),
  ...sizes.flatMap((size) => named([`int${size}`], `Int${size}`, integerType)),
  ...[...sizes, "64"].flatMap((size) => named([`uint${size}`], `UInt${size}`, integerType)),
  ...named(["float", "float64", "double", "double precision", "real"], "Float64", floatType, "toFloat"),
  ...named(["float32"], "Float32", floatType),
  ...named(["string", "text", "varchar", "char"], "String", stringType, "toString"),
  ...named(["bool", "boolean"], "Bool", booleanType, "toBool"),
  ...named(["date"], "Date", dateType, "toDate"),
  ...named(["date32"], "Date32", dateType),
  ...named(
    ["datetime", "datetime64", "timestamp", "timestamptz"],
    "DateTime64(6)",
    dateTimeType,
    "toDateTime"
  ),
  ...named(["uuid"], "UUID", uuidType, "toUUID"),
  ...named(["decimal", "numeric"], "Decimal(38, 10)", decimalType)
])

/** Reads a type such as `decimal(10, 2)` or `array(nullable(string))`; `undefined` when it is none. */
export const readCastType = (text: string): CastType | undefined => {
  const name = text.trim().toLowerCase().replaceAll(/\s+/g, " ")
  const plain = plainTypes.get(name)
  if (plain !== undefined) return plain
  const match = /^([a-z0-9]+) ?\((.*)\)$/.exec(name)
  if (match === null) return undefined
  const [, outer = "", inner = ""] = match
  const parts = splitArguments(inner)
  switch (outer) {
    case "nullable":
    case "lowcardinality": {
      const item = parts.length === 1 ? readCastType(parts[0] ?? "") : undefined
      // Arrays and tuples cannot be null themselves.
      if (item === undefined || item.type.name === "Array" || item.type.name === "Tuple") return undefined
      return outer === "nullable" ? { ...item, type: nullableType(item.type) } : item
    }
    case "decimal":
    case "numeric":
      return decimal(parts)
    case "varchar":
    case "char":
      // The length is not kept, as in Postgres's text.
      return plainTypes.get("string")
    case "array": {
      const item = parts.length === 1 ? readCastType(parts[0] ?? "") : undefined
      return item && { clickhouse: `Array(${inside(item)})`, type: arrayType(item.type) }
    }
    case "tuple":
      return tuple(parts)
    case "map": {
      const [key, value] = parts.map(readCastType)
      if (key === undefined || value === undefined || parts.length !== 2 || key.type.nullable)
        return undefined
      return { clickhouse: `Map(${inside(key)}, ${inside(value)})`, type: nullableType(unknownType, false) }
    }
    default:
      return sizedDecimal(outer, parts)
  }
}

const inside = ({ clickhouse, type }: CastType): string =>
  type.nullable && type.name !== "Array" ? `Nullable(${clickhouse})` : clickhouse

const decimal = (parts: readonly string[]): CastType | undefined => {
  const [precision, scale = 0] = parts.map(Number)
  const fits =
    parts.length <= 2 &&
    precision !== undefined &&
    Number.isInteger(precision) &&
    Number.isInteger(scale) &&
    precision >= 1 &&
    precision <= 76 &&
    scale >= 0 &&
    scale <= precision
  return fits ? { clickhouse: `Decimal(${precision}, ${scale})`, type: decimalType } : undefined
}

/** `decimal64(2)`: the size says how many digits there are. */
const sizedDecimal = (outer: string, parts: readonly string[]): CastType | undefined => {
  const precision = new Map([
    ["decimal32", 9],
    ["decimal64", 18],
    ["decimal128", 38],
    ["decimal256", 76]
  ]).get(outer)
  return precision === undefined || parts.length !== 1
    ? undefined
    : decimal([String(precision), parts[0] ?? ""])
}

const tuple = (parts: readonly string[]): CastType | undefined => {
  const items = parts.map(readCastType)
  if (items.length === 0 || items.some((item) => item === undefined)) return undefined
  const known = items.filter((item) => item !== undefined)
  return {
    clickhouse: `Tuple(${known.map(inside).join(", ")})`,
    type: { name: "Tuple", nullable: false, elements: known.map((item) => item.type) }
  }
}

/** Splits at the commas that stand in no bracket. */
const splitArguments = (text: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === "(") depth++
    else if (character === ")") depth--
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return text.trim() === "" ? [] : [...parts, text.slice(start)].map((part) => part.trim())
}
