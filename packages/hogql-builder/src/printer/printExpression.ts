/**
 * Expressions as HogQL text.
 *
 * Operands that are operations themselves stand in brackets, always: no rule of precedence is relied upon, except
 * that a comparison binds tighter than AND and OR.
 */
import type { CallNode, ExpressionNode, TemplateNode } from "../ast/ExpressionNode.ts"
import { refuseTemplate } from "../templateScan.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printLiteral, printString } from "./printLiteral.ts"
import { printSelect } from "./printSelect.ts"

const printChain = (chain: readonly string[]): string => chain.map(printIdentifier).join(".")

const printList = (nodes: readonly ExpressionNode[], context: PrintContext): string =>
  nodes.map((node) => printExpression(node, context)).join(", ")

const printCall = (node: CallNode, context: PrintContext): string => {
  const parameters = node.parameters === undefined ? "" : `(${printList(node.parameters, context)})`
  return `${node.name}${parameters}(${printList(node.args, context)})`
}

const bracket = (text: string, hasLineComment: boolean): string => `(${text}${hasLineComment ? "\n" : ""})`

const printNested = (node: TemplateNode, context: PrintContext): string => {
  if (node.hasTopLevelComma) refuseTemplate("top-level-comma")
  return bracket(printTemplate(node, context), node.hasLineComment)
}

/** A template as it is written: its own text, with a placeholder, name or bracketed unit for each part. */
export const printTemplate = (node: TemplateNode, context: PrintContext): string =>
  node.texts
    .map((text, index) => {
      const part = node.parts[index]
      if (part === undefined) return context.watch(text)
      const printed = part.kind === "Table" ? printIdentifier(part.name) : printPart(part, context)
      return context.watch(text) + printed
    })
    .join("")

// A part may follow and precede any operator of the template's text, so all but single units get brackets; raw text
// alone is spliced as it is, because that is what it is for.
const printPart = (node: ExpressionNode, context: PrintContext): string =>
  node.kind === "Raw" ? context.watch(node.text) : printOperand(node, context)

/** An expression as the operand of something: an operation in brackets, anything else as it is. */
const printOperand = (node: ExpressionNode, context: PrintContext): string => {
  const text = printExpression(node, context)
  switch (node.kind) {
    case "Compare":
    case "NullCheck":
    case "Between":
    case "Logical":
    case "Arithmetic":
      return `(${text})`
    // A minus sign in front would be taken for an operation of its own: -1.x, a - -1.
    case "Value":
    case "Constant":
      return text.startsWith("-") ? `(${text})` : text
    default:
      return text
  }
}

const printCondition = (node: ExpressionNode, context: PrintContext): string =>
  node.kind === "Compare" || node.kind === "NullCheck"
    ? printExpression(node, context)
    : printOperand(node, context)

/** An expression as it stands between commas or brackets. */
export const printExpression = (node: ExpressionNode, context: PrintContext): string => {
  switch (node.kind) {
    case "Field":
      return printChain(node.chain)
    case "AliasReference":
      return printIdentifier(node.name)
    case "Index":
      return `${printExpression(node.target, context)}[${typeof node.key === "string" ? printString(node.key) : node.key}]`
    case "Value":
      return context.print(node.value)
    case "Constant":
      return printLiteral(node.value)
    case "Call":
      return printCall(node, context)
    case "Compare":
      return `${printOperand(node.left, context)} ${node.operator} ${printOperand(node.right, context)}`
    case "NullCheck":
      return `${printOperand(node.operand, context)} IS ${node.negated ? "NOT " : ""}NULL`
    case "Between": {
      const [operand, low, high] = [node.operand, node.low, node.high].map((part) =>
        printOperand(part, context)
      )
      return `${operand ?? ""} ${node.negated ? "NOT " : ""}BETWEEN ${low ?? ""} AND ${high ?? ""}`
    }
    case "Logical":
      return node.operands.map((operand) => printCondition(operand, context)).join(` ${node.operator} `)
    case "Not":
      return `not(${printExpression(node.operand, context)})`
    case "Arithmetic":
      return `${printOperand(node.left, context)} ${node.operator} ${printOperand(node.right, context)}`
    case "Array":
      return `[${printList(node.items, context)}]`
    case "Subquery":
      return `(${printSelect(node.query, context)})`
    case "Template":
      return printNested(node, context)
    case "Raw":
      // Raw text may end in a line comment.
      return bracket(context.watch(node.text), true)
  }
}
