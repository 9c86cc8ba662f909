/**
 * Answers to surveys.
 *
 * An answer lies under `$survey_response_<question id>` since PostHog gave questions ids, and before that under `$survey_response`
 * for the first question and `$survey_response_<index>` for the others. Both are looked at, the newer first.
 *
 * @see https://posthog.com/docs/surveys/sql-insights
 */
import type { ConstantNode, ExpressionNode } from "../../ast/Expression.ts"
import type { QueryNode } from "../../ast/Query.ts"
import { wrongArguments } from "../../HogqlReason.ts"
import { placeholderNode } from "../constant.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { writeAt } from "./expand.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"

const constantAt = (
  { called, node, nodes, scope }: ResolvedCall,
  index: number
): ConstantNode | undefined => {
  const given = nodes[index]
  if (given === undefined) return undefined
  const item = given.node === "Placeholder" ? placeholderNode(given, scope.environment) : given
  return item.node === "Constant"
    ? item
    : refuse(
        wrongArguments(
          called.name,
          `The arguments of ${called.name} must be written as constants.`,
          node.span
        )
      )
}

/** `getSurveyResponse(question index[, question id[, whether several can be chosen]])`. */
const getSurveyResponse = (resolved: ResolvedCall): Value => {
  const { node, scope } = resolved
  const index = Number(constantAt(resolved, 0)?.value)
  if (!Number.isSafeInteger(index) || index < 0) {
    return refuse(
      wrongArguments(
        node.name,
        "The first argument of getSurveyResponse must be a question's index, from 0 up.",
        node.span
      )
    )
  }
  const id = constantAt(resolved, 1)
  const isMultiple = constantAt(resolved, 2)?.value === true
  const write = writeAt(node.span)
  const properties = write.field("properties")
  const byIndex = write.text(index === 0 ? "$survey_response" : `$survey_response_${index}`)
  const questions = write.call("JSONExtractArrayRaw", properties, write.text("$survey_questions"))
  const question = write.call("arrayElement", questions, write.whole(index + 1))
  const byId: ExpressionNode =
    id?.kind === "string" && id.value !== ""
      ? write.text(`$survey_response_${id.value}`)
      : write.call(
          "concat",
          write.text("$survey_response_"),
          write.call("JSONExtractString", question, write.text("id"))
        )
  if (isMultiple) {
    const listById = write.call("JSONExtractArrayRaw", properties, byId)
    const listByIndex = write.call("JSONExtractArrayRaw", properties, byIndex)
    return scope.value(write.call("if", write.call("notEmpty", listById), listById, listByIndex))
  }
  const answer = (key: ExpressionNode) =>
    write.call("nullIf", write.call("JSONExtractString", properties, key), write.text(""))
  return scope.value(write.call("coalesce", answer(byId), answer(byIndex)))
}

/**
 * `uniqueSurveySubmissionsFilter(survey id[, from[, to]])`: true for the last event of each submission. An event without a
 * submission id is a submission of its own.
 */
const uniqueSurveySubmissionsFilter = (resolved: ResolvedCall): Value => {
  const { node, scope } = resolved
  const { span } = node
  const write = writeAt(span)
  const survey = constantAt(resolved, 0)
  if (survey === undefined)
    return refuse(wrongArguments(node.name, "uniqueSurveySubmissionsFilter needs the id of a survey.", span))
  const timestamp = write.field("timestamp")
  const bound = (name: string, index: number) => {
    const value = constantAt(resolved, index)
    return value === undefined ? [] : [write.call(name, timestamp, value)]
  }
  const where: readonly ExpressionNode[] = [
    write.call("equals", write.field("event"), write.text("survey sent")),
    write.call("equals", write.field("properties", "$survey_id"), survey),
    ...bound("greaterOrEquals", 1),
    ...bound("lessOrEquals", 2)
  ]
  const submission = write.field("properties", "$survey_submission_id")
  const isMissing = write.call("equals", write.call("ifNull", submission, write.text("")), write.text(""))
  const query: QueryNode = {
    node: "SelectQuery",
    span,
    select: [write.call("argMax", write.field("uuid"), timestamp)],
    select_from: { node: "JoinExpr", span, table: write.field("events") },
    where: { node: "And", span, exprs: where },
    group_by: [write.call("if", isMissing, write.call("toString", write.field("uuid")), submission)]
  }
  return scope.value({ node: "CompareOperation", span, op: "in", left: write.field("uuid"), right: query })
}

export const surveyPrinters = {
  surveyResponse: { kind: "nodes", print: getSurveyResponse },
  surveySubmissions: { kind: "nodes", print: uniqueSurveySubmissionsFilter }
} as const satisfies Readonly<Record<string, SpecialPrinter>>
