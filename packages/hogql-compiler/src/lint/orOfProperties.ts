import type { ExpressionNode } from "../ast/Expression.ts"
import { type AstNode, walk } from "../ast/Node.ts"
import { printHogql } from "../print/printHogql.ts"
import { hotProperties } from "../schema/hotProperties.ts"
import type { ReadSelect } from "./readSelects.ts"
import type { LintFinding, LintInput, Rule } from "./Rule.ts"

export const orOfProperties: Rule = {
  name: "OrOfProperties",
  reason:
    "A property without a column of its own is cut out of a JSON text for every row. With OR each branch must be tried on each row, and no index can leave rows out.",
  find: (input) =>
    input.selects.flatMap((select) =>
      select.tables.some(({ table }) => table === "events") ? orsOf(select, input) : []
    )
}

const orsOf = ({ node }: ReadSelect, input: LintInput): readonly LintFinding[] => {
  const conditions = [node.prewhere, node.where].flatMap((part) =>
    part === undefined ? [] : conjuncts(part)
  )
  const isNarrowed = conditions.some(narrows)
  return conditions.flatMap((condition): readonly LintFinding[] => {
    if (condition.node !== "Or") return []
    const same = asMembership(condition.exprs, input.text)
    if (same !== undefined) {
      return [
        {
          severity: "warning",
          message: `This reads the same property once for each value. Write \`IN\` with a list.`,
          ...condition.span,
          fix: { ...condition.span, text: same, isSafe: true }
        }
      ]
    }
    const slow = condition.exprs.filter(readsUnindexed)
    if (isNarrowed || slow.length < 2 || slow.length < condition.exprs.length) return []
    return [
      {
        severity: "warning",
        message:
          "These properties are cut out of the JSON of every row, and OR lets no row be left out before. Add a condition on `event`, or filter by one of them in a query of its own.",
        ...condition.span
      }
    ]
  })
}

const conjuncts = (node: ExpressionNode): readonly ExpressionNode[] =>
  node.node === "And" ? node.exprs.flatMap(conjuncts) : [node]

const narrowing = new Set(["event", "distinct_id", "person_id", "uuid", "$session_id"])

/** A condition by which few rows are left, as on the name of the event. */
const narrows = (node: ExpressionNode): boolean =>
  node.node === "CompareOperation" &&
  ["==", "in", "in cohort"].includes(node.op) &&
  [node.left, node.right].some((side) => side.node === "Field" && narrowing.has(side.chain.at(-1) ?? ""))

const readsUnindexed = (root: ExpressionNode): boolean => {
  let found = false
  walk(root, (node: AstNode) => {
    if (node.node === "SelectQuery" || node.node === "SelectSetQuery") return false
    const key = propertyOf(node)
    if (key !== undefined && !(key.isEvent && hotProperties.has(key.name))) found = true
    return !found
  })
  return found
}

const propertyOf = (node: AstNode): { readonly name: string; readonly isEvent: boolean } | undefined => {
  if (node.node === "ArrayAccess" && node.array.node === "Field" && node.array.chain.at(-1) === "properties")
    return {
      name: node.property.node === "Constant" ? String(node.property.value) : "",
      isEvent: node.array.chain.at(-2) !== "person"
    }
  if (node.node !== "Field") return undefined
  const at = node.chain.indexOf("properties")
  if (at === -1 || at === node.chain.length - 1) return undefined
  return { name: node.chain[at + 1] ?? "", isEvent: !node.chain.slice(0, at).includes("person") }
}

/** `x = 'a' OR x = 'b'` as `x IN ('a', 'b')`, where x is a property and the values are text or numbers. */
const asMembership = (branches: readonly ExpressionNode[], text: string): string | undefined => {
  let property: string | undefined
  const values: string[] = []
  for (const branch of branches) {
    if (branch.node !== "CompareOperation" || branch.op !== "==") return undefined
    const { left, right } = branch
    if (propertyOf(left) === undefined || right.node !== "Constant") return undefined
    if (right.kind !== "string" && right.kind !== "integer") return undefined
    const name = printHogql(left)
    if (property !== undefined && property !== name) return undefined
    property = name
    values.push(text.slice(right.span.start, right.span.end))
  }
  const [first] = branches
  if (first?.node !== "CompareOperation" || values.length < 2) return undefined
  return `${text.slice(first.left.span.start, first.left.span.end)} IN (${values.join(", ")})`
}
