/**
 * Whether a text names a type as ClickHouse writes it: `Array(Nullable(String))`, `Tuple(a Int64, b String)`, `DateTime('UTC')`.
 *
 * It is only checked, never printed: what it names goes to ClickHouse as a text.
 */

/** Types that are written in this case only. */
const exact = new Set(
  `Int8 Int16 Int32 Int64 Int128 Int256 UInt8 UInt16 UInt32 UInt64 UInt128 UInt256 Float32 Float64 BFloat16 String FixedString UUID
  IPv4 IPv6 Enum8 Enum16 Array Tuple Map Nullable LowCardinality Nested Variant Dynamic Point Ring LineString MultiLineString Polygon
  MultiPolygon`.split(/\s+/)
)

/** Types and names of SQL for them that are written in any case. */
const anyCase = new Set(
  `json decimal decimal32 decimal64 decimal128 decimal256 datetime datetime32 datetime64 date date32 time time64 bool boolean enum
  int int1 integer tinyint smallint mediumint bigint signed unsigned bit year float double single real numeric dec fixed char character
  varchar varchar2 nvarchar nchar text tinytext mediumtext longtext blob tinyblob mediumblob longblob clob binary varbinary bytea byte
  timestamp inet4 inet6`.split(/\s+/)
)

/** Words that only stand behind another one: `double precision`, `int unsigned`, `national char varying`. */
const further = /^(precision|signed|unsigned|varying|char|character|large|object)$/i

/** More would be no type that anybody writes. */
const MAX_DEPTH = 40

type Token = { readonly kind: "word" | "name" | "text" | "number" | "sign"; readonly text: string }

export const isTypeText = (text: string): boolean => {
  const tokens = tokensOf(text)
  if (tokens === undefined) return false
  let at = 0
  const sign = (): string | undefined => (tokens[at]?.kind === "sign" ? tokens[at]?.text : undefined)

  /** A type, a literal, or inside brackets a name and its type. */
  const item = (depth: number): boolean => {
    if (depth > MAX_DEPTH) return false
    const start = at
    while (tokens[at]?.kind === "word" || tokens[at]?.kind === "name") at++
    const words = tokens.slice(start, at)
    if (words.length === 0) return depth > 0 && literal()
    const isNamed = depth > 0 && words.length > 1 && isType(words.slice(1))
    if (!isNamed && !isType(words)) return false
    return sign() === "(" ? brackets(depth) : true
  }
  const literal = (): boolean => {
    const { kind } = tokens[at] ?? {}
    if (kind !== "text" && kind !== "number") return false
    at++
    if (sign() !== "=") return true
    at++
    return tokens[at++]?.kind === "number"
  }
  const brackets = (depth: number): boolean => {
    do {
      at++
      if (!item(depth + 1)) return false
    } while (sign() === ",")
    return sign() === ")" && at++ >= 0
  }
  return item(0) && at === tokens.length
}

const isType = ([first, ...rest]: readonly Token[]): boolean =>
  first?.kind === "word" &&
  (exact.has(first.text) ? rest.length === 0 : anyCase.has(first.text.toLowerCase())) &&
  rest.every(({ kind, text }) => kind === "word" && further.test(text))

const kinds = ["word", "name", "text", "number", "sign"] as const

/** `undefined` where something stands in it that no type has. */
const tokensOf = (text: string): readonly Token[] | undefined => {
  const pattern = /\s*(?:([A-Za-z_]\w*)|(`[^`]*`)|('(?:[^'\\]|\\.)*')|(-?\d+)|([(),=]))\s*/y
  const tokens: Token[] = []
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (match === null) return undefined
    const place = kinds.findIndex((_, index) => match[index + 1] !== undefined)
    const kind = kinds[place]
    if (kind !== undefined) tokens.push({ kind, text: match[place + 1] ?? "" })
  }
  return tokens.length === 0 ? undefined : tokens
}
