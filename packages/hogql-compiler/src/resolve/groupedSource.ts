/**
 * A table that is computed per group (persons by their newest version, sessions from events): the subquery that stands in FROM.
 */
import { allOf, call, column, number, plainSelect, type Sql, type SqlSource } from "../print/Sql.ts"
import { type LogicalSource, storedRows } from "../schema/LogicalTable.ts"
import type { Environment } from "./Environment.ts"

/** Only the `used` columns are computed; those that are keys are grouped by as well. */
export const groupedSource = (
  source: Extract<LogicalSource, { kind: "grouped" }>,
  used: ReadonlyMap<string, { readonly value: Sql; readonly isKey: boolean }>,
  only: Sql | undefined,
  environment: Environment
): SqlSource => {
  const columns = [...used].map(([alias, { value }]) => ({ value, alias }))
  const keys = [...used.values()].filter(({ isKey }) => isKey).map(({ value }) => value)
  const names = new Set(keys.map((key) => (key.kind === "column" ? key.name : "")))
  const conditions = [
    environment.teamGuard(storedRows),
    ...source.where,
    ...(only === undefined ? [] : [only])
  ]
  if (source.currentCohorts === true) conditions.push(currentCohorts(environment))
  return {
    kind: "query",
    query: {
      ...plainSelect(columns.length === 0 ? [{ value: number(1), alias: "one" }] : columns),
      from: { source: { kind: "table", name: source.table }, alias: storedRows, joins: [] },
      where: allOf(conditions),
      groupBy: {
        kind: "values",
        values: [
          ...source.groupBy.filter((name) => !names.has(name)).map((name) => column(storedRows, name)),
          ...keys
        ]
      },
      having: allOf(source.having)
    }
  }
}

/** Only the version of each computed cohort that its definition calls current. */
const currentCohorts = (environment: Environment): Sql => {
  const current = environment.cohorts
    .filter((cohort) => !cohort.isStatic)
    .map((cohort) => call("tuple", number(cohort.id), number(cohort.version)))
  if (current.length === 0) return { kind: "boolean", value: false }
  return call(
    "in",
    call("tuple", column(storedRows, "cohort_id"), column(storedRows, "version")),
    call("tuple", ...current)
  )
}
