/** Reads the parts of a filter, which may come from outside and hold anything. */
import type { FilterScope } from "./FilterScope.ts"
import {
  type FilterValue,
  type PropertyFilter,
  type PropertyOperator,
  propertyOperators
} from "./HogqlFilters.ts"

export const operatorOf = ({ operator }: PropertyFilter, scope: FilterScope): PropertyOperator => {
  const wanted = operator ?? "exact"
  return (
    propertyOperators.find((known) => known === wanted) ??
    scope.unsupported(`The operator ${JSON.stringify(wanted)} of a property filter`)
  )
}

const isValue = (value: unknown): value is FilterValue =>
  value === null || ["string", "number", "bigint", "boolean"].includes(typeof value)

/** The values of a filter: one, several, or none at all. */
export const valuesOf = ({ value }: PropertyFilter, scope: FilterScope): readonly FilterValue[] => {
  const values: readonly unknown[] =
    value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
  return values.map((item) =>
    isValue(item)
      ? item
      : scope.invalid("The value of a property filter is a text, a number, a yes or no, or a list of these.")
  )
}

export const listOf = <A>(value: readonly A[] | null | undefined, scope: FilterScope): readonly A[] => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return scope.invalid("A list of filters is an array.")
  return value as readonly A[] // Array.isArray does not narrow a readonly array.
}
