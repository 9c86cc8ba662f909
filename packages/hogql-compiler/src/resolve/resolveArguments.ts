/** The arguments of a call, lambdas among them. */
import type { ExpressionNode, LambdaNode } from "../ast/Expression.ts"
import type { HogqlFunction } from "../functions/HogqlFunction.ts"
import { aliasInvalid, quote, typeMismatch, wrongArguments } from "../HogqlReason.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import { mentions, type Value } from "./Value.ts"
import { arrayType, unknownType, type ValueType } from "./ValueType.ts"

/** Lambdas are resolved last, because what they get depends on the other arguments. */
export const resolveArguments = (
  { name }: HogqlFunction,
  nodes: readonly ExpressionNode[],
  scope: Scope
): readonly Value[] => {
  const plain = nodes.map((node) => (node.node === "Lambda" ? undefined : scope.value(node)))
  const lists = plain.filter((value) => value !== undefined)
  const given = lists.map(({ type }): ValueType => type.element ?? unknownType)
  // What is folded into comes first in the lambda, and what it begins with last in the call.
  const types = name === "arrayFold" ? [lists.at(-1)?.type ?? unknownType, ...given.slice(0, -1)] : given
  return nodes.map((node, index) => plain[index] ?? resolveLambda(node as LambdaNode, types, scope))
}

const resolveLambda = (node: LambdaNode, types: readonly ValueType[], scope: Scope): Value => {
  if (node.args.length === 0)
    return refuse(wrongArguments("->", "A lambda needs at least one argument.", node.span))
  refuseCapture(node, scope)
  const bound = new Map(scope.lambdaArguments)
  node.args.forEach((name, index) => {
    bound.set(name, { sql: { kind: "name", name }, type: types[index] ?? unknownType })
  })
  if (bound.size < new Set(node.args).size)
    return refuse(typeMismatch("A lambda's arguments must differ.", node.span))
  const body = scope.with({ lambdaArguments: bound }).value(node.expr)
  // What it gives is what matters to the function it is passed to.
  return { sql: { kind: "lambda", args: node.args, body: body.sql }, type: arrayType(body.type) }
}

/** Where an alias is written out inside a lambda, an argument called like a part of it would take that part's place. */
const refuseCapture = ({ args, span }: LambdaNode, { lambdaArguments }: Scope): void => {
  for (const name of args) {
    if (!lambdaArguments.has(name)) continue
    for (const [alias, value] of lambdaArguments) {
      if (value.inlineAlias === undefined || alias === name || !mentions(value.sql, name)) continue
      const message = `The alias ${quote(alias)} is made of another ${quote(name)}. Give this lambda's argument another name.`
      refuse(aliasInvalid(name, message, span))
    }
  }
}
