/**
 * Trees of expressions that hold hostile names and values, over `events` or over any tables.
 */
import fc from "fast-check"
import {
  add,
  and,
  array,
  between,
  caseWhen,
  cast,
  dict,
  divide,
  eq,
  events,
  exists,
  filters,
  fn,
  gte,
  identifier,
  ilike,
  imatch,
  isDistinctFrom,
  isIn,
  isInCohort,
  isNotDistinctFrom,
  isNotIn,
  isNotInCohort,
  isNotNull,
  isNull,
  itemAt,
  like,
  lt,
  match,
  memberAt,
  modulo,
  multiply,
  ne,
  not,
  notBetween,
  notIlike,
  notImatch,
  notLike,
  notMatch,
  or,
  over,
  parameter,
  placeholder,
  scalar,
  select,
  slice,
  subtract,
  tryCast,
  tuple,
  value,
  variable
} from "../../src/index.ts"
import type { AnyExpression, AnyOperand, Expression, Query, WindowDefinition } from "../../src/index.ts"
import { queryNode } from "../../src/query.ts"
import { anyValue, hostileName, hostileText, propertyPath } from "./arbitraries.ts"

// Types are left behind here on purpose: a wrong type still has to print as what it is.
export type Loose = Expression<never>
export const loose = (expression: AnyExpression): Loose => expression as Loose

const binary =
  (build: (left: never, right: never) => AnyExpression) =>
  ([left, right]: readonly [AnyExpression, AnyExpression]): AnyExpression =>
    build(left as never, right as never)

const comparisons = [
  ...[eq, ne, lt, gte, like, notLike, ilike, notIlike, match, notMatch, imatch, notImatch],
  ...[isDistinctFrom, isNotDistinctFrom]
]
const arithmetics = [add, subtract, multiply, divide, modulo]

const cohort = fc.oneof(fc.integer({ min: 1, max: 99 }), hostileText)
const castType = fc.constantFrom("String", "Int", "Float", "Boolean", "Date", "DateTime", "UUID")
const parameterName = fc.stringMatching(/^[a-z]{1,3}\d?$/).map((name) => `p_${name}`)

const leaf: fc.Arbitrary<AnyExpression> = fc.oneof(
  { weight: 4, arbitrary: anyValue.map((given) => value(given)) },
  { weight: 2, arbitrary: propertyPath.map((path) => events.properties.get(...path)) },
  { weight: 1, arbitrary: propertyPath.map((path) => events.person.properties.boolean(...path)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<AnyExpression>(
      events.event,
      events.timestamp,
      events.session.$entry_pathname,
      fn.count(),
      fn.now(),
      filters
    )
  },
  {
    weight: 1,
    arbitrary: fc
      .array(hostileName, { minLength: 1, maxLength: 3 })
      .map(([first = "a", ...rest]) => identifier(first, ...rest))
  },
  {
    weight: 1,
    arbitrary: fc
      .array(hostileName, { minLength: 1, maxLength: 2 })
      .map(([first = "a", ...rest]) => placeholder(first, ...rest))
  },
  { weight: 1, arbitrary: hostileName.map((name) => variable(name)) },
  {
    weight: 1,
    // Named by its value too, since one name stands for one value in a query.
    arbitrary: fc
      .tuple(parameterName, fc.integer())
      .map(([name, given]) => parameter(`${name}_${given < 0 ? "m" : ""}${Math.abs(given)}`, given))
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(isInCohort, isNotInCohort), cohort)
      .map(([build, given]) => build(events.person_id, given))
  }
)

/** A query of one column; with an aggregate in it, all that an expression may read is grouped by. */
export const oneColumn = (expression: AnyExpression): Query<{ only: Expression<unknown> }> => {
  const query = select(events).columns({ only: loose(expression) })
  const tree = query[queryNode]
  const { event, person_id, timestamp, session, properties, person } = events
  return tree.kind === "Select" && tree.isAggregated
    ? query.groupBy(
        ...([event, person_id, timestamp, session.$entry_pathname, properties, person.properties].map(
          loose
        ) as [Loose])
      )
    : query
}

const frameOf = fc.constantFrom<WindowDefinition>(
  {},
  { frame: { unit: "rows", start: "unbounded preceding" } },
  { frame: { unit: "range", start: { preceding: 3 }, end: { following: 0 } } },
  { frame: { unit: "rows", start: "current row", end: "unbounded following" } }
)

