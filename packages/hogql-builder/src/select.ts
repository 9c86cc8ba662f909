/**
 * `select(table)`: a query as an immutable value.
 *
 * Types keep wrong columns out; what they cannot see (a column of another table behind `as`) is checked when it is added.
 */
import type { ArrayItem } from "./arrayItem.ts"
import { arrayItemNode } from "./arrayItem.ts"
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import { freezeLeaf, freezeNode } from "./ast/ExpressionNode.ts"
import type { GroupMode, SelectNode } from "./ast/SelectNode.ts"
import { emptySelect } from "./ast/SelectNode.ts"
import type { JoinKind, TableNode } from "./ast/TableNode.ts"
import { joinKinds } from "./ast/TableNode.ts"
import type { OrderDirection, OrderNode } from "./ast/WindowNode.ts"
import { orderDirections } from "./ast/WindowNode.ts"
import { compile } from "./compile.ts"
import type { CompiledHogql, CompileOptions } from "./compile.ts"
import { explain } from "./explain.ts"
import type { AnyExpression } from "./expression.ts"
import { ast, isExpression, makeExpression } from "./expression.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"
import { ctesOfTable, inspect, inspectTable, orderParts } from "./inspect.ts"
import { checkAlias, checkName } from "./name.ts"
import type { Fill } from "./order.ts"
import { fillNode } from "./order.ts"
import { queryNode } from "./query.ts"
import { oneOf, refuseArgument, refuseTaken, wholeNumber } from "./refuse.ts"
import type { LimitOptions, Select } from "./SelectQuery.ts"
import type { AnyTable } from "./table.ts"
import { isTable, tableNode } from "./table.ts"

type Own = Readonly<Record<string, AnyExpression>>
type Given<Argument> = Argument | ((own: Own) => Argument)
type Key = string | AnyExpression
type JoinCondition = AnyExpression | { readonly using: readonly string[] }

/** The clauses that are lists of expressions. */
type ConditionClause = "prewhere" | "where" | "having" | "qualify"

/** The query behind the typed one: its arguments are checked here as if there were no types. */
class SelectBuilder {
  readonly [queryNode]: SelectNode
  readonly #tables: ReadonlySet<string>

  constructor(node: SelectNode, tables: ReadonlySet<string>) {
    this[queryNode] = node
    this.#tables = tables
    Object.freeze(this)
  }

