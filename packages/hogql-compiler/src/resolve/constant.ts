/**
 * Literals, and `{name}` placeholders, which become literals: a value can never turn into syntax.
 */
import type { ConstantNode, ExpressionNode, PlaceholderNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import type { HogqlValue } from "../Compiler.ts"
import {
  notSupported,
  placeholderMissing,
  typeMismatch,
  valueInvalid,
  variableMissing
} from "../HogqlReason.ts"
import { number, nullValue, text } from "../print/Sql.ts"
import { suggest } from "../suggest.ts"
import type { Environment } from "./Environment.ts"
import { refuse } from "./refuse.ts"
import type { Value } from "./Value.ts"
import { booleanType, floatType, integerType, nullType, stringType } from "./ValueType.ts"

const smallestInteger = -(2n ** 63n)
const largestInteger = 2n ** 64n - 1n
/** Lists inside lists: deeper than this is a mistake. */
const deepestValue = 10

export const resolveConstant = (node: ConstantNode): Value => {
  switch (node.kind) {
    case "string":
      return { sql: text(node.value), type: stringType, constant: node }
    case "integer":
      if (node.value < smallestInteger || node.value > largestInteger) {
        return refuse(typeMismatch("This whole number does not fit into 64 bits.", node.span))
      }
      return { sql: number(node.value), type: integerType, constant: node }
    case "float":
      return { sql: { kind: "float", value: node.value }, type: floatType, constant: node }
    case "boolean":
      return { sql: { kind: "boolean", value: node.value }, type: booleanType, constant: node }
    case "null":
      return { sql: nullValue, type: nullType, constant: node }
  }
}

/** The literal that stands for a placeholder. */
export const placeholderNode = (node: PlaceholderNode, environment: Environment): ExpressionNode => {
  const { expr, span } = node
  if (expr.node === "Field" && expr.chain[0] === "variables" && expr.chain.length === 2) {
    return variableNode(expr.chain[1] ?? "", span, environment)
  }
  if (expr.node !== "Field" || expr.chain.length !== 1) {
    const construct = expr.node === "Field" ? `{${expr.chain.join(".")}}` : "An expression as a placeholder"
    return refuse(notSupported(construct, span, "Use {name}, and pass its value in `values`."))
  }
  const [name = ""] = expr.chain
  const value = environment.values.get(name)
  if (value === undefined) {
    const isNamespace = name === "filters" || name === "variables"
    return refuse(isNamespace ? notSupported(`{${name}}`, span) : placeholderMissing(name, span))
  }
  return literalNode(value, name, span, 0)
}

/** `{variables.code_name}`: its value, else its default, and null where it is set to null. */
const variableNode = (name: string, span: Span, environment: Environment): ExpressionNode => {
  const variables = Object.values(environment.given.variables ?? {})
  const found = variables.find((variable) => variable.code_name === name)
  if (found === undefined) {
    const suggestion = suggest(
      name,
      variables.map((variable) => variable.code_name)
    )
    return refuse(variableMissing(name, span, suggestion))
  }
  const value = found.isNull === true ? null : (found.value ?? found.default_value ?? null)
  return literalNode(value, `variables.${name}`, span, 0)
}

const literalNode = (value: HogqlValue, name: string, span: Span, depth: number): ExpressionNode => {
  const invalid = (problem: string): never => refuse(valueInvalid(name, problem, span))
  if (depth > deepestValue) return invalid("its lists are nested too deeply.")
  if (value === null) return { node: "Constant", span, kind: "null", value }
  switch (typeof value) {
    case "string":
      return value.isWellFormed()
        ? { node: "Constant", span, kind: "string", value }
        : invalid("it holds half of a surrogate pair, which is no character.")
    case "boolean":
      return { node: "Constant", span, kind: "boolean", value }
    case "bigint":
      return { node: "Constant", span, kind: "integer", value }
    case "number":
      if (!Number.isFinite(value)) return invalid("it is not a finite number.")
      if (!Number.isInteger(value)) return { node: "Constant", span, kind: "float", value }
      return Number.isSafeInteger(value)
        ? { node: "Constant", span, kind: "integer", value }
        : invalid("a whole number beyond 2^53 must be a bigint, or it may be rounded already.")
    case "object":
      if (Array.isArray(value)) {
        // Array.isArray does not narrow a readonly array; the union leaves nothing else it could be.
        const items = value as readonly HogqlValue[]
        return { node: "Array", span, exprs: items.map((item) => literalNode(item, name, span, depth + 1)) }
      }
      if (value instanceof Date) return dateNode(value, span, invalid)
      return invalid("only text, numbers, yes or no, null, dates and lists of these can be values.")
    default:
      return invalid("only text, numbers, yes or no, null, dates and lists of these can be values.")
  }
}

const dateNode = (value: Date, span: Span, invalid: (problem: string) => never): ExpressionNode => {
  if (Number.isNaN(value.getTime())) return invalid("it is no valid date.")
  const written: ExpressionNode = { node: "Constant", span, kind: "string", value: value.toISOString() }
  return { node: "Call", span, name: "toDateTime", args: [written] }
}

/** The whole number a node stands for, or `undefined`; for LIMIT, `numbers` and the like. */
export const integerOf = (node: ExpressionNode, environment: Environment): number | undefined => {
  const given = node.node === "Placeholder" ? placeholderNode(node, environment) : node
  return given.node === "Constant" && given.kind === "integer" && typeof given.value === "number"
    ? given.value
    : undefined
}
