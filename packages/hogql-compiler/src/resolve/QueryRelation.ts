import type { Span } from "../ast/Span.ts"
import type { JoinExprNode } from "../ast/Query.ts"
import { ambiguousColumn, typeMismatch } from "../HogqlReason.ts"
import { column } from "../print/Sql.ts"
import { refuse } from "./refuse.ts"
import type { OutputColumn, Relation } from "./Scope.ts"
import { failedValue, type Value } from "./Value.ts"
import { failedType } from "./ValueType.ts"

/** A subquery or a WITH item in FROM. Its columns keep their types, and a JSON column can still be read into. */
export class QueryRelation implements Relation {
  readonly label: string
  readonly paths: readonly (readonly string[])[]
  readonly #alias: string
  readonly #columns: readonly OutputColumn[]

  constructor(alias: string, name: string | undefined, columns: readonly OutputColumn[]) {
    this.#alias = alias
    this.label = name ?? "the subquery"
    this.paths = name === undefined ? [] : [[name]]
    this.#columns = columns
  }

  /** A column of a table that was refused is hidden behind a `*`, so any name may be one of them. */
  get isFailed(): boolean {
    return this.#columns.some(({ name, type }) => name === "*" && type === failedType)
  }

  has(name: string): boolean {
    return this.#columns.some((candidate) => candidate.name === name)
  }

  column(name: string, span: Span): Value | undefined {
    const [found, second] = this.#columns.filter((candidate) => candidate.name === name)
    if (second !== undefined) return refuse(ambiguousColumn(name, [this.label, this.label], span))
    if (found === undefined) return this.isFailed ? failedValue : undefined
    return this.#value(found)
  }

  columnNames(): readonly string[] {
    return this.#columns.map((candidate) => candidate.name)
  }

  star(): readonly { readonly name: string; readonly value: Value }[] {
    return this.#columns.map((candidate) => ({ name: candidate.name, value: this.#value(candidate) }))
  }

  #value(found: OutputColumn): Value {
    const sql = column(this.#alias, found.sqlName)
    return found.type.name === "JSON"
      ? { sql, type: found.type, json: { document: sql, keys: [] } }
      : { sql, type: found.type }
  }
}

/** The columns under the names of `AS alias (a, b)`, which names every one of them. */
export const renamed = (
  columns: readonly OutputColumn[],
  node: JoinExprNode,
  what: string
): readonly OutputColumn[] => {
  const names = node.column_aliases
  if (names === undefined) return columns
  if (names.length !== columns.length) {
    const message = `${what} has ${columns.length} columns, and ${names.length} names are given.`
    return refuse(typeMismatch(message, node.span))
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
}
