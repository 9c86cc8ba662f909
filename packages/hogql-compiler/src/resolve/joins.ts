/**
 * How two tables are joined: the words, the condition, and the columns that USING makes one of.
 */
import type { FieldNode } from "../ast/Expression.ts"
import type { JoinConstraintNode, JoinExprNode } from "../ast/Query.ts"
import { notSupported, quote, typeMismatch, unknownColumn } from "../HogqlReason.ts"
import { allOf, call, type Sql, type SqlJoinType } from "../print/Sql.ts"
import { suggest } from "../suggest.ts"
import { comparable } from "./comparable.ts"
import { condition } from "./condition.ts"
import { refuse } from "./refuse.ts"
import type { Relation, Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"

/** HogQL's join words, as the parser spells them, and ClickHouse's. OUTER and ALL say what is meant anyway. */
const joinTypes: ReadonlyMap<string, SqlJoinType> = new Map<string, SqlJoinType>([
  ["JOIN", "INNER JOIN"],
  ["INNER JOIN", "INNER JOIN"],
  ["LEFT JOIN", "LEFT JOIN"],
  ["RIGHT JOIN", "RIGHT JOIN"],
  ["FULL JOIN", "FULL JOIN"],
  ["CROSS JOIN", "CROSS JOIN"],
  ["ANY JOIN", "INNER ANY JOIN"],
  ["ANY INNER JOIN", "INNER ANY JOIN"],
  ["LEFT ANY JOIN", "LEFT ANY JOIN"],
  ["RIGHT ANY JOIN", "RIGHT ANY JOIN"],
  ["SEMI JOIN", "LEFT SEMI JOIN"],
  ["LEFT SEMI JOIN", "LEFT SEMI JOIN"],
  ["RIGHT SEMI JOIN", "RIGHT SEMI JOIN"],
  ["ANTI JOIN", "LEFT ANTI JOIN"],
  ["LEFT ANTI JOIN", "LEFT ANTI JOIN"],
  ["RIGHT ANTI JOIN", "RIGHT ANTI JOIN"],
  ["ASOF INNER JOIN", "ASOF JOIN"],
  ["ASOF JOIN", "ASOF JOIN"],
  ["LEFT ASOF JOIN", "ASOF LEFT JOIN"]
])

/**
 * Joins that keep rows of the right table, or whose ON takes no condition but its own: their tables are wrapped, with the
 * guard inside.
 */
export const isOneSided = (type: SqlJoinType): boolean => /RIGHT|FULL|ASOF/.test(type)

export const joinType = (node: JoinExprNode): SqlJoinType => {
  const words = (node.join_type ?? "JOIN").replace(/\b(?:OUTER|ALL) /g, "")
  return (
    joinTypes.get(words) ??
    refuse(
      notSupported(
        `\`${node.join_type ?? "JOIN"}\``,
        node.span,
        "Use INNER, LEFT, RIGHT, FULL or CROSS JOIN, also with ANY, SEMI, ANTI or ASOF."
      )
    )
  )
}

/** A column that USING makes one of: the relation whose column the bare name no longer means. */
export interface Merged {
  readonly name: string
  readonly hidden: Relation
}

/** The last relation of the scope is the one being joined. What USING merges is added to `merged`. */
export const joinCondition = (
  node: JoinExprNode,
  type: SqlJoinType,
  scope: Scope,
  merged: Merged[]
): Sql | undefined => {
  const { constraint } = node
  if (constraint === undefined) {
    if (type === "CROSS JOIN") return undefined
    return refuse(
      notSupported("A join without ON", node.span, "Write the condition after ON, or use CROSS JOIN.")
    )
  }
  if (type === "CROSS JOIN")
    return refuse(notSupported("CROSS JOIN with a condition", constraint.span, "Use INNER JOIN."))
  return constraint.constraint_type === "USING"
    ? usingCondition(constraint, type, scope, merged)
    : condition(scope.value(constraint.expr), constraint.expr, "ON")
}

/** `USING (a, b)`: the columns of these names are equal. With ASOF the last of them is the nearest instead. */
const usingCondition = (
  { expr }: JoinConstraintNode,
  type: SqlJoinType,
  scope: Scope,
  merged: Merged[]
): Sql | undefined => {
  const names = (expr.node === "Tuple" ? expr.exprs : [expr]).map((item) =>
    item.node === "Field" && item.chain.length === 1
      ? item
      : refuse(typeMismatch("USING takes the bare names of columns that both tables have.", item.span))
  )
  const before = scope.relations.slice(0, -1)
  const [joined] = scope.relations.slice(-1)
  const conditions = names.map((field, index) => {
    const name = field.chain[0] ?? ""
    const visible = mergeUsing(before, merged).filter((relation) => relation.has(name))
    const [owner, second] = visible
    if (owner === undefined || joined?.has(name) !== true) return refuseUsing(field, owner ?? joined)
    if (second !== undefined) {
      return refuse(
        typeMismatch(`Several tables have ${quote(name)}. Write the condition after ON.`, field.span)
      )
    }
    const left = { value: columnOf(owner, field), node: field }
    const right = { value: columnOf(joined, field), node: field }
    const nearest = type.startsWith("ASOF") && index === names.length - 1
    const sides = comparable(nearest ? ">=" : "==", left, right, field.span, scope)
    if (!/FULL/.test(type)) merged.push({ name, hidden: /RIGHT/.test(type) ? owner : joined })
    return call(nearest ? "greaterOrEquals" : "equals", sides.left.sql, sides.right.sql)
  })
  return allOf(conditions)
}

const columnOf = (relation: Relation, field: FieldNode): Value => {
  const found = relation.column(field.chain[0] ?? "", field.span)
  return found !== undefined && "sql" in found
    ? found
    : refuse(typeMismatch("USING takes plain columns. Write the condition after ON.", field.span))
}

const refuseUsing = (field: FieldNode, relation: Relation | undefined): never => {
  const name = field.chain[0] ?? ""
  const suggestion = relation && suggest(name, relation.columnNames())
  return refuse({
    ...unknownColumn(name, field.span, { suggestion }),
    message: `USING takes columns that both tables have, and ${quote(name)} is not one.`
  })
}

/** The relations as bare names see them: a merged column is found once. */
export const mergeUsing = (relations: readonly Relation[], merged: readonly Merged[]): readonly Relation[] =>
  relations.map((relation) => {
    const names = new Set(merged.filter(({ hidden }) => hidden === relation).map(({ name }) => name))
    return names.size === 0 ? relation : new MergedRelation(relation, names)
  })

/** Hides columns from bare names; behind the table's own name they are there. */
class MergedRelation implements Relation {
  readonly #relation: Relation
  readonly #hidden: ReadonlySet<string>

  constructor(relation: Relation, hidden: ReadonlySet<string>) {
    this.#relation = relation
    this.#hidden = hidden
  }

  get label(): string {
    return this.#relation.label
  }

  get table(): string {
    return this.#relation.table ?? ""
  }

  get paths(): Relation["paths"] {
    return this.#relation.paths
  }

  has(name: string): boolean {
    return !this.#hidden.has(name) && this.#relation.has(name)
  }

  column(...place: Parameters<Relation["column"]>): ReturnType<Relation["column"]> {
    return this.#relation.column(...place)
  }

  columnNames(): readonly string[] {
    return this.#relation.columnNames()
  }

  star(...place: Parameters<Relation["star"]>): ReturnType<Relation["star"]> {
    return this.#relation.star(...place)
  }
}
