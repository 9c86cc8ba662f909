/**
 * Every SELECT of a query: what stands in its FROM, and who reads its rows.
 *
 * A name in FROM means a WITH item before it means a table, so `with events as (…) select * from events` reads no events twice.
 */
import { type AstNode, walk } from "../ast/Node.ts"
import type { JoinExprNode, QueryNode, SelectQueryNode } from "../ast/Query.ts"
import { logicalTable } from "../schema/logicalTables.ts"

/** One entry of FROM. */
export interface ReadTable {
  readonly join: JoinExprNode
  /** The names its columns can be qualified by. */
  readonly names: readonly string[]
  /** The logical table, when it is one. */
  readonly table: string | undefined
  /** The query, when it is a subquery or a WITH item. */
  readonly query: QueryNode | undefined
}

export interface ReadSelect {
  readonly node: SelectQueryNode
  readonly tables: readonly ReadTable[]
  /** Whether its rows are the answer. */
  readonly isOutermost: boolean
  /** The SELECTs that have it in FROM, directly or by the name of a WITH item. */
  readonly readers: ReadonlySet<SelectQueryNode>
}

type Known = ReadonlyMap<string, QueryNode>

export const readSelects = (root: QueryNode): readonly ReadSelect[] => {
  const found: ReadSelect[] = []
  const readers = new Map<QueryNode, Set<SelectQueryNode>>()
  const readersOf = (query: QueryNode): Set<SelectQueryNode> => {
    const known = readers.get(query) ?? new Set()
    readers.set(query, known)
    return known
  }

  const visit = (query: QueryNode, known: Known, isOutermost: boolean, own: Set<SelectQueryNode>): void => {
    if (query.node === "SelectQuery") {
      visitSelect(query, known, isOutermost, own)
      return
    }
    const head = query.initial_select_query
    visit(head, known, isOutermost, own)
    // WITH before the first SELECT is for all of them.
    const shared = head.node === "SelectQuery" ? withItems(head, known) : known
    for (const { select_query } of query.subsequent_select_queries)
      visit(select_query, shared, isOutermost, own)
  }

  const visitSelect = (
    node: SelectQueryNode,
    inherited: Known,
    isOutermost: boolean,
    own: Set<SelectQueryNode>
  ): void => {
    const known = withItems(node, inherited)
    const tables = tablesOf(node, known)
    found.push({ node, tables, isOutermost, readers: own })
    for (const { query } of tables) if (query !== undefined) readersOf(query).add(node)
    let visible = inherited
    for (const cte of node.ctes ?? []) {
      if (isQuery(cte.expr)) visit(cte.expr, visible, false, readersOf(cte.expr))
      visible = new Map([...known].filter(([name]) => visible.has(name) || name === cte.name))
    }
    const inFrom = new Set(tables.map(({ query }) => query))
    const inWith = new Set(node.ctes?.map(({ expr }) => expr))
    walk(node, (visited) => {
      if (visited === node || !isQuery(visited)) return undefined
      if (!inWith.has(visited))
        visit(visited, known, false, inFrom.has(visited) ? readersOf(visited) : new Set())
      return false
    })
  }

  visit(root, new Map(), true, new Set())
  return found
}

const withItems = (node: SelectQueryNode, inherited: Known): Known => {
  if (node.ctes === undefined) return inherited
  const known = new Map(inherited)
  for (const { name, expr } of node.ctes) if (isQuery(expr)) known.set(name, expr)
  return known
}

const tablesOf = (node: SelectQueryNode, known: Known): readonly ReadTable[] => {
  const tables: ReadTable[] = []
  const pending = node.select_from === undefined ? [] : [node.select_from]
  for (let join = pending.pop(); join !== undefined; join = pending.pop()) {
    if (join.next_join !== undefined) pending.push(join.next_join)
    // A join in brackets is read as its tables are.
    if (join.table.node === "JoinExpr") pending.push(join.table)
    else tables.push(readTable(join, known))
  }
  return tables
}

const readTable = (join: JoinExprNode, known: Known): ReadTable => {
  const { table, alias } = join
  if (isQuery(table))
    return { join, names: alias === undefined ? [] : [alias], table: undefined, query: table }
  if (table.node !== "Field")
    return { join, names: alias === undefined ? [] : [alias], table: undefined, query: undefined }
  const name = table.chain.join(".")
  const query = table.chain.length === 1 ? known.get(name) : undefined
  return {
    join,
    names: alias === undefined ? [name, table.chain.at(-1) ?? name] : [alias],
    table: query === undefined ? logicalTable(name)?.name : undefined,
    query
  }
}

const isQuery = (node: AstNode): node is QueryNode =>
  node.node === "SelectQuery" || node.node === "SelectSetQuery"
