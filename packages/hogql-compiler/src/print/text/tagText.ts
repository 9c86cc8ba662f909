import type { ExpressionNode, HogQLXAttributeNode, HogQLXTagNode } from "../../ast/Expression.ts"
import type { Writer } from "./Writer.ts"

/** `<Kind name='value' other={expr}>…</Kind>`. */
export const tagText = (node: HogQLXTagNode, to: Writer): string => {
  const children = node.attributes.find(({ name }) => name === "children")
  const attributes = node.attributes
    .filter((attribute) => attribute !== children)
    .map((attribute) => ` ${attribute.name}${attributeText(attribute, to)}`)
  const head = `<${node.kind}${attributes.join("")}`
  if (children === undefined) return `${head} />`
  const items = isList(children.value) ? children.value : [children.value]
  return `${head}>${items.map((item) => childText(item, to)).join("")}</${node.kind}>`
}

const isList = (value: HogQLXAttributeNode["value"]): value is readonly ExpressionNode[] =>
  Array.isArray(value)

const attributeText = ({ value }: HogQLXAttributeNode, to: Writer): string => {
  if (isList(value)) return `={[${value.map((item) => to.expression(item)).join(", ")}]}`
  if (value.node === "Constant" && value.kind === "boolean" && value.value) return ""
  return `={${to.expression(value)}}`
}

const childText = (node: ExpressionNode, to: Writer): string =>
  node.node === "HogQLXTag" ? tagText(node, to) : `{${to.expression(node)}}`
