/**
 * Which piece of the text a call of a statement was written as, so that a failure of the statement can be given its place.
 */
import type { Span } from "../ast/Span.ts"
import type { Sql, SqlCall, SqlQuery } from "../print/Sql.ts"

export class Origins {
  readonly #spans = new WeakMap<SqlCall, Span>()
  readonly #foreign = new WeakSet<SqlQuery>()

  /** An alias gives what it names again, which keeps its own place. */
  note(sql: Sql, span: Span): void {
    if (sql.kind === "call" && !this.#spans.has(sql)) this.#spans.set(sql, span)
  }

  /** Notes a query that was written in another text, as a saved view is. */
  noteForeign(query: SqlQuery): void {
    this.#foreign.add(query)
  }

  /** `undefined` for a call that only came about in printing. */
  placeOf(call: SqlCall): Span | undefined {
    return this.#spans.get(call)
  }

  isForeign(query: SqlQuery): boolean {
    return this.#foreign.has(query)
  }
}