  columns(given: Given<Own>): SelectBuilder {
    const query = this[queryNode]
    const columns = recordEntries(this.#given(given)).map(([name, expression]) => {
      checkAlias(name)
      if (query.columns.some((column) => column.name === name))
        throw new HogqlBuildError({
          _tag: "ColumnRepeated",
          name,
          message: `The query already has a column named "${name}".`
        })
      return Object.freeze({ name, expression: expressionNode(expression) })
    })
    return this.#with(
      { columns: [...query.columns, ...columns] },
      columns.map(({ expression }) => expression)
    )
  }

  distinct(): SelectBuilder {
    return this.#with({ isDistinct: true })
  }

  join(kind: JoinKind, given: AnyTable, on?: JoinCondition): SelectBuilder {
    oneOf("kind", kind, joinKinds)
    const table = tableNodeOf(given)
    const { joins } = this[queryNode]
    const using = usingOf(on)
    if (using?.length === 0 || (kind === "CROSS JOIN") !== (on === undefined))
      refuseArgument("on", "A join has a condition or columns after USING, a cross join has neither.")
    const condition = on === undefined || using !== undefined ? undefined : expressionNode(on)
    return this.#addTable(table).#with(
      { joins: [...joins, Object.freeze({ join: kind, table, on: condition, using })] },
      condition === undefined ? [] : [condition]
    )
  }

  innerJoin(table: AnyTable, on: JoinCondition): SelectBuilder {
    return this.join("INNER JOIN", table, on)
  }
  leftJoin(table: AnyTable, on: JoinCondition): SelectBuilder {
    return this.join("LEFT JOIN", table, on)
  }
  rightJoin(table: AnyTable, on: JoinCondition): SelectBuilder {
    return this.join("RIGHT JOIN", table, on)
  }
  fullJoin(table: AnyTable, on: JoinCondition): SelectBuilder {
    return this.join("FULL JOIN", table, on)
  }
  crossJoin(table: AnyTable): SelectBuilder {
    return this.join("CROSS JOIN", table)
  }

  arrayJoin(...items: readonly ArrayItem<string>[]): SelectBuilder {
    return this.#arrayJoin(items, false)
  }
  leftArrayJoin(...items: readonly ArrayItem<string>[]): SelectBuilder {
    return this.#arrayJoin(items, true)
  }

  where(condition: Given<AnyExpression>): SelectBuilder {
    return this.#condition("where", condition)
  }
  prewhere(condition: AnyExpression): SelectBuilder {
    return this.#condition("prewhere", condition)
  }
  having(condition: Given<AnyExpression>): SelectBuilder {
    return this.#condition("having", condition)
  }
  qualify(condition: Given<AnyExpression>): SelectBuilder {
    return this.#condition("qualify", condition)
  }

  groupBy(...keys: readonly Key[]): SelectBuilder {
    return this.#group(
      "plain",
      keys.map((key) => this.#key(key))
    )
  }
  groupByRollup(...keys: readonly Key[]): SelectBuilder {
    return this.#group(
      "rollup",
      keys.map((key) => this.#key(key))
    )
  }
  groupByCube(...keys: readonly Key[]): SelectBuilder {
    return this.#group(
      "cube",
      keys.map((key) => this.#key(key))
    )
  }
  groupBySets(...sets: readonly (readonly Key[])[]): SelectBuilder {
    return this.#group(
      "sets",
      sets.map((keys) => freezeNode({ kind: "Tuple", items: keys.map((key) => this.#key(key)) }))
    )
  }

  orderBy(key: Key, direction: OrderDirection = "asc", fill?: Fill): SelectBuilder {
    const expression = this.#key(key)
    const order: OrderNode = Object.freeze({
      expression,
      direction: oneOf("direction", direction, orderDirections),
      fill: fill === undefined ? undefined : fillNode(fill)
    })
    return this.#with({ orderBy: [...this[queryNode].orderBy, order] }, orderParts([order]))
  }

  interpolate(given: Given<Own>): SelectBuilder {
    const values = recordEntries(this.#given(given)).map(([name, expression]) => {
      this.#key(name)
      return Object.freeze({ name, expression: expressionNode(expression) })
    })
    return this.#with(
      { interpolate: [...this[queryNode].interpolate, ...values] },
      values.map(({ expression }) => expression)
    )
  }

  limitBy(rows: number, given: readonly Key[], offset?: number): SelectBuilder {
    const keys = given.map((key) => this.#key(key))
    if (keys.length === 0) refuseArgument("keys", "limitBy needs at least one key.")
    const limitBy = Object.freeze({
      rows: wholeNumber("rows", rows, 0),
      offset: offset === undefined ? undefined : wholeNumber("offset", offset, 0),
      keys: Object.freeze(keys)
    })
    return this.#with({ limitBy }, keys)
  }

  limit(rows: number, { withTies = false }: LimitOptions = {}): SelectBuilder {
    return this.#with({ limit: wholeNumber("rows", rows, 0), limitMode: withTies ? "ties" : "rows" })
  }
  limitPercent(percent: number): SelectBuilder {
    if (wholeNumber("percent", percent, 0) > 100) refuseArgument("percent", "percent must be at most 100.")
    return this.#with({ limit: percent + 0, limitMode: "percent" })
  }
  offset(rows: number): SelectBuilder {
    return this.#with({ offset: wholeNumber("rows", rows, 0) })
  }

  toHogQL(options?: CompileOptions): CompiledHogql {
    return compile(this[queryNode], options)
  }
  explain(): string {
    return explain(this[queryNode])
  }

  /** The query with other clauses; the expressions that are new in them are inspected. */
  #with(clauses: Partial<SelectNode>, added: readonly ExpressionNode[] = []): SelectBuilder {
    for (const clause of Object.values(clauses)) if (Array.isArray(clause)) Object.freeze(clause)
    const query = this[queryNode]
    const { ctes, namedExpressions, windows, isAggregated } = inspect(added, this.#tables, query)
    return new SelectBuilder(
      Object.freeze({ ...query, ...clauses, ctes, namedExpressions, windows, isAggregated }),
      this.#tables
    )
  }

  #addTable(table: TableNode): SelectBuilder {
    const { name } = table
    if (this.#tables.has(name)) refuseTaken(name)
    const query = this[queryNode]
    return new SelectBuilder(
      Object.freeze({ ...query, ctes: inspectTable(table, query) }),
      new Set([...this.#tables, name])
    )
  }

  #arrayJoin(given: readonly ArrayItem<string>[], isLeft: boolean): SelectBuilder {
    const items = given.map(arrayItemNode)
    const query = this[queryNode]
    if (query.arrayJoin.length > 0)
      refuseArgument("items", "A query has one ARRAY JOIN; give it all items at once.")
    const inspected = this.#with(
      {},
      items.map(({ array }) => array)
    )
    const names = new Set(this.#tables)
    for (const { name } of items) {
      if (names.has(name)) refuseTaken(name)
      names.add(name)
    }
    return new SelectBuilder(
      Object.freeze({ ...inspected[queryNode], arrayJoin: Object.freeze(items), isLeftArrayJoin: isLeft }),
      names
    )
  }

  #condition(clause: ConditionClause, given: Given<AnyExpression>): SelectBuilder {
    const condition = expressionNode(this.#given(given))
    return this.#with({ [clause]: [...this[queryNode][clause], condition] }, [condition])
  }

  #group(groupMode: GroupMode, keys: readonly ExpressionNode[]): SelectBuilder {
    const query = this[queryNode]
    if (keys.length === 0) refuseArgument("keys", "A query is grouped by at least one key.")
    if (query.groupBy.length > 0 && (query.groupMode !== groupMode || groupMode !== "plain"))
      refuseArgument("keys", "A query is grouped in one way: give all keys at once.")
    return this.#with({ groupMode, groupBy: [...query.groupBy, ...keys] }, keys)
  }

  #key(key: Key): ExpressionNode {
    if (typeof key !== "string") return expressionNode(key)
    if (!this[queryNode].columns.some((column) => column.name === key))
      throw new HogqlBuildError({
        _tag: "ColumnUnknown",
        name: key,
        message: `The query has no column named "${key}". Name its columns before using them.`
      })
    return freezeLeaf({ kind: "AliasReference", name: key })
  }

  #given<Argument>(given: Given<Argument>): Argument {
    // An argument is never itself a function: expressions and their records are objects.
    return typeof given === "function" ? (given as (own: Own) => Argument)(this.#references()) : given
  }

  #references(): Own {
    const references = this[queryNode].columns.map(({ name }) => [
      name,
      makeExpression(freezeLeaf({ kind: "AliasReference", name }))
    ])
    return Object.freeze(Object.fromEntries(references) as Own)
  }
}

