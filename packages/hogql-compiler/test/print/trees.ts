/**
 * Trees as PostHog's parser makes them: AND and OR are flat, a lambda is an argument, a bracket leaves no trace.
 *
 * Names and texts are hostile: keywords, quotes, controls, other scripts.
 */
import fc from "fast-check"
import type { ExpressionNode } from "../../src/ast/Expression.ts"
import type { JoinExprNode, OrderExprNode, SelectQueryNode } from "../../src/ast/Query.ts"

const span = { start: 0, end: 0 }

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("it's", "a\\b", "`", '"', "\n", "{x}", "--", "😀", "\u0007", "%", "\\n", "''")
)

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "event", "$browser", "count_1", "properties") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ..."select from where null true inf nan and or not as in is between case when end interval date timestamp first last any all".split(
        " "
      ),
      ..."limit offset by order group having union with recursive on using join left right inner outer cross array final sample".split(
        " "
      ),
      ..."distinct cast columns exclude key asc desc window over partition rows range current row for values pivot top ties fill".split(
        " "
      )
    )
  },
  { weight: 1, arbitrary: text.filter((value) => value !== "" && value !== "*" && !value.includes("\0")) }
)

const constant: fc.Arbitrary<ExpressionNode> = fc.oneof(
  text.map((value): ExpressionNode => ({ node: "Constant", span, kind: "string", value })),
  fc.integer().map((value): ExpressionNode => ({ node: "Constant", span, kind: "integer", value })),
  fc
    .bigInt({ min: 2n ** 53n, max: 2n ** 64n })
    .map((value): ExpressionNode => ({ node: "Constant", span, kind: "integer", value })),
  fc
    .double()
    .filter((value) => !Object.is(value, -0))
    .map((value): ExpressionNode => ({ node: "Constant", span, kind: "float", value })),
  fc.boolean().map((value): ExpressionNode => ({ node: "Constant", span, kind: "boolean", value })),
  fc.constant<ExpressionNode>({ node: "Constant", span, kind: "null", value: null })
)

const field = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((chain): ExpressionNode => ({ node: "Field", span, chain }))

const leaf = fc.oneof(constant, field)

const functionName = fc.constantFrom(
  "f",
  "count",
  "if",
  "any",
  "left",
  "toDate",
  "concat",
  "first",
  "coalesce"
)

/** Expressions with at most `depth` levels below the first. */
export const expressions = (depth: number): fc.Arbitrary<ExpressionNode> => {
  if (depth === 0) return leaf
  const inner = expressions(depth - 1)
  const several = (minLength: number) => fc.array(inner, { minLength, maxLength: 3 })
  const unless = (kind: string) => inner.filter(({ node }) => node !== kind)
  const node = <Shape>(shape: fc.Arbitrary<Shape>, kind: string): fc.Arbitrary<ExpressionNode> =>
    // The kinds and their shapes are written beside one another below.
    shape.map((fields) => ({ node: kind, span, ...fields }) as unknown as ExpressionNode)
  const lambda = node(fc.record({ args: fc.array(name, { maxLength: 2 }), expr: inner }), "Lambda")
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    node(
      fc.record({ name: functionName, args: fc.array(fc.oneof(inner, lambda), { maxLength: 3 }) }),
      "Call"
    ),
    node(
      fc.record({ name: functionName, args: several(1), params: several(1), distinct: fc.constant(true) }),
      "Call"
    ),
    node(fc.record({ name: functionName, args: several(0), filter_expr: inner }), "Call"),
    node(fc.record({ exprs: fc.array(unless("And"), { minLength: 2, maxLength: 3 }) }), "And"),
    node(fc.record({ exprs: fc.array(unless("Or"), { minLength: 2, maxLength: 3 }) }), "Or"),
    // `NOT (…)` is a call of `not`, so what begins with a bracket is never below a Not.
    node(fc.record({ expr: fc.oneof(leaf, node(fc.record({ exprs: several(0) }), "Array")) }), "Not"),
    node(
      fc.record({
        op: fc.constantFrom(
          "==",
          "!=",
          "<",
          "<=",
          ">",
          ">=",
          "like",
          "not ilike",
          "in",
          "not in",
          "=~",
          "!~*"
        ),
        left: inner,
        right: inner
      }),
      "CompareOperation"
    ),
    node(
      fc.record({
        op: fc.constantFrom("==", "!="),
        left: inner,
        right: fc.constant({ node: "Constant", span, kind: "null", value: null }),
        is_null_comparison_style: fc.constant(true)
      }),
      "CompareOperation"
    ),
    node(fc.record({ expr: inner, low: inner, high: inner, negated: fc.boolean() }), "BetweenExpr"),
    node(fc.record({ left: inner, right: inner, negated: fc.boolean() }), "IsDistinctFrom"),
    node(
      fc.record({ op: fc.constantFrom("+", "-", "*", "/", "%"), left: inner, right: inner }),
      "ArithmeticOperation"
    ),
    node(fc.record({ exprs: several(0) }), "Array"),
    node(fc.record({ exprs: several(1) }), "Tuple"),
    node(fc.record({ array: inner, property: inner }), "ArrayAccess"),
    node(fc.record({ array: inner, start_expr: inner, end_expr: inner }), "ArraySlice"),
    node(fc.record({ tuple: inner, index: fc.integer({ min: 0, max: 9 }) }), "TupleAccess"),
    node(fc.record({ expr: inner, type_name: fc.constantFrom("string", "decimal(10, 2)") }), "TypeCast"),
    node(fc.record({ expr: inner, type_name: fc.constantFrom("int", "nullable(string)") }), "TryCast"),
    node(fc.record({ items: fc.array(fc.tuple(inner, inner), { maxLength: 2 }) }), "Dict"),
    node(fc.record({ expr: field }), "Placeholder"),
    queries(depth - 1)
  )
}

const orders = (depth: number): fc.Arbitrary<OrderExprNode> =>
  fc
    .record({ expr: expressions(depth), order: fc.constantFrom("ASC" as const, "DESC" as const) })
    .map((key) => ({ node: "OrderExpr", span, ...key }))

const tables: fc.Arbitrary<JoinExprNode> = fc
  .record({
    table: fc.array(name, { minLength: 1, maxLength: 2 }),
    alias: fc.option(name, { nil: undefined })
  })
  .map(({ table, alias }) => ({
    node: "JoinExpr",
    span,
    table: { node: "Field", span, chain: table },
    alias
  }))

/** SELECTs with most clauses, each sometimes. */
export const queries = (depth: number): fc.Arbitrary<SelectQueryNode> => {
  const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
  const expression = expressions(depth)
  const items = fc.array(
    fc.oneof(
      expression,
      fc
        .record({ alias: name, expr: expression })
        .map((alias): ExpressionNode => ({ node: "Alias", span, ...alias }))
    ),
    { minLength: 1, maxLength: 3 }
  )
  return fc
    .record({
      select: items,
      distinct: maybe(fc.constant(true as const)),
      select_from: maybe(tables),
      where: maybe(expression),
      group_by: maybe(fc.array(expression, { minLength: 1, maxLength: 2 })),
      having: maybe(expression),
      order_by: maybe(fc.array(orders(depth), { minLength: 1, maxLength: 2 })),
      limit: maybe(expression),
      offset: maybe(expression)
    })
    .map(({ having, offset, ...select }) => ({
      node: "SelectQuery",
      span,
      ...select,
      having: select.group_by === undefined ? undefined : having,
      offset: select.limit === undefined ? undefined : offset
    }))
}
