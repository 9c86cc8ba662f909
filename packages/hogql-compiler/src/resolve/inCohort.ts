/**
 * `person_id IN COHORT 2` and `IN COHORT 'name'`: membership as last calculated, by subquery.
 *
 * The cohort's name is only looked up, never written: its number goes into the statement.
 */
import type { CompareOperationNode } from "../ast/Expression.ts"
import type { CohortDefinition } from "../Compiler.ts"
import { typeMismatch, unknownCohort } from "../HogqlReason.ts"
import { allOf, call, column, number, plainSelect } from "../print/Sql.ts"
import { storedRows } from "../schema/LogicalTable.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import { flagType } from "./ValueType.ts"

export const inCohort = (node: CompareOperationNode, scope: Scope): Value => {
  const member = scope.value(node.left)
  if (member.type.name !== "UUID" && member.type.name !== "Unknown") {
    return refuse(
      typeMismatch("IN COHORT takes the id of a person, as `person_id IN COHORT …`.", node.left.span)
    )
  }
  const cohort = findCohort(node, scope)
  const table = cohort.isStatic ? "static_cohort_people" : "cohort_people"
  scope.environment.tables.add(table)
  const conditions = [
    scope.environment.teamGuard(storedRows),
    call("equals", column(storedRows, "cohort_id"), number(cohort.id))
  ]
  if (!cohort.isStatic) conditions.push(call("equals", column(storedRows, "version"), number(cohort.version)))
  const members = {
    ...plainSelect([{ value: column(storedRows, "person_id"), alias: "person_id" }]),
    from: { source: { kind: "table", name: table }, alias: storedRows, joins: [] } as const,
    where: allOf(conditions)
  }
  const name = node.op === "in cohort" ? "in" : "notIn"
  return { sql: call(name, member.sql, { kind: "query", query: members }), type: flagType }
}

const findCohort = (node: CompareOperationNode, scope: Scope): CohortDefinition => {
  const { constant } = scope.value(node.right)
  const { cohorts } = scope.environment
  const { span } = node.right
  if (constant?.kind === "integer") {
    const wanted = Number(constant.value)
    return (
      cohorts.find((cohort) => cohort.id === wanted) ?? refuse(unknownCohort(String(constant.value), span))
    )
  }
  if (constant?.kind !== "string") {
    return refuse(typeMismatch("IN COHORT takes the number or the name of a cohort, written out.", span))
  }
  const [found, second] = cohorts.filter((cohort) => cohort.name === constant.value)
  if (second !== undefined) {
    return refuse(typeMismatch("Several cohorts have this name. Use the number of the one you mean.", span))
  }
  return found ?? refuse(unknownCohort(constant.value, span))
}
