/**
 * Walks an expression once, when it is added to a query: every column must belong to a table the query reads, and what
 * the query has to define (WITH, WINDOW) or to know (aggregation) is collected.
 *
 * Subqueries and templates have a scope of their own, which only PostHog can judge; the tables they define in WITH are
 * collected all the same, because they are written once, at the head of the whole query.
 */
import type { ExpressionNode, NamedExpressionNode } from "./ast/ExpressionNode.ts"
import type { QueryNode } from "./ast/SelectNode.ts"
import type { CteNode, TableNode } from "./ast/TableNode.ts"
import type { NamedWindowNode, OrderNode, WindowNode } from "./ast/WindowNode.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"
import { refuseArgument, refuseTaken } from "./refuse.ts"

/** What expressions were found to use; lists without repetition, definitions before their users. */
export interface Findings {
  readonly ctes: readonly CteNode[]
  readonly namedExpressions: readonly NamedExpressionNode[]
  readonly windows: readonly NamedWindowNode[]
  readonly isAggregated: boolean
}

/** The names that columns may be written with. */
export type TableNames = Pick<ReadonlySet<string>, "has"> & { readonly values: () => Iterable<string> }

// Deeper trees would take PostHog's parser minutes, and would overflow the stack when printed.
const maximumDepth = 200

/** The expressions of sort keys. */
export const orderParts = (orders: readonly OrderNode[]): readonly ExpressionNode[] => {
  const parts: ExpressionNode[] = []
  for (const { expression, fill } of orders) {
    parts.push(expression)
    for (const part of [fill?.from, fill?.to, fill?.step]) if (part !== undefined) parts.push(part)
  }
  return parts
}

export const windowParts = (window: WindowNode): readonly ExpressionNode[] => [
  ...window.partitionBy,
  ...orderParts(window.orderBy)
]

const leaf: readonly never[] = []

/** The expressions directly inside a node; those of a subquery are its own affair. */
export const partsOf = (node: ExpressionNode): readonly ExpressionNode[] => {
  switch (node.kind) {
    case "Index":
      return [node.target, node.key]
    case "Slice":
      return [node.target, node.start, node.end].filter((part) => part !== undefined)
    case "TupleElement":
      return [node.target]
    case "Call": {
      const { parameters, args, orderBy, filter } = node
      if (parameters === undefined && orderBy === undefined && filter === undefined) return args
      return [
        ...(parameters ?? leaf),
        ...args,
        ...(orderBy === undefined ? leaf : orderParts(orderBy)),
        ...(filter === undefined ? leaf : [filter])
      ]
    }
    case "Over":
      return [
        node.call,
        ...windowParts(node.window.kind === "NamedWindow" ? node.window.window : node.window)
      ]
    case "Lambda":
      return [node.body]
    case "Compare":
    case "Arithmetic":
      return [node.left, node.right]
    case "NullCheck":
    case "Not":
    case "Cast":
      return [node.operand]
    case "Between":
      return [node.operand, node.low, node.high]
    case "Logical":
      return node.operands
    case "Array":
    case "Tuple":
      return node.items
    case "Dict":
      return node.entries
    case "NamedExpression":
      return [node.expression]
    default:
      return leaf
  }
}

/** Adds a definition to a list unless it is there; another one of the same name is refused. */
export const define = <Definition extends { readonly name: string }>(
  definitions: readonly Definition[],
  added: Definition
): readonly Definition[] => {
  if (definitions.includes(added)) return definitions
  if (definitions.some(({ name }) => name === added.name)) return refuseTaken(added.name)
  return [...definitions, added]
}

const defineAll = <Definition extends { readonly name: string }>(
  definitions: readonly Definition[],
  added: readonly Definition[]
): readonly Definition[] => added.reduce(define, definitions)

/** The tables that a query defines in WITH, for whoever holds the query. */
export const ctesOfTable = ({ source }: TableNode): readonly CteNode[] => {
  if (source.kind === "Query") return source.query.ctes
  return source.kind === "Cte" ? [...source.cte.query.ctes, source.cte] : []
}

class Inspection implements Findings {
  ctes: readonly CteNode[]
  namedExpressions: readonly NamedExpressionNode[]
  windows: readonly NamedWindowNode[]
  isAggregated: boolean
  readonly #tables: TableNames

  constructor(findings: Findings, tables: TableNames) {
    this.ctes = findings.ctes
    this.namedExpressions = findings.namedExpressions
    this.windows = findings.windows
    this.isAggregated = findings.isAggregated
    this.#tables = tables
  }

  visit(node: ExpressionNode, depth: number, isInWindow: boolean): void {
    if (depth > maximumDepth)
      refuseArgument("expression", `An expression is nested more than ${maximumDepth} deep.`)
    switch (node.kind) {
      case "Field":
        this.#checkTable(node.table)
        return
      case "ArrayItem":
        this.#checkTable(node.name)
        return
      case "NamedExpression":
        this.namedExpressions = define(this.namedExpressions, node)
        break
      case "Call":
        if (node.role === "aggregate" && !isInWindow) this.isAggregated = true
        if (node.role === "window" && !isInWindow)
          refuseArgument("expression", `${node.name} needs a window: put it in over(…).`)
        break
      case "Over": {
        const { call, window } = node
        if (window.kind === "NamedWindow") this.windows = define(this.windows, window)
        this.visit(call, depth, true)
        for (const part of partsOf(node).slice(1)) this.visit(part, depth + 1, false)
        return
      }
      case "Subquery":
        this.#addQuery(node.query)
        return
      case "Template":
        for (const part of node.parts)
          if (part.kind === "Table") this.ctes = defineAll(this.ctes, ctesOfTable(part))
          else if (part.kind === "Subquery") this.#addQuery(part.query)
          else this.visit(part, depth + 1, false)
        return
    }
    for (const part of partsOf(node)) this.visit(part, depth + 1, false)
  }

  #addQuery(query: QueryNode): void {
    this.ctes = defineAll(this.ctes, query.ctes)
  }

  #checkTable(table: string | undefined): void {
    if (table === undefined || this.#tables.has(table)) return
    const from = [...this.#tables.values()].join(", ")
    throw new HogqlBuildError({
      _tag: "TableMismatch",
      table,
      from,
      message: `A column of ${table} is used in a query over ${from === "" ? "no table" : from}.`
    })
  }
}

/** The findings with those of more expressions. */
export const inspect = (
  nodes: readonly ExpressionNode[],
  tables: TableNames,
  findings: Findings
): Findings => {
  if (nodes.length === 0) return findings
  const inspection = new Inspection(findings, tables)
  for (const node of nodes) inspection.visit(node, 0, false)
  return inspection
}

/** The findings with the WITH tables of one more table. */
export const inspectTable = (table: TableNode, findings: Findings): readonly CteNode[] =>
  defineAll(findings.ctes, ctesOfTable(table))
