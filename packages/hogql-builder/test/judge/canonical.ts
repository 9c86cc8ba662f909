/**
 * A common form for two trees that were made by different hands: the parser's, and the builder's.
 *
 * Both are turned into nested arrays that begin with a word. Numbers become text, so that 1 and 1n are the same and 0 and
 * -0 are not. What the grammar itself folds (flat AND, brackets) is folded on both sides; nothing else is.
 */
import type { ExpressionNode } from "../../src/ast/ExpressionNode.ts"
import type { SelectNode } from "../../src/ast/SelectNode.ts"
import type { BoundValue, HogqlValue } from "../../src/value.ts"
import type { ParsedNode } from "./parser.ts"

export type Canonical = string | readonly Canonical[]

const number = (given: number | bigint): Canonical => ["number", Object.is(given, -0) ? "-0" : String(given)]

export const canonicalValue = (given: HogqlValue): Canonical => {
  if (given === null) return ["null"]
  if (typeof given === "string") return ["string", given]
  if (typeof given === "number" || typeof given === "bigint") return number(given)
  if (typeof given === "boolean") return ["boolean", String(given)]
  if (given instanceof Date) {
    const text = given.toISOString().replace("T", " ").replace("Z", "")
    return [
      "call",
      "toDateTime",
      [],
      [
        ["string", text],
        ["string", "UTC"]
      ]
    ]
  }
  return ["array", ...given.map(canonicalValue)]
}

const flat = (operator: string, operands: readonly Canonical[]): Canonical => [
  operator,
  ...operands.flatMap((operand) =>
    Array.isArray(operand) && operand[0] === operator ? operand.slice(1) : [operand]
  )
]

const chain = (parts: readonly string[]): Canonical => ["field", ...parts]

/** The builder's tree. */
export const canonicalNode = (node: ExpressionNode): Canonical => {
  switch (node.kind) {
    case "Field":
      return chain(node.chain)
    case "AliasReference":
      return chain([node.name])
    case "Index":
      return ["index", canonicalNode(node.target), canonicalValue(node.key)]
    case "Value":
    case "Constant":
      return canonicalValue(node.value)
    case "Call":
      return ["call", node.name, (node.parameters ?? []).map(canonicalNode), node.args.map(canonicalNode)]
    case "Compare":
      return ["compare", node.operator.toLowerCase(), canonicalNode(node.left), canonicalNode(node.right)]
    case "NullCheck":
      return ["null check", String(node.negated), canonicalNode(node.operand)]
    case "Between":
      return ["between", String(node.negated), ...[node.operand, node.low, node.high].map(canonicalNode)]
    case "Logical":
      return flat(node.operator, node.operands.map(canonicalNode))
    case "Not":
      return ["call", "not", [], [canonicalNode(node.operand)]]
    case "Arithmetic":
      return ["arithmetic", node.operator, canonicalNode(node.left), canonicalNode(node.right)]
    case "Array":
      return ["array", ...node.items.map(canonicalNode)]
    case "Subquery":
      return canonicalSelect(node.query)
    case "Template":
    case "Raw":
      throw new Error(
        "Text has no tree of its own; compare it with the parser's reading of the expected text."
      )
  }
}

const conjunction = (conditions: readonly ExpressionNode[]): Canonical => {
  const [first, ...rest] = conditions.map(canonicalNode)
  if (first === undefined) return []
  return rest.length === 0 ? first : flat("AND", [first, ...rest])
}

/** The builder's query. */
export const canonicalSelect = (query: SelectNode): Canonical => [
  "select",
  query.columns.map(({ name, expression }) => ["as", name, canonicalNode(expression)]),
  chain([query.from.name]),
  conjunction(query.where),
  query.groupBy.map(canonicalNode),
  conjunction(query.having),
  query.orderBy.map(({ expression, direction }) => [direction.toUpperCase(), canonicalNode(expression)]),
  query.limit === undefined ? [] : number(query.limit)
]

const nodes = (given: unknown): readonly ParsedNode[] => (given ?? []) as readonly ParsedNode[]
const node = (given: unknown): ParsedNode => given as ParsedNode

type Values = Readonly<Record<string, BoundValue>>

const parsedConstant = (given: ParsedNode): Canonical => {
  // Infinity, NaN and integers beyond 64 bits come as text.
  if (given["value_type"] === "number") {
    const text = String(given["value"])
    return ["number", text]
  }
  return canonicalValue(given["value"] as HogqlValue)
}

const expectAbsent = (given: ParsedNode, keys: readonly string[]): void => {
  for (const key of keys)
    if (given[key] !== undefined && given[key] !== null && given[key] !== false)
      throw new Error(`${given.node} has an unexpected ${key}: ${JSON.stringify(given)}`)
}

/** The parser's tree; placeholders are replaced by the values of that name. */
export const canonicalParsed = (given: ParsedNode, values: Values = {}): Canonical => {
  const read = (part: unknown): Canonical => canonicalParsed(node(part), values)
  const readAll = (parts: unknown): readonly Canonical[] => nodes(parts).map(read)
  switch (given.node) {
    case "Field":
      return chain(given["chain"] as readonly string[])
    case "Constant":
      return parsedConstant(given)
    case "Placeholder": {
      const [name = ""] = node(given["expr"])["chain"] as readonly string[]
      if (!Object.hasOwn(values, name)) throw new Error(`No value for the placeholder ${name}.`)
      return canonicalValue(values[name]!)
    }
    case "ArrayAccess":
      return ["index", read(given["array"]), read(given["property"])]
    case "Call":
      expectAbsent(given, ["distinct", "filter_expr", "order_by", "within_group"])
      return ["call", String(given["name"]), readAll(given["params"]), readAll(given["args"])]
    case "CompareOperation": {
      const operator = String(given["op"]) === "==" ? "=" : String(given["op"])
      if (given["is_null_comparison_style"] === true)
        return ["null check", String(operator === "!="), read(given["left"])]
      return ["compare", operator, read(given["left"]), read(given["right"])]
    }
    case "BetweenExpr":
      return [
        "between",
        String(given["negated"]),
        read(given["expr"]),
        read(given["low"]),
        read(given["high"])
      ]
    case "And":
      return flat("AND", readAll(given["exprs"]))
    case "Or":
      return flat("OR", readAll(given["exprs"]))
    case "ArithmeticOperation":
      return ["arithmetic", String(given["op"]), read(given["left"]), read(given["right"])]
    case "Array":
      return ["array", ...readAll(given["exprs"])]
    case "Alias":
      return ["as", String(given["alias"]), read(given["expr"])]
    case "SelectQuery": {
      expectAbsent(given, ["ctes", "distinct", "prewhere", "qualify", "offset", "limit_by", "group_by_mode"])
      const from = node(given["select_from"])
      expectAbsent(from, ["alias", "next_join", "sample", "table_final"])
      return [
        "select",
        readAll(given["select"]),
        read(from["table"]),
        given["where"] == null ? [] : read(given["where"]),
        readAll(given["group_by"]),
        given["having"] == null ? [] : read(given["having"]),
        nodes(given["order_by"]).map((order) => [String(order["order"]), read(order["expr"])]),
        given["limit"] == null ? [] : read(given["limit"])
      ]
    }
    default:
      throw new Error(`The parser gave a node that the builder never prints: ${JSON.stringify(given)}`)
  }
}
