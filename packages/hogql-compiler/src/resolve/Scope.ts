/**
 * What a name can mean at one place of a query.
 *
 * Only the innermost SELECT is searched, as in HogQL: there are no correlated subqueries. WITH items are seen from inside
 * the subqueries too.
 */
import type { CteNode, QueryNode } from "../ast/Query.ts"
import type { ExpressionNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import type { Sql, SqlJoin, SqlQuery, SqlSource } from "../print/Sql.ts"
import type { Environment } from "./Environment.ts"
import type { Value } from "./Value.ts"
import type { ValueType } from "./ValueType.ts"

/** Something whose columns can be named: a table, a joined row, a prefix. */
export interface Namespace {
  /** How messages call it. */
  readonly label: string
  column(name: string, span: Span): Value | Namespace | undefined
  columnNames(): readonly string[]
  /** What `*` after its name stands for, where it can be spread. */
  star?(span: Span): readonly { readonly name: string; readonly value: Value }[]
}

/** A table of FROM. */
export interface Relation extends Namespace {
  /** The paths that lead to it, such as `e`, or `system.insights` and `insights`. */
  readonly paths: readonly (readonly string[])[]
  /** The logical table it is, when it is one. */
  readonly table?: string
  has(column: string): boolean
  /** Set when the table was refused: nothing can be said about its columns, so none is unknown. */
  readonly isFailed?: boolean
  /** What `*` stands for. */
  star(span: Span): readonly { readonly name: string; readonly value: Value }[]
}

/** A table as it stands in FROM, with the tables that it needs joined to it. */
export interface BuiltTable {
  readonly source: SqlSource
  readonly joins: readonly SqlJoin[]
  /** The team guard, where it is not inside the source already. */
  readonly guard: Sql | undefined
}

/** A table of FROM while its columns are asked for; it is built when all are known. */
export interface OpenedTable {
  readonly relation: Relation
  readonly build: () => BuiltTable
}

/** A column of a query, by the name users give it and the name it has in SQL. */
export interface OutputColumn {
  readonly name: string
  readonly sqlName: string
  readonly type: ValueType
}

export interface ResolvedQuery {
  readonly sql: SqlQuery
  readonly columns: readonly OutputColumn[]
}

/** A WITH item and what its own text can see: the items before it. */
export interface Cte {
  readonly node: CteNode
  readonly visible: CteScope
  /** Filled on first use. */
  resolved: { readonly name: string; readonly columns: readonly OutputColumn[] } | undefined
}

export type CteScope = ReadonlyMap<string, Cte>

export type Clause = "select" | "where" | "group by" | "having" | "order by" | "on" | "array join" | "limit"

/** Turns nodes into values; the pieces call each other through it. */
export interface Resolver {
  readonly environment: Environment
  expression(node: ExpressionNode, scope: Scope): Value
  query(node: QueryNode, ctes: CteScope): ResolvedQuery
}

interface ScopeParts {
  readonly resolver: Resolver
  readonly ctes: CteScope
  readonly relations: readonly Relation[]
  readonly aliases: Map<string, Value>
  /** Arguments of the lambdas around, and the aliases given inside them. Empty outside lambdas. */
  readonly lambdaArguments: Map<string, Value>
  readonly clause: Clause
  /** The aggregate function whose arguments are being resolved. */
  readonly aggregate: string | undefined
  readonly windows: SelectWindows
}

export type SelectWindows = NonNullable<Extract<QueryNode, { node: "SelectQuery" }>["window_exprs"]>

export class Scope {
  readonly #parts: ScopeParts

  constructor(parts: ScopeParts) {
    this.#parts = parts
  }

  get resolver(): Resolver {
    return this.#parts.resolver
  }

  get environment(): Environment {
    return this.#parts.resolver.environment
  }

  get ctes(): CteScope {
    return this.#parts.ctes
  }

  get relations(): readonly Relation[] {
    return this.#parts.relations
  }

  get aliases(): ReadonlyMap<string, Value> {
    return this.#parts.aliases
  }

  get lambdaArguments(): ReadonlyMap<string, Value> {
    return this.#parts.lambdaArguments
  }

  get clause(): Clause {
    return this.#parts.clause
  }

  get aggregate(): string | undefined {
    return this.#parts.aggregate
  }

  get windows(): SelectWindows {
    return this.#parts.windows
  }

  value(node: ExpressionNode): Value {
    return this.resolver.expression(node, this)
  }

  query(node: QueryNode): ResolvedQuery {
    const { tablesAround } = this.environment
    const before = tablesAround.length
    tablesAround.push(...this.relations.flatMap(({ paths }) => paths.map((path) => path.join("."))))
    try {
      return this.resolver.query(node, this.ctes)
    } finally {
      tablesAround.length = before
    }
  }

  /** Makes an alias known to everything that is resolved after it; inside a lambda, to the rest of the lambda. */
  define(alias: string, value: Value): void {
    const { aliases, lambdaArguments } = this.#parts
    const names = lambdaArguments.size > 0 ? lambdaArguments : aliases
    names.set(alias, value)
  }

  with(changes: Partial<ScopeParts>): Scope {
    return new Scope({ ...this.#parts, ...changes })
  }
}
