/**
 * Where a failure can come from, by the function that ClickHouse names in it.
 *
 * A call that the printing of an expression adds belongs to that expression. What only repeats the schema, such as the condition that keeps
 * other projects' rows out, cannot fail; what a saved view says has no place in the text.
 */
import type { Span } from "../ast/Span.ts"
import type { SqlQuery } from "../print/Sql.ts"
import { canBeNamed } from "./canBeNamed.ts"
import type { Origins } from "./Origins.ts"
import { isCall, isQuery, partsOf } from "./parts.ts"

/** The call stands around what the text says, or in another text. */
const elsewhere = Symbol("elsewhere")

type Place = Span | typeof elsewhere | undefined

/** In the order of the text. None when the failure can also come from elsewhere. */
export const callsNamed = (statement: SqlQuery, name: string, origins: Origins): readonly Span[] => {
  const isNamed = canBeNamed(name)
  const found = new Map<string, Span>()
  const seen = new Map<object, Place>()
  /** Tells whether all that can be named has a place. */
  const visit = (part: object, within: Place): boolean => {
    const place = placeOf(part, within)
    // Parts are shared, and what an alias names has the same place wherever it stands.
    if (seen.has(part) && seen.get(part) === place) return true
    seen.set(part, place)
    if (isCall(part) && isNamed(part.name)) {
      if (place === elsewhere || (place === undefined && holdsText(part, origins))) return false
      if (place !== undefined) found.set(`${place.start} ${place.end}`, place)
    }
    return partsOf(part).every((inner) => visit(inner, place))
  }
  const placeOf = (part: object, within: Place): Place => {
    if (within === elsewhere) return elsewhere
    if (isCall(part)) return origins.placeOf(part) ?? within
    if (!isQuery(part)) return within
    return origins.isForeign(part) ? elsewhere : undefined
  }
  return visit(statement, undefined) ? [...found.values()].toSorted((a, b) => a.start - b.start) : []
}

/** Whether anything from the text stands in it. */
const holdsText = (part: object, origins: Origins): boolean =>
  (isCall(part) && origins.placeOf(part) !== undefined) ||
  partsOf(part).some((inner) => holdsText(inner, origins))
