/** Written texts in a written tuple, as in `(timestamp, uuid) > ('2024-01-01', '…')`: each is read as what it stands beside. */
import type { ExpressionNode } from "../ast/Expression.ts"
import { comparable } from "./comparable.ts"
import type { Scope } from "./Scope.ts"
import { calling, type Operand, type Value } from "./Value.ts"
import { isNumeric, isTime, nullableType, unknownType } from "./ValueType.ts"
import { isWrittenNumber } from "./writtenText.ts"

export const tupleBeside = (own: Operand, other: Operand, scope: Scope): Operand => {
  const items = itemsOf(own.node)
  const wanted = other.value.type.elements
  // What a grouped tuple is made of need not stand in GROUP BY by itself.
  if (items === undefined || items.length !== wanted?.length || !holdsText(own.node)) return own
  const values = items.map((node, at): Value => {
    const value = scope.value(node)
    const type = wanted[at] ?? unknownType
    const beside: Operand = { value: { sql: other.value.sql, type }, node: other.node }
    if (value.constant?.kind !== "string") return tupleBeside({ value, node }, beside, scope).value
    const isRead =
      isTime(type) || type.name === "UUID" || (isNumeric(type) && isWrittenNumber(value.constant.value))
    if (!isRead) return value
    const { sql } = comparable("==", beside, { value, node }, node.span, scope).right
    return { sql, type: nullableType(type, false) }
  })
  const elements = values.map(({ type }) => type)
  return { ...own, value: calling("tuple", values, { ...own.value.type, elements }) }
}

const itemsOf = (node: ExpressionNode): readonly ExpressionNode[] | undefined => {
  if (node.node === "Tuple") return node.exprs
  return node.node === "Call" && node.name === "tuple" ? node.args : undefined
}

const holdsText = (node: ExpressionNode): boolean => itemsOf(node)?.some(canBeText) === true

const canBeText = (node: ExpressionNode): boolean =>
  node.node === "Placeholder" || (node.node === "Constant" && node.kind === "string") || holdsText(node)
