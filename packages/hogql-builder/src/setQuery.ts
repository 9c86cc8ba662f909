/**
 * Queries one after another: UNION, INTERSECT, EXCEPT.
 *
 * A set has no ORDER BY or LIMIT of its own in HogQL (it would belong to the last member, or vanish), so it has no such
 * methods here: read it with `select(subquery(unionAll(…), "u"))`.
 */
import type { QueryNode, SetNode, SetOperator } from "./ast/SelectNode.ts"
import { columnsOf } from "./ast/SelectNode.ts"
import { compile } from "./compile.ts"
import { explain } from "./explain.ts"
import type { Expression, ReadsOf, TypeOf } from "./expression.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"
import type { Comparable } from "./HogqlType.ts"
import { define } from "./inspect.ts"
import type { Query } from "./query.ts"
import { queryNode } from "./query.ts"
import { refuseArgument } from "./refuse.ts"

/** Columns of the same names whose types go together. @since 0.2.0 */
export type Matching<Columns> = {
  readonly [Name in keyof Columns]: Expression<Comparable<TypeOf<Columns[Name]>>, string>
}

/** The columns of a set: a row may come from any of its queries. @since 0.2.0 */
export type Together<Columns, Others> = {
  readonly [Name in keyof Columns]: Expression<
    TypeOf<Columns[Name]> | (Others extends object ? TypeOf<Others[Name & keyof Others]> : never),
    ReadsOf<Columns[Name]>
  >
}

const refuseColumns = (name: string): never => {
  throw new HogqlBuildError({
    _tag: "ColumnUnknown",
    name,
    message: `The queries of a set must have the same columns in the same order; "${name}" is not in its place in each.`
  })
}

/** The tree of a set; its members must have the same columns, because HogQL puts them together by position. */
export const setNode = (operator: SetOperator, queries: readonly QueryNode[]): SetNode => {
  const [first, ...others] = queries
  if (first === undefined || others.length === 0)
    return refuseArgument("queries", "A set has at least two queries.")
  const names = columnsOf(first).map(({ name }) => name)
  for (const other of others) {
    const otherNames = columnsOf(other).map(({ name }) => name)
    const wrong = [...names, ...otherNames].find((name) => names.indexOf(name) !== otherNames.indexOf(name))
    if (wrong !== undefined) refuseColumns(wrong)
  }
  const ctes = queries.flatMap((query) => query.ctes)
  return Object.freeze({
    kind: "Set",
    operator,
    queries: Object.freeze([first, ...others] as const),
    ctes: Object.freeze(ctes.reduce<SetNode["ctes"]>(define, []))
  })
}

const makeQuery = <Columns extends object>(node: QueryNode): Query<Columns> =>
  // The types of its columns and rows exist for the compiler only.
  Object.freeze({
    [queryNode]: node,
    toHogQL: (options) => compile(node, options),
    explain: () => explain(node)
  } satisfies Pick<Query<Columns>, typeof queryNode | "toHogQL" | "explain">) as unknown as Query<Columns>

type SetFunction = <Columns extends object, const Others extends readonly Query<Matching<Columns>>[]>(
  first: Query<Columns>,
  ...others: readonly [...Others]
) => Query<Together<Columns, ColumnsIn<Others[number]>>>

type ColumnsIn<Q> = Q extends Query<infer Columns> ? Columns : never

const combine =
  (operator: SetOperator): SetFunction =>
  (...queries) =>
    makeQuery(
      setNode(
        operator,
        queries.map((query) => query[queryNode])
      )
    )

/**
 * All rows of all queries, repeated ones too. They must have the same columns in the same order.
 *
 * Fails with `HogqlBuildError` (`ColumnUnknown`) when the columns differ.
 *
 * @since 0.2.0
 */
export const unionAll: SetFunction = /* @__PURE__ */ combine("UNION ALL")
/** The rows of all queries, each once; otherwise as {@link unionAll}. @since 0.2.0 */
export const unionDistinct: SetFunction = /* @__PURE__ */ combine("UNION DISTINCT")
/** The rows that all queries have, each as often as all have it; otherwise as {@link unionAll}. @since 0.2.0 */
export const intersect: SetFunction = /* @__PURE__ */ combine("INTERSECT")
/** The rows of the first query, less one for each such row of the others; otherwise as {@link unionAll}. @since 0.2.0 */
export const except: SetFunction = /* @__PURE__ */ combine("EXCEPT")
