/**
 * `cast(x as T)`, `x::T` and `try_cast(x as T)`: HogQL's own conversion where there is one, which gives null for what does not convert.
 *
 * Lists, tuples and maps cannot be null in ClickHouse, so a text that is none of these fails there.
 */
import type { CallNode, ExprCallNode, ExpressionNode, TryCastNode, TypeCastNode } from "../ast/Expression.ts"
import { notSupported, quote } from "../HogqlReason.ts"
import { call, literal } from "../print/Sql.ts"
import { readCastType } from "./castType.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"
import { nullableType } from "./ValueType.ts"

export const resolveCast = (node: TypeCastNode | TryCastNode, scope: Scope): Value => {
  const target = readCastType(node.type_name)
  if (target === undefined) {
    return refuse(
      notSupported(
        `The type ${quote(node.type_name)} in a cast`,
        node.span,
        "Use String, Int, Float, Bool, Date, DateTime, UUID, Decimal(p, s), or Array, Tuple and Map of these."
      )
    )
  }
  if (target.converter !== undefined) {
    const conversion: CallNode = { node: "Call", span: node.span, name: target.converter, args: [node.expr] }
    return scope.value(conversion)
  }
  const value = scope.value(node.expr)
  const isNested =
    target.type.name === "Array" || target.type.name === "Tuple" || target.clickhouse.startsWith("Map(")
  if (isNested) return { sql: call("CAST", value.sql, literal(target.clickhouse)), type: target.type }
  return {
    sql: call("accurateCastOrNull", value.sql, literal(target.clickhouse)),
    type: nullableType(target.type)
  }
}

/** `x::Decimal(10, 2)`: the parser takes the bracket for a call of the cast. Nothing but a plain function can be called. */
export const resolveExprCall = (node: ExprCallNode, scope: Scope): Value => {
  if (node.expr.node === "TypeCast") {
    const parts = node.args.map(typeText)
    const type_name = `${node.expr.type_name}(${parts.join(", ")})`
    if (parts.every((part) => part !== undefined))
      return resolveCast({ ...node.expr, span: node.span, type_name }, scope)
  }
  return refuse(
    notSupported(
      "A call on something that is not a function name",
      node.span,
      "Only functions can be called."
    )
  )
}

const typeText = (node: ExpressionNode): string | undefined => {
  switch (node.node) {
    case "Field":
      return node.chain.join(".")
    case "Constant":
      return node.kind === "integer" ? String(node.value) : undefined
    case "Call": {
      const parts = node.args.map(typeText)
      return parts.every((part) => part !== undefined) ? `${node.name}(${parts.join(", ")})` : undefined
    }
    default:
      return undefined
  }
}
