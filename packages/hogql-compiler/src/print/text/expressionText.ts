/**
 * An expression as HogQL text that PostHog's parser reads back as the same tree.
 *
 * Brackets are written where an operator binds less tightly than the one around it, and nowhere else: they leave no trace in the tree, and
 * each one more makes the parser slower.
 */
import type {
  CallNode,
  CompareOperationNode,
  ExpressionNode,
  WindowFunctionNode
} from "../../ast/Expression.ts"
import { bracketed } from "./Layout.ts"
import { orderText, windowText } from "./orderText.ts"
import { tagText } from "./tagText.ts"
import { constantText, functionText, nameText, textText } from "./words.ts"
import { binding, type Binding, type Writer } from "./Writer.ts"

const bindingOf = (node: ExpressionNode): Binding => {
  switch (node.node) {
    case "Alias":
    case "Lambda":
    case "NamedArgument":
      return binding.loose
    case "Or":
      return binding.or
    case "And":
      return binding.and
    case "Not":
      return binding.not
    case "CompareOperation":
    case "BetweenExpr":
    case "IsDistinctFrom":
      return binding.comparison
    case "ArithmeticOperation":
      return node.op === "+" || node.op === "-" ? binding.sum : binding.product
    case "Constant":
      return isNegative(node) ? binding.sign : binding.tight
    default:
      return binding.tight
  }
}

const isNegative = (node: Extract<ExpressionNode, { node: "Constant" }>): boolean =>
  (node.kind === "integer" || node.kind === "float") && (node.value < 0 || Object.is(node.value, -0))

/** Writes an expression; in brackets when it holds together less tightly than `wanted`. */
export const expressionText = (node: ExpressionNode, to: Writer, wanted: Binding = binding.loose): string => {
  const text = bare(node, to)
  return bindingOf(node) < wanted ? `(${text})` : text
}

/** Items of a list. `a, x -> b` would be one lambda with two arguments, so a lambda after the first item stands in brackets. */
export const listText = (nodes: readonly ExpressionNode[], to: Writer): readonly string[] =>
  nodes.map((node, index) => {
    const text = to.expression(node)
    return index > 0 && node.node === "Lambda" ? `(${text})` : text
  })

const bare = (node: ExpressionNode, to: Writer): string => {
  const operand = (part: ExpressionNode, wanted: Binding): string => to.expression(part, wanted)
  const list = (nodes: readonly ExpressionNode[]): string => to.list(nodes).join(", ")
  switch (node.node) {
    case "Field":
      return node.chain.map((part) => (part === "*" ? "*" : nameText(part))).join(".")
    case "Constant":
      return constantText(node)
    case "Call":
      return callText(node, to)
    case "ExprCall":
      return `${callee(node.expr, to)}(${list(node.args)})`
    case "WindowFunction":
      return windowCall(node, to)
    case "CompareOperation":
      return comparison(node, to)
    case "IsDistinctFrom":
      return `${operand(node.left, binding.sum)} IS ${node.negated ? "NOT " : ""}DISTINCT FROM ${operand(node.right, binding.sum)}`
    case "BetweenExpr":
      return `${operand(node.expr, binding.sum)} ${node.negated ? "NOT " : ""}BETWEEN ${operand(node.low, binding.sum)} AND ${operand(node.high, binding.sum)}`
    case "And":
      return node.exprs.map((part) => operand(part, binding.not)).join(" AND ")
    case "Or":
      return node.exprs.map((part) => operand(part, binding.and)).join(" OR ")
    case "Not":
      // Before a bracket NOT is a function's name to the parser, which means the same and is another node.
      return `NOT ${operand(node.expr, binding.not)}`
    case "ArithmeticOperation": {
      const level = node.op === "+" || node.op === "-" ? binding.sum : binding.product
      const next = level === binding.sum ? binding.product : binding.sign
      return `${operand(node.left, level)} ${node.op} ${operand(node.right, next)}`
    }
    case "Alias":
      return `${operand(node.expr, binding.or)} AS ${nameText(node.alias)}`
    case "Array":
      return `[${list(node.exprs)}]`
    case "Tuple":
      return node.exprs.length === 1 ? `(${list(node.exprs)},)` : `(${list(node.exprs)})`
    case "Dict":
      return `{${node.items.map(([key, value]) => `${operand(key, binding.tight)}: ${operand(value, binding.or)}`).join(", ")}}`
    case "ArrayAccess":
      return `${operand(node.array, binding.tight)}${node.nullish === true ? "?." : ""}[${to.expression(node.property)}]`
    case "ArraySlice": {
      const end = (part: ExpressionNode | undefined): string =>
        part === undefined ? "" : operand(part, binding.sign)
      return `${operand(node.array, binding.tight)}[${end(node.start_expr)}:${end(node.end_expr)}]`
    }
    case "TupleAccess": {
      const tuple = operand(node.tuple, binding.tight)
      // After a number, `.2` would be read as its fraction.
      const isPlain =
        node.tuple.node !== "TupleAccess" &&
        node.tuple.node !== "Constant" &&
        node.tuple.node !== "PositionalRef"
      return `${isPlain ? tuple : `(${tuple})`}${node.nullish === true ? "?" : ""}.${node.index}`
    }
    case "Lambda": {
      const [only, second] = node.args
      const names =
        only !== undefined && second === undefined
          ? nameText(only)
          : `(${node.args.map(nameText).join(", ")})`
      return `${names} -> ${operand(node.expr, binding.or)}`
    }
    case "TypeCast":
      return `CAST(${operand(node.expr, binding.or)} AS ${node.type_name})`
    case "TryCast":
      return `TRY_CAST(${operand(node.expr, binding.or)} AS ${node.type_name})`
    case "Placeholder":
      return `{${to.expression(node.expr)}}`
    case "PositionalRef":
      return `#${node.index}`
    case "ColumnsExpr": {
      if (node.all_columns === true)
        return node.exclude === undefined ? "*" : `* EXCLUDE (${node.exclude.map(nameText).join(", ")})`
      return `COLUMNS(${node.regex === undefined ? list(node.columns ?? []) : textText(node.regex)})`
    }
    case "SpreadExpr":
      return `*${operand(node.expr, binding.tight)}`
    case "HogQLXTag":
      return tagText(node, to)
    case "NamedArgument":
      return `${nameText(node.name)} := ${operand(node.value, binding.or)}`
    case "SelectQuery":
    case "SelectSetQuery":
      return bracketed(to.deeper().query(node), to)
  }
}

