import { number, plainSelect, type Sql, type SqlSource } from "../print/Sql.ts"

/** A table without rows: the `used` columns with their types, so that it joins and compares like any other. */
export const emptySource = (used: ReadonlyMap<string, { readonly value: Sql }>): SqlSource => {
  const columns = [...used].map(([alias, { value }]) => ({ value, alias }))
  return {
    kind: "query",
    query: {
      ...plainSelect(columns.length === 0 ? [{ value: number(1), alias: "one" }] : columns),
      where: { kind: "boolean", value: false }
    }
  }
}
