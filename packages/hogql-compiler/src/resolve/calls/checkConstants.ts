/**
 * Arguments that are written out and cannot be right, whatever the rows: a type or a zone that does not exist, a pattern that cannot be read.
 */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import { wrongArguments } from "../../HogqlReason.ts"
import { refuse, refuseWithFix } from "../refuse.ts"
import type { Value } from "../Value.ts"
import type { ConstantProblem } from "./constants/ConstantRule.ts"
import { constantRules } from "./constants/constantRules.ts"
import { isNoWindow } from "./constants/intervals.ts"
import { zone } from "./constants/zones.ts"
import { isTypeText } from "./typeText.ts"

/** Functions whose last argument names a type. */
const typed = new Set(["JSONExtract", "JSONExtractKeysAndValues"])

/** Throws `WrongArguments` where the last argument should be the name of a type and is none. */
export const checkTypeText = (
  { name }: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const [last, node] = [args.at(-1), nodes.at(-1)]
  if (!typed.has(name) || last === undefined) return
  const { constant } = last
  // A calculated text is left to ClickHouse.
  if (constant === undefined || (constant.kind === "string" && isTypeText(constant.value))) return
  refuse(
    wrongArguments(
      name,
      `The last argument of ${name} is a type written as text, such as 'Int64', 'String' or 'Array(String)'.`,
      node?.span
    )
  )
}

/** Throws `WrongArguments` for the first written argument that cannot be right. */
export const checkConstants = (
  called: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  const rules = constantRules.get(called.name)
  if (rules !== undefined) {
    const call = { name: called.name, args, nodes }
    args.forEach(({ constant }, place) => {
      const node = nodes[place]
      const problem = constant === undefined ? undefined : rules[place]?.(constant, call)
      if (problem !== undefined && node !== undefined) refuseConstant(called.name, problem, node)
    })
  }
  const last = args.length - 1
  const [given, node] = [args[last], nodes[last]]
  // Where a function takes a zone, it is the last of all arguments.
  const hasZone =
    called.takesTimezone && called.minimumArguments < args.length && called.maximumArguments === args.length
  if (hasZone && given?.constant !== undefined && node !== undefined) {
    const problem = zone(given.constant, { name: called.name, args, nodes })
    if (problem !== undefined) refuseConstant(called.name, problem, node)
  }
  if (windowed.has(called.name)) {
    const empty = nodes.find(isNoWindow)
    const message = `${called.name} needs an interval above 0.`
    if (empty !== undefined) refuse(wrongArguments(called.name, message, empty.span))
  }
}

/** Functions that cut time into intervals. */
const windowed = new Set([
  ...["toStartOfInterval", "date_bin", "tumble", "tumbleStart", "tumbleEnd", "hop", "hopStart", "hopEnd"]
])

/** What is wrong with a written argument, at its place. A near name is the fix, unless it is a value given beside the text. */
export const refuseConstant = (
  name: string,
  { instead, message }: ConstantProblem,
  node: ExpressionNode
): void => {
  const reason = wrongArguments(name, message, node.span)
  if (instead === undefined || node.node !== "Constant") refuse(reason)
  else refuseWithFix(reason, { span: node.span, text: instead, isGuess: true })
}
