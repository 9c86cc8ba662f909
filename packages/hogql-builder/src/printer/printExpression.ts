/**
 * Expressions as HogQL text.
 *
 * Operands that are operations themselves stand in brackets, always: no rule of precedence is relied upon, except
 * that a comparison binds tighter than AND and OR.
 */
import type { CallNode, ExpressionNode, FieldNode, LogicalNode } from "../ast/ExpressionNode.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printOrder, printWindow } from "./printWindow.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printLiteral } from "./printLiteral.ts"
import { printQuery } from "./printSelect.ts"
import { bracketLines, printNestedTemplate } from "./printTemplate.ts"

export const printChain = (chain: readonly string[]): string => chain.map(printIdentifier).join(".")

// The columns of a table are printed again and again.
const printedFields = /* @__PURE__ */ new WeakMap<FieldNode, string>()

const printField = (node: FieldNode): string => {
  const known = printedFields.get(node)
  if (known !== undefined) return known
  const text = printChain(node.chain)
  printedFields.set(node, text)
  return text
}

export const printList = (nodes: readonly ExpressionNode[], context: PrintContext): string =>
  nodes.map((node) => printExpression(node, context)).join(", ")

const printCall = (node: CallNode, context: PrintContext): string => {
  const parameters = node.parameters === undefined ? "" : `(${printList(node.parameters, context)})`
  const distinct = node.isDistinct === true ? "DISTINCT " : ""
  const args = printList(node.args, context)
  const order =
    node.orderBy === undefined
      ? ""
      : ` ORDER BY ${node.orderBy.map((key) => printOrder(key, context)).join(", ")}`
  const filter = node.filter === undefined ? "" : ` FILTER (WHERE ${printExpression(node.filter, context)})`
  return `${node.name}${parameters}(${distinct}${args}${order})${filter}`
}

/** An expression as the operand of something: an operation in brackets, anything else as it is. */
export const printOperand = (node: ExpressionNode, context: PrintContext): string => {
  const text = printExpression(node, context)
  switch (node.kind) {
    case "Compare":
    case "NullCheck":
    case "Between":
    case "Logical":
    case "Arithmetic":
    case "Lambda":
    case "Over":
      return `(${text})`
    // A minus sign in front would be taken for an operation of its own: -1.x, a - -1.
    case "Value":
    case "Constant":
    case "Placeholder":
      return text.startsWith("-") ? `(${text})` : text
    default:
      return text
  }
}

const printCondition = (node: ExpressionNode, context: PrintContext): string =>
  node.kind === "Compare" || node.kind === "NullCheck"
    ? printExpression(node, context)
    : printOperand(node, context)

// PostHog's parser descends once for each operand of a chain and gives up after a few hundred.
const longestChain = 64

/** Conditions with AND or OR between; long chains are cut into bracketed ones, which mean the same. */
export const printLogical = (
  { operator, operands }: Pick<LogicalNode, "operator" | "operands">,
  context: PrintContext,
  separator = ` ${operator} `
): string => {
  let parts = operands.map((operand) => printCondition(operand, context))
  while (parts.length > longestChain) {
    const groups: string[] = []
    for (let index = 0; index < parts.length; index += longestChain)
      groups.push(`(${parts.slice(index, index + longestChain).join(` ${operator} `)})`)
    parts = groups
  }
  return parts.join(separator)
}

const printEntries = (entries: readonly ExpressionNode[], context: PrintContext): string => {
  const pairs: string[] = []
  for (let index = 0; index + 1 < entries.length; index += 2)
    pairs.push(
      entries
        .slice(index, index + 2)
        .map((part) => printExpression(part, context))
        .join(": ")
    )
  return `{${pairs.join(", ")}}`
}

/** An expression as it stands between commas or brackets. */
export const printExpression = (node: ExpressionNode, context: PrintContext): string => {
  switch (node.kind) {
    case "Field":
      return node.chain.length === 1 ? context.bare(node.chain[0] ?? "") : printField(node)
    case "AliasReference":
    case "ArrayItem":
    case "NamedExpression":
      return context.bare(node.name)
    case "Index":
      return `${printOperand(node.target, context)}[${printExpression(node.key, context)}]`
    case "Slice": {
      const [start, end] = [node.start, node.end].map((part) =>
        part === undefined ? "" : printOperand(part, context)
      )
      return `${printOperand(node.target, context)}[${start ?? ""}:${end ?? ""}]`
    }
    case "TupleElement":
      return `${printOperand(node.target, context)}.${node.index}`
    case "Value":
      return context.print(node.value)
    case "Constant":
      return printLiteral(node.value)
    case "Placeholder":
      return node.value === undefined
        ? `{${context.watch(printChain(node.chain))}}`
        : context.printNamed(node.chain[0] ?? "", node.value)
    case "Call":
      return printCall(node, context)
    case "Over":
      return `${printCall(node.call, context)} OVER ${printWindow(node.window, context)}`
    case "LambdaParameter":
      return context.parameter(node)
    case "Lambda":
      return context.lambda(
        node.parameters,
        (names) => `(${names.join(", ")}) -> ${printOperand(node.body, context)}`
      )
    case "Compare":
    case "Arithmetic":
      return `${printOperand(node.left, context)} ${node.operator} ${printOperand(node.right, context)}`
    case "NullCheck":
      return `${printOperand(node.operand, context)} IS ${node.negated ? "NOT " : ""}NULL`
    case "Between":
      return `${printOperand(node.operand, context)} ${node.negated ? "NOT " : ""}BETWEEN ${printOperand(node.low, context)} AND ${printOperand(node.high, context)}`
    case "Logical":
      return printLogical(node, context)
    case "Not":
      return `not(${printExpression(node.operand, context)})`
    case "Cast":
      return `${node.isTry ? "TRY_CAST" : "CAST"}(${printExpression(node.operand, context)} AS ${node.type})`
    case "Array":
      return `[${printList(node.items, context)}]`
    case "Tuple":
      return `(${printList(node.items, context)}${node.items.length === 1 ? "," : ""})`
    case "Dict":
      return printEntries(node.entries, context)
    case "Subquery":
      return context.block(() => printQuery(node.query, context))
    case "Template":
      return printNestedTemplate(node, context)
    case "Raw":
      // Raw text may end in a line comment.
      return bracketLines(context.watch(node.text), true)
  }
}
