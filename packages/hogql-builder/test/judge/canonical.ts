/**
 * A common form for two trees that were made by different hands: the parser's, and the builder's. Here: the builder's.
 *
 * Both are turned into nested arrays that begin with a word. Numbers become text, so that 1 and 1n are the same and 0 and
 * -0 are not. What the grammar itself folds (flat AND, brackets) is folded on both sides; nothing else is.
 */
import type { ExpressionNode, LambdaParameterNode } from "../../src/ast/ExpressionNode.ts"
import type { QueryNode, SelectNode } from "../../src/ast/SelectNode.ts"
import type { TableNode } from "../../src/ast/TableNode.ts"
import type { OrderNode, WindowNode } from "../../src/ast/WindowNode.ts"
import type { HogqlValue } from "../../src/value.ts"

export type Canonical = string | readonly Canonical[]

export const nothing: Canonical = []

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
      ],
      nothing,
      nothing,
      nothing
    ]
  }
  return ["array", ...given.map(canonicalValue)]
}

export const flat = (operator: string, operands: readonly Canonical[]): Canonical => [
  operator,
  ...operands.flatMap((operand) =>
    Array.isArray(operand) && operand[0] === operator ? operand.slice(1) : [operand]
  )
]

export const chain = (parts: readonly string[]): Canonical => ["field", ...parts]

const maybe = (node: ExpressionNode | undefined): Canonical =>
  node === undefined ? nothing : canonicalNode(node)

const parameters: LambdaParameterNode[] = []

/** The parameter of a lambda, by how many there are around it: its name does not matter. */
export const canonicalParameter = (index: number): Canonical => ["parameter", String(index + 1)]

const order = ({ expression, direction, fill }: OrderNode): Canonical => [
  direction.toUpperCase(),
  canonicalNode(expression),
  fill === undefined ? nothing : ["fill", maybe(fill.from), maybe(fill.to), maybe(fill.step)]
]

const border = (text: string): Canonical => {
  const [amount = "", direction = ""] = text.split(" ")
  if (text === "CURRENT ROW") return [text]
  return [direction, amount === "UNBOUNDED" ? nothing : number(Number(amount))]
}

const window = ({ partitionBy, orderBy, frame }: WindowNode): Canonical => [
  "window",
  partitionBy.map(canonicalNode),
  orderBy.map(order),
  frame === undefined ? nothing : [frame.unit, border(frame.start), border(frame.end)]
]

/** The builder's tree. */
export const canonicalNode = (node: ExpressionNode): Canonical => {
  switch (node.kind) {
    case "Field":
      return chain(node.chain)
    case "AliasReference":
    case "ArrayItem":
    case "NamedExpression":
      return chain([node.name])
    case "LambdaParameter":
      return canonicalParameter(parameters.indexOf(node))
    case "Lambda": {
      const outer = parameters.length
      parameters.push(...node.parameters)
      const body = canonicalNode(node.body)
      parameters.length = outer
      return ["lambda", String(node.parameters.length), body]
    }
    case "Index":
      return ["index", canonicalNode(node.target), canonicalNode(node.key)]
    case "Slice":
      return ["slice", canonicalNode(node.target), maybe(node.start), maybe(node.end)]
    case "TupleElement":
      return ["member", canonicalNode(node.target), String(node.index)]
    case "Value":
    case "Constant":
      return canonicalValue(node.value)
    case "Placeholder":
      return node.value === undefined ? ["placeholder", chain(node.chain)] : canonicalValue(node.value)
    case "Call":
      return [
        "call",
        node.name,
        (node.parameters ?? []).map(canonicalNode),
        node.args.map(canonicalNode),
        node.isDistinct === true ? ["distinct"] : nothing,
        node.filter === undefined ? nothing : canonicalNode(node.filter),
        node.orderBy === undefined ? nothing : node.orderBy.map(order)
      ]
    case "Over": {
      const { name, parameters: first, args } = node.call
      return [
        "over",
        name,
        (first ?? []).map(canonicalNode),
        args.map(canonicalNode),
        node.window.kind === "NamedWindow" ? node.window.name : window(node.window)
      ]
    }
    case "Compare":
      return ["compare", node.operator.toLowerCase(), canonicalNode(node.left), canonicalNode(node.right)]
    case "NullCheck":
      return ["null check", String(node.negated), canonicalNode(node.operand)]
    case "Between":
      return ["between", String(node.negated), ...[node.operand, node.low, node.high].map(canonicalNode)]
    case "Logical":
      return flat(node.operator, node.operands.map(canonicalNode))
    case "Not":
      return ["call", "not", [], [canonicalNode(node.operand)], nothing, nothing, nothing]
    case "Arithmetic":
      return ["arithmetic", node.operator, canonicalNode(node.left), canonicalNode(node.right)]
    case "Cast":
      return ["cast", String(node.isTry), node.type.toLowerCase(), canonicalNode(node.operand)]
    case "Array":
      return ["array", ...node.items.map(canonicalNode)]
    case "Tuple":
      return ["tuple", ...node.items.map(canonicalNode)]
    case "Dict":
      return ["dict", ...node.entries.map(canonicalNode)]
    case "Subquery":
      return canonicalQuery(node.query)
    case "Template":
    case "Raw":
      throw new Error(
        "Text has no tree of its own; compare it with the parser's reading of the expected text."
      )
  }
}

