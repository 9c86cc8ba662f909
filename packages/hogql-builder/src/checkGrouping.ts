/**
 * Checks that a query with groups or aggregates reads its columns through them.
 *
 * The types say so already, except where they cannot see: behind `as`, and where a function of a column is grouped by.
 * Text from a template is taken on trust.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import type { SelectNode } from "./ast/SelectNode.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"
import { partsOf } from "./inspect.ts"

/** Whether two trees say the same. */
const isSame = (left: unknown, right: unknown): boolean => {
  if (Object.is(left, right)) return true
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false
  if (left instanceof Date || right instanceof Date)
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime()
  const [leftEntries, rightEntries] = [Object.entries(left), Object.entries(right)]
  return (
    leftEntries.length === rightEntries.length &&
    leftEntries.every(([key, part], index) => {
      const other = rightEntries[index]
      return other !== undefined && key === other[0] && isSame(part, other[1])
    })
  )
}

const isText = (node: ExpressionNode): boolean =>
  node.kind === "Template" || node.kind === "Raw" || partsOf(node).some(isText)

class Grouping {
  readonly #keys: ExpressionNode[] = []
  readonly #columns: SelectNode["columns"]

  constructor({ columns, groupBy }: SelectNode) {
    this.#columns = columns
    for (const key of groupBy) {
      this.#addKey(key)
      // (a, b) as a key groups by both.
      if (key.kind === "Tuple") for (const item of key.items) this.#addKey(item)
    }
  }

  #addKey(key: ExpressionNode): void {
    this.#keys.push(key)
    const column = key.kind === "AliasReference" ? this.#column(key.name) : undefined
    if (column !== undefined) this.#keys.push(column)
  }

  #column(alias: string): ExpressionNode | undefined {
    return this.#columns.find(({ name }) => name === alias)?.expression
  }

  /** The column that the expression reads row by row, if any. */
  findUngrouped(node: ExpressionNode): string | undefined {
    if (node.kind === "Call" && node.role === "aggregate") return undefined
    if (this.#keys.some((key) => this.#isKey(node, key))) return undefined
    switch (node.kind) {
      case "Field":
        return node.table === undefined ? undefined : node.chain.join(".")
      case "ArrayItem":
        return node.name
      case "AliasReference": {
        const column = this.#column(node.name)
        return column === undefined ? undefined : this.findUngrouped(column)
      }
      case "Over":
        // The call itself is made over the groups, so its arguments are read from them.
        return this.#findFirst([...node.call.args, ...partsOf(node).slice(1)])
      default:
        return this.#findFirst(partsOf(node))
    }
  }

  #findFirst(nodes: readonly ExpressionNode[]): string | undefined {
    for (const node of nodes) {
      const found = this.findUngrouped(node)
      if (found !== undefined) return found
    }
    return undefined
  }

  #isKey(node: ExpressionNode, key: ExpressionNode): boolean {
    // Grouped by properties, their keys are grouped too.
    if (node.kind === "Field" && key.kind === "Field")
      return (
        key.chain.length <= node.chain.length && key.chain.every((part, index) => part === node.chain[index])
      )
    return node === key || (node.kind === key.kind && isSame(node, key))
  }
}

const check = (grouping: Grouping, expression: ExpressionNode): void => {
  const column = grouping.findUngrouped(expression)
  if (column !== undefined)
    throw new HogqlBuildError({
      _tag: "ColumnUngrouped",
      column,
      message: `The query has groups, but ${column} is neither in groupBy nor inside an aggregate.`
    })
}

export const checkGrouping = (query: SelectNode): void => {
  if (!query.isAggregated && query.groupBy.length === 0 && query.having.length === 0) return
  if (query.groupBy.some(isText)) return
  const grouping = new Grouping(query)
  for (const { expression } of query.columns) check(grouping, expression)
  for (const condition of query.having) check(grouping, condition)
  for (const { expression } of query.orderBy) check(grouping, expression)
}