const lambdas = (tie: fc.Arbitrary<AnyExpression>): fc.Arbitrary<AnyExpression> =>
  fc.oneof(
    fc
      .tuple(tie, tie)
      .map(([body, list]) => fn.arrayMap((item) => eq(loose(item), loose(body)), list as never)),
    fc
      .tuple(tie, tie, tie)
      .map(([body, first, second]) =>
        fn.arrayFilter(
          (a, b) =>
            fn.arrayExists((c) => and(eq(loose(a), loose(c)), eq(loose(b), loose(body))), first as never),
          first as never,
          second as never
        )
      ),
    fc
      .tuple(tie, tie)
      .map(([list, start]) =>
        fn.arrayFold((sofar, item) => array(sofar, item), list as never, start as never)
      ),
    tie.map((list) => fn.arraySort((item) => array(item), list as never))
  )

/** Expressions over events, operations at most so many levels deep. */
const expressionOfDepth = (maxDepth: number): fc.Arbitrary<AnyExpression> =>
  fc.letrec<{
    tree: AnyExpression
    branch: AnyExpression
  }>((tie) => {
    const tree = tie("tree")
    const pair = fc.tuple(tree, tree)
    const triple = fc.tuple(tree, tree, tree)
    const list = fc.array(tree, { minLength: 1, maxLength: 3 })
    const operators = fc.oneof(
      fc.tuple(fc.constantFrom(...comparisons), pair).map(([build, operands]) => binary(build)(operands)),
      fc.tuple(fc.constantFrom(...arithmetics), pair).map(([build, operands]) => binary(build)(operands)),
      fc
        .tuple(fc.constantFrom(and, or), fc.array(tree, { maxLength: 4 }))
        .map(([build, operands]) => build(...operands.map(loose))),
      fc
        .tuple(fc.constantFrom(isIn, isNotIn), tree, fc.array(anyValue, { maxLength: 4 }))
        .map(([build, left, values]) => build(loose(left), values as never[])),
      fc
        .tuple(fc.constantFrom(isIn, isNotIn), tree, list)
        .map(([build, left, items]) => build(loose(left), items as never[])),
      fc
        .tuple(fc.constantFrom(isIn, isNotIn), pair)
        .map(([build, [left, inner]]) => build(loose(left), oneColumn(inner) as never)),
      fc.tuple(fc.constantFrom(isNull, isNotNull), tree).map(([build, operand]) => build(loose(operand))),
      tree.map((operand) => not(loose(operand))),
      fc
        .tuple(fc.constantFrom(between, notBetween), triple)
        .map(([build, [operand, low, high]]) => build(loose(operand), loose(low), loose(high)))
    )
    const collections = fc.oneof(
      list.map((items) => array(...items)),
      list.map((items) => tuple(...(items as [AnyOperand, ...AnyOperand[]]))),
      fc.dictionary(hostileText, tree, { maxKeys: 2 }).map((entries) => dict(entries)),
      pair.map(([target, position]) => itemAt(target as never, loose(position))),
      triple.map(([target, start, end]) => slice(target as never, loose(start), loose(end))),
      fc
        .tuple(list, fc.integer({ min: 1, max: 9 }))
        .map(([items, index]) => memberAt(tuple(...(items as [AnyOperand])) as never, index)),
      fc
        .tuple(fc.constantFrom(cast, tryCast), tree, castType)
        .map(([build, operand, type]) => build(operand, type as "String")),
      lambdas(tree)
    )
    const calls = fc.oneof(
      triple.map(([condition, then, otherwise]) => fn.if(loose(condition), then, otherwise)),
      triple.map(([condition, then, otherwise]) =>
        caseWhen([
          [loose(condition), then],
          [loose(then), otherwise]
        ])
      ),
      fc
        .tuple(fc.double({ min: 0, max: 1, noNaN: true }), tree)
        .map(([level, operand]) => fn.quantile(level, loose(operand))),
      pair.map(([first, last]) =>
        fn.windowFunnel({ windowSeconds: 60, mode: "strict_order" }, loose(first), loose(last))
      ),
      pair.map(([operand, condition]) => fn.filtered(fn.sum(loose(operand)), loose(condition))),
      tree.map((operand) => fn.distinctly(fn.count(operand))),
      triple.map(([operand, first, second]) => fn.ordered(fn.groupArray(operand), first, [second, "desc"])),
      fc.tuple(triple, frameOf, fc.boolean()).map(([[operand, partition, key], frame, isParametric]) =>
        over(isParametric ? fn.quantile(0.5, loose(operand)) : fn.max(operand), {
          ...frame,
          partitionBy: [partition],
          orderBy: [[key, "desc"]]
        })
      ),
      tree.map((inner) => scalar(oneColumn(inner))),
      tree.map((inner) => exists(oneColumn(inner)))
    )
    return {
      tree: fc.oneof({ maxDepth, depthSize: "small" }, leaf, tie("branch")),
      branch: fc.oneof(operators, collections, calls)
    }
  }).tree

/** Any expression over events. The parser's time doubles with nearly every level. */
export const anyExpression = expressionOfDepth(2)

/** One operation, or none. */
export const smallExpression = expressionOfDepth(1)
