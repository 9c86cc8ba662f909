/**
 * Tables under another name, and samples of tables.
 */
import type { ColumnExpression } from "./expression.ts"
import { checkAlias } from "./name.ts"
import type { Properties } from "./property.ts"
import { refuseArgument } from "./refuse.ts"
import type { AnyTable } from "./table.ts"
import { makeTable, tableColumns, tableNode } from "./table.ts"

type Renamed<Path, Name extends string> = Path extends `${string}:${infer Rest}` ? `${Name}:${Rest}` : never

type RenamedColumn<C, Name extends string> =
  C extends Properties<infer Path>
    ? Properties<Renamed<Path, Name>>
    : C extends ColumnExpression<infer T, infer Path>
      ? ColumnExpression<T, Renamed<Path, Name>>
      : { readonly [Part in keyof C]: RenamedColumn<C[Part], Name> }

/** The same columns, read under another name. @since 0.2.0 */
export type Aliased<T extends AnyTable, Name extends string> = AnyTable<Name> & {
  readonly [Column in keyof T as Column extends string ? Column : never]: RenamedColumn<T[Column], Name>
}

/**
 * The table under another name: `const later = alias(events, "later")`, for a join of a table with itself.
 *
 * Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.2.0
 */
export const alias = <T extends AnyTable, const Name extends string>(
  table: T,
  name: Name
): Aliased<T, Name> => {
  checkAlias(name)
  const { source, sample } = table[tableNode]
  // The columns are made again, one by one, for the new name: what the mapped type says.
  return makeTable(name, source, table[tableColumns], sample) as Aliased<T, Name>
}

/** A share between 0 and 1, or a ratio of whole numbers such as `[1, 10]`. @since 0.2.0 */
export type Share = number | readonly [part: number, whole: number]

const shareOf = (argument: string, given: Share, allowsNothing: boolean): readonly number[] => {
  const parts: readonly number[] =
    typeof given === "number" ? [given] : Array.isArray(given) ? [...given] : []
  const [part = Number.NaN, whole = 1] = parts
  const isShare = part / whole <= 1 && (allowsNothing ? part >= 0 : part > 0) && whole > 0
  const isWritable = parts.length === 1 ? part > 1e-6 || part === 0 : parts.every(Number.isSafeInteger)
  return isShare && isWritable && parts.length <= 2
    ? Object.freeze(parts)
    : refuseArgument(argument, `${argument} must be a share up to 1, or a ratio of two whole numbers.`)
}

/**
 * A sample of the table: `select(sample(events, [1, 10]))` prints `FROM events SAMPLE 1/10`. The same share of the same
 * rows each time; an offset takes another part of them.
 *
 * Fails with `HogqlBuildError` (`ArgumentRefused`) unless the share is above 0 and at most 1.
 *
 * @since 0.2.0
 */
export const sample = <T extends AnyTable>(table: T, share: Share, offset?: Share): T => {
  const node = Object.freeze({
    share: shareOf("share", share, false),
    offset: offset === undefined ? undefined : shareOf("offset", offset, true)
  })
  const { name, source } = table[tableNode]
  // The same columns under the same name.
  return makeTable(name, source, table[tableColumns], node) as T
}
