/**
 * From a tree to `{ query, values }`.
 *
 * Text of a template may hold placeholders of its own (`{filters}`); when one of them could be mistaken for ours, ours
 * get another name.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import type { SelectNode } from "./ast/SelectNode.ts"
import { PrintContext } from "./printer/PrintContext.ts"
import { printExpression, printTemplate } from "./printer/printExpression.ts"
import { printSelect } from "./printer/printSelect.ts"
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

const print = (node: SelectNode | ExpressionNode, context: PrintContext): string => {
  switch (node.kind) {
    case "Select":
      return printSelect(node, context)
    // On its own a template or raw text is a whole query and gets no brackets.
    case "Template":
      return printTemplate(node, context)
    case "Raw":
      return context.watch(node.text)
    default:
      return printExpression(node, context)
  }
}

export const compile = (node: SelectNode | ExpressionNode, options: CompileOptions = {}): CompiledHogql => {
  for (let prefix = "v"; ; prefix = `_${prefix}`) {
    const context = new PrintContext({ prefix, inline: options.inline === true })
    const query = print(node, context)
    if (!context.hasClash) return { query, values: context.values }
  }
}
