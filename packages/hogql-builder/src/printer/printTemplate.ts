/**
 * Templates as HogQL text: their own text, with a placeholder, name or bracketed unit for each part.
 */
import type { ExpressionNode, TemplateNode } from "../ast/ExpressionNode.ts"
import { refuseTemplate } from "../templateScan.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printOperand } from "./printExpression.ts"
import { printTable } from "./printFrom.ts"

export const bracketLines = (text: string, hasLineComment: boolean): string =>
  `(${text}${hasLineComment ? "\n" : ""})`

export const printNestedTemplate = (node: TemplateNode, context: PrintContext): string => {
  if (node.hasTopLevelComma) refuseTemplate("top-level-comma")
  return bracketLines(printTemplate(node, context), node.hasLineComment)
}

/** A template as it is written. */
export const printTemplate = (node: TemplateNode, context: PrintContext): string =>
  node.texts
    .map((text, index) => {
      const part = node.parts[index]
      if (part === undefined) return context.watch(text)
      return (
        context.watch(text) + (part.kind === "Table" ? printTable(part, context) : printPart(part, context))
      )
    })
    .join("")

// A part may follow and precede any operator of the template's text, so all but single units get brackets; raw text
// alone is spliced as it is, because that is what it is for.
const printPart = (node: ExpressionNode, context: PrintContext): string =>
  node.kind === "Raw" ? context.watch(node.text) : printOperand(node, context)
