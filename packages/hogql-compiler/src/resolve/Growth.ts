/**
 * Refuses a query that grows out of all proportion when it is written out.
 *
 * Some words of HogQL stand for their operand more than once: BETWEEN, a comparison of two values that may be missing, CASE with
 * an operand, the name of a column CTE. Nested in each other they double with every level, so that a line of text becomes gigabytes of SQL.
 */
import type { Span } from "../ast/Span.ts"
import { inputRefused } from "../HogqlReason.ts"
import type { Sql, SqlQuery } from "../print/Sql.ts"
import { refuse } from "./refuse.ts"

/** Parts of a statement: names, calls, constants. A long IN list has 100,000, and what people write by hand a few hundred. */
const mostParts = 500_000

/** The gate lets fewer than 300,000 expressions through; more come only from names that are written out again and again. */
const mostExpressions = 300_000

export class Growth {
  #expressions = 0
  #blamed: Span | undefined

  /** Notes that an expression is about to be resolved. */
  begin(span: Span): void {
    this.#expressions++
    if (this.#expressions <= mostExpressions) return
    // A check goes on after a refusal, and every expression that follows is one too many.
    this.#blamed ??= span
    refuseGrowth("expressions", mostExpressions, this.#blamed)
  }

  /** Notes what it came to. */
  end(sql: Sql, span: Span): void {
    refuseOvergrown(sql, span)
  }
}

/** Refuses a statement, or a part of it, of too many parts. */
export const refuseOvergrown = (sql: Sql | SqlQuery, span: Span): void => {
  if (partsOf(sql) > mostParts) refuseGrowth("parts of the SQL statement", mostParts, span)
}

const refuseGrowth = (what: string, limit: number, span: Span): never =>
  refuse(
    inputRefused(
      {
        what,
        limit,
        message: `Written out, this has more than ${limit} ${what}. Compute what is repeated once, in a subquery, and name it.`
      },
      span
    )
  )

/** Statements are data that does not change, and parts of them are shared: each is counted once, and counts wherever it stands. */
const counted = new WeakMap<object, number>()

const partsOf = (part: unknown): number => {
  if (typeof part !== "object" || part === null) return 0
  const known = counted.get(part)
  if (known !== undefined) return known
  let parts = Array.isArray(part) ? 0 : 1
  for (const inner of Object.values(part)) parts += partsOf(inner)
  counted.set(part, parts)
  return parts
}
