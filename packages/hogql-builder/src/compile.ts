/**
 * From a tree to `{ query, values }`.
 *
 * Text of a template may hold placeholders of its own (`{filters}`); when one of them could be mistaken for ours, ours
 * get another name.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import type { QueryNode } from "./ast/SelectNode.ts"
import { inspect } from "./inspect.ts"
import { PrintContext } from "./printer/PrintContext.ts"
import { printExpression } from "./printer/printExpression.ts"
import { printStatement } from "./printer/printSelect.ts"
import { printTemplate } from "./printer/printTemplate.ts"
import { refuseTemplate } from "./templateScan.ts"
import type { BoundValue } from "./value.ts"

/** How a query is turned into text. @since 0.1.0 */
export interface CompileOptions {
  /** Write values into the text as escaped literals, for a place that takes no `values`. False unless given. */
  readonly inline?: boolean
}

/** A query as PostHog takes it: text with `{v0}` placeholders, and a value for each. @since 0.1.0 */
export interface CompiledHogql {
  readonly query: string
  readonly values: Record<string, BoundValue>
}

const nothing = { ctes: [], namedExpressions: [], windows: [], isAggregated: false }

// A template's own text may already begin with WITH, and has no WINDOW clause to add to.
const checkStandsAlone = (node: ExpressionNode): void => {
  const { ctes, namedExpressions, windows } = inspect([node], { has: () => true, values: () => [] }, nothing)
  if (ctes.length + namedExpressions.length + windows.length > 0) refuseTemplate("definition-outside-select")
}

const print = (node: QueryNode | ExpressionNode, context: PrintContext): string => {
  switch (node.kind) {
    case "Select":
    case "Set":
      return printStatement(node, context)
    // On its own a template or raw text is a whole query and gets no brackets.
    case "Template":
      checkStandsAlone(node)
      return printTemplate(node, context)
    case "Raw":
      return context.watch(node.text)
    default:
      return printExpression(node, context)
  }
}

export const compile = (
  node: QueryNode | ExpressionNode,
  options: CompileOptions & { readonly pretty?: boolean } = {}
): CompiledHogql => {
  for (let prefix = "v"; ; prefix = `_${prefix}`) {
    const context = new PrintContext({
      prefix,
      inline: options.inline === true,
      pretty: options.pretty === true
    })
    const query = print(node, context)
    if (!context.hasClash) return { query, values: context.values }
  }
}