const callee = (node: ExpressionNode, to: Writer): string => {
  const text = to.expression(node, binding.tight)
  // A bare name before a bracket is a plain call.
  return node.node === "Field" && node.chain.length > 1 ? text : `(${text})`
}

const callText = (node: CallNode, to: Writer): string => {
  const list = (nodes: readonly ExpressionNode[]): string => to.list(nodes).join(", ")
  const params = node.params === undefined ? "" : `(${list(node.params)})`
  const order =
    node.order_by === undefined
      ? ""
      : ` ORDER BY ${node.order_by.map((key) => orderText(key, to)).join(", ")}`
  const within =
    node.within_group === undefined
      ? ""
      : ` WITHIN GROUP (ORDER BY ${node.within_group.map((key) => orderText(key, to)).join(", ")})`
  const filter = node.filter_expr === undefined ? "" : ` FILTER (WHERE ${to.expression(node.filter_expr)})`
  const distinct = node.distinct === true ? "DISTINCT " : ""
  // `percentile_cont(0.5) WITHIN GROUP (…)` has one bracket, and it counts as the first of two.
  if (within !== "" && node.args.length === 0) return `${functionText(node.name)}${params}${within}${filter}`
  return `${functionText(node.name)}${params}(${distinct}${list(node.args)}${order})${within}${filter}`
}

const windowCall = (node: WindowFunctionNode, to: Writer): string => {
  const list = (nodes: readonly ExpressionNode[]): string => to.list(nodes).join(", ")
  const second = node.args.length === 0 ? "" : `(${list(node.args)})`
  const over =
    node.over_identifier === undefined
      ? `(${node.over_expr === undefined ? "" : windowText(node.over_expr, to)})`
      : nameText(node.over_identifier)
  return `${functionText(node.name)}(${list(node.exprs)})${second} OVER ${over}`
}

const operators: Partial<Readonly<Record<CompareOperationNode["op"], string>>> = { "==": "=" }

const comparison = (node: CompareOperationNode, to: Writer): string => {
  const left = to.expression(node.left, binding.sum)
  if (node.is_null_comparison_style === true) return `${left} IS ${node.op === "==" ? "" : "NOT "}NULL`
  const right = to.expression(node.right, binding.sum)
  const op = operators[node.op] ?? node.op.toUpperCase()
  const isList =
    node.right.node === "Tuple" ||
    node.right.node === "Array" ||
    right.startsWith("(") ||
    right.startsWith("{")
  return node.op === "in" || node.op === "not in"
    ? `${left} ${op} ${isList ? right : `(${right})`}`
    : `${left} ${op} ${right}`
}