const conjunction = (conditions: readonly ExpressionNode[]): Canonical => {
  const [first, ...rest] = conditions.map(canonicalNode)
  if (first === undefined) return nothing
  return rest.length === 0 ? first : flat("AND", [first, ...rest])
}

const source = ({ source: given }: TableNode): Canonical => {
  switch (given.kind) {
    case "Named":
      return chain(given.path)
    case "Function":
      return ["function", given.name, given.args.map(canonicalNode)]
    case "Query":
      return canonicalQuery(given.query)
    case "Cte":
      return chain([given.cte.name])
    case "CteSelf":
      return chain([given.name])
    case "Values":
      return ["values", given.columns, given.rows.map((row) => row.map(canonicalNode))]
  }
}

const ratio = (parts: readonly number[] | undefined): Canonical => (parts ?? []).map(number)

const table = (given: TableNode): Canonical => {
  const own = source(given)
  const isOwnName = own[0] === "field" && own.length === 2 && own[1] === given.name
  return [
    "table",
    own,
    isOwnName ? nothing : [given.name],
    given.sample === undefined ? nothing : [ratio(given.sample.share), ratio(given.sample.offset)]
  ]
}

const using = (names: readonly string[]): Canonical => {
  const fields = names.map((name) => chain([name]))
  return ["USING", fields.length === 1 ? fields[0]! : ["tuple", ...fields]]
}

const select = (query: SelectNode): Canonical => [
  "select",
  query.isDistinct ? ["distinct"] : nothing,
  query.columns.map(({ name, expression }) => {
    const isNamed = expression.kind === "ArrayItem" || expression.kind === "NamedExpression"
    return isNamed && expression.name === name
      ? canonicalNode(expression)
      : ["as", name, canonicalNode(expression)]
  }),
  query.from === undefined ? nothing : table(query.from),
  query.joins.map((join) => [
    join.join,
    table(join.table),
    join.on === undefined ? nothing : ["ON", canonicalNode(join.on)],
    join.using === undefined ? nothing : using(join.using)
  ]),
  query.arrayJoin.length === 0
    ? nothing
    : [
        query.isLeftArrayJoin ? "LEFT ARRAY JOIN" : "ARRAY JOIN",
        ...query.arrayJoin.map(({ name, array }): Canonical => ["as", name, canonicalNode(array)])
      ],
  conjunction(query.prewhere),
  conjunction(query.where),
  query.groupBy.length === 0 ? nothing : [query.groupMode, ...query.groupBy.map(canonicalNode)],
  conjunction(query.having),
  conjunction(query.qualify),
  query.windows.map((named) => [named.name, window(named.window)]),
  query.orderBy.map(order),
  query.interpolate.map(({ name, expression }) => ["as", name, canonicalNode(expression)]),
  query.limitBy === undefined
    ? nothing
    : [
        number(query.limitBy.rows),
        query.limitBy.offset === undefined ? nothing : number(query.limitBy.offset),
        query.limitBy.keys.map(canonicalNode)
      ],
  query.limit === undefined ? nothing : [query.limitMode, number(query.limit)],
  query.offset === undefined ? nothing : number(query.offset),
  query.namedExpressions.map(({ name, expression }) => ["value", name, canonicalNode(expression)])
]

const canonicalQuery = (query: QueryNode): Canonical =>
  query.kind === "Select" ? select(query) : ["set", query.operator, ...query.queries.map(canonicalQuery)]

/** The builder's whole query. */
export const canonicalStatement = (query: QueryNode): Canonical => [
  query.ctes.map((cte) => ["table", cte.name, canonicalQuery(cte.query)]),
  query.ctes.some(({ isRecursive }) => isRecursive) ? ["recursive"] : nothing,
  canonicalQuery(query)
]
