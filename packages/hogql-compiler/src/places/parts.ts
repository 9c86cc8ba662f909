/** Walks over the parts of a statement, which are plain data. */
import type { SqlCall, SqlQuery } from "../print/Sql.ts"

export const isCall = (part: object): part is SqlCall => "kind" in part && part.kind === "call"

export const isQuery = (part: object): part is SqlQuery =>
  "kind" in part && (part.kind === "select" || part.kind === "set")

/** The objects right inside, lists left out. */
export const partsOf = (part: object): readonly object[] =>
  Object.values(part).flatMap((inner: unknown): readonly object[] => {
    if (typeof inner !== "object" || inner === null) return []
    return Array.isArray(inner) ? partsOf(inner) : [inner]
  })