const recordEntries = (record: unknown): readonly (readonly [string, unknown])[] =>
  typeof record === "object" && record !== null
    ? Object.entries(record)
    : refuseArgument("columns", "Columns are given by name: { name: expression }.")

const usingOf = (on: JoinCondition | undefined): readonly string[] | undefined => {
  if (on === undefined || isExpression(on) || !Array.isArray(on.using)) return undefined
  const names: readonly string[] = on.using
  names.forEach(checkName)
  return Object.freeze([...names])
}

const expressionNode = (expression: unknown): ExpressionNode =>
  isExpression(expression)
    ? expression[ast]
    : refuseArgument(
        "expression",
        "A query takes expressions, such as eq(events.event, …). For text use the hogql tag."
      )

const tableNodeOf = (table: unknown): TableNode =>
  isTable(table)
    ? table[tableNode]
    : refuseArgument(
        "table",
        "A query reads tables: events, persons, sessions, one made by defineTable, subquery or cte."
      )

/**
 * Begins a query over a table, or over none: `select().columns({ one: value(1) })`.
 *
 * `select(events).columns({ n: fn.count() }).where(eq(events.event, "$pageview"))`
 *
 * @since 0.1.0
 */
export const select: {
  <Source extends string>(table: AnyTable<Source>): Select<Source, object>
  (): Select<never, object>
} = (...given: readonly AnyTable[]) => {
  const table = given.length === 0 ? undefined : tableNodeOf(given[0])
  const query = emptySelect(table, Object.freeze(table === undefined ? [] : ctesOfTable(table)))
  const builder = new SelectBuilder(query, new Set(table === undefined ? [] : [table.name]))
  // The builder has the methods of Select; their types exist for the compiler only.
  return builder as unknown as Select<string, object> & Select<never, object>
}
