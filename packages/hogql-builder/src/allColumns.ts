/**
 * All columns of a table, for `columns(allColumns(events))`: HogQL's `*`, with the names and types written out.
 */
import type { AnyExpression } from "./expression.ts"
import { isExpression } from "./expression.ts"
import type { AnyTable } from "./table.ts"

/** The columns of a table that are values; nested ones such as `events.person` are left out. @since 0.2.0 */
export type PlainColumns<T> = {
  readonly [Name in keyof T as T[Name] extends AnyExpression ? Name & string : never]: T[Name] & AnyExpression
}

/**
 * The columns of a table that are values, by name. As with `*`, nested ones such as `events.person` are left out.
 *
 * @since 0.2.0
 */
export const allColumns = <T extends AnyTable>(table: T): PlainColumns<T> =>
  // Those entries whose type says they are expressions, and no others.
  Object.fromEntries(Object.entries(table).filter(([, column]) => isExpression(column))) as PlainColumns<T>
