/**
 * `events AS e (a, b)`: the first columns of the table under other names. The rest keep theirs, and what is not in `*` is out of reach.
 */
import type { Span } from "../ast/Span.ts"
import type { JoinExprNode } from "../ast/Query.ts"
import { aliasInvalid, quote, typeMismatch } from "../HogqlReason.ts"
import { refuse } from "./refuse.ts"
import type { Relation } from "./Scope.ts"

/** The table as its column aliases make it, or as it is. */
export const renamedTable = (relation: Relation, node: JoinExprNode): Relation => {
  const names = node.column_aliases
  if (names === undefined) return relation
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    return refuse(aliasInvalid(twice, `Two columns are called ${quote(twice)}.`, node.span))
  }
  const own = relation.star(node.span).map((column) => column.name)
  if (names.length > own.length) {
    const message = `${quote(relation.label)} has ${own.length} columns, and ${names.length} names are given.`
    return refuse(typeMismatch(message, node.span))
  }
  const originals = new Map(names.map((name, index): [string, string] => [name, own[index] ?? name]))
  for (const name of own.slice(names.length)) if (!originals.has(name)) originals.set(name, name)
  return new RenamedRelation(relation, originals)
}

class RenamedRelation implements Relation {
  readonly #relation: Relation
  readonly #originals: ReadonlyMap<string, string>

  constructor(relation: Relation, originals: ReadonlyMap<string, string>) {
    this.#relation = relation
    this.#originals = originals
  }

  get label(): string {
    return this.#relation.label
  }

  get paths(): Relation["paths"] {
    return this.#relation.paths
  }

  has(name: string): boolean {
    return this.#originals.has(name)
  }

  column(name: string, span: Span): ReturnType<Relation["column"]> {
    const original = this.#originals.get(name)
    return original === undefined ? undefined : this.#relation.column(original, span)
  }

  columnNames(): readonly string[] {
    return [...this.#originals.keys()]
  }

  star(span: Span): ReturnType<Relation["star"]> {
    return [...this.#originals].flatMap(([name, original]) => {
      const value = this.#relation.column(original, span)
      return value !== undefined && "sql" in value ? [{ name, value }] : []
    })
  }
}
