import { describe, expect, it } from "vitest"
import {
  add,
  and,
  array,
  caseWhen,
  cast,
  dict,
  eq,
  events,
  exists,
  filters,
  fn,
  gt,
  hogql,
  identifier,
  imatch,
  isDistinctFrom,
  isIn,
  isInCohort,
  isNotDistinctFrom,
  isNotIn,
  isNotInCohort,
  itemAt,
  memberAt,
  not,
  notImatch,
  or,
  parameter,
  persons,
  placeholder,
  scalar,
  select,
  slice,
  subquery,
  tryCast,
  tuple,
  value,
  variable
} from "../src/index.ts"
import type { AnyExpression, AnySelect } from "../src/index.ts"
import { canonicalValue } from "./judge/canonical.ts"
import { canonicalParsed } from "./judge/canonicalParsed.ts"
import { parseExpression } from "./judge/parser.ts"
import { reasonOf, untyped } from "./refusal.ts"

const { event } = events
const printed = (expression: AnyExpression): string => hogql`${expression}`.toHogQL({ inline: true }).query
const ids = select(persons).columns({ id: persons.id })

const cases: readonly (readonly [AnyExpression, string])[] = [
  [isDistinctFrom(event, "a"), "(events.event IS DISTINCT FROM 'a')"],
  [isNotDistinctFrom(event, "a"), "(events.event IS NOT DISTINCT FROM 'a')"],
  [imatch(event, "a"), "(events.event =~* 'a')"],
  [notImatch(event, "a"), "(events.event !~* 'a')"],
  [isIn(events.person_id, ids), "(events.person_id IN (SELECT persons.id AS id FROM persons))"],
  [isNotIn(event, ["a", fn.lower(event)]), "(events.event NOT IN ['a', lower(events.event)])"],
  [isInCohort(events.person_id, 2), "(events.person_id IN COHORT 2)"],
  [isNotInCohort(events.person_id, "it's"), "(events.person_id NOT IN COHORT 'it\\'s')"],
  [exists(ids), "exists((SELECT persons.id AS id FROM persons))"],
  [scalar(ids), "(SELECT persons.id AS id FROM persons)"],
  [array(event, 1), "[events.event, 1]"],
  [tuple(event), "(events.event,)"],
  [tuple(event, null), "(events.event, NULL)"],
  [dict({ "a'b": event }), "{'a\\'b': events.event}"],
  [itemAt(array(1, 2), -1), "[1, 2][-1]"],
  [slice(array(1, 2), 1), "[1, 2][1:]"],
  [slice(array(1, 2), 1, fn.length(event)), "[1, 2][1:length(events.event)]"],
  [memberAt(tuple(event, 1), 2), "(events.event, 1).2"],
  [caseWhen([[eq(event, "a"), 1]]), "if(events.event = 'a', 1, NULL)"],
  [
    caseWhen(
      [
        [eq(event, "a"), 1],
        [eq(event, "b"), 2]
      ],
      3
    ),
    "multiIf(events.event = 'a', 1, events.event = 'b', 2, 3)"
  ],
  [cast(event, "Float"), "CAST(events.event AS Float)"],
  [tryCast(event, "UUID"), "TRY_CAST(events.event AS UUID)"],
  [filters, "{filters}"],
  [variable("a b"), "{variables.`a b`}"],
  [placeholder("filters", "dateRange", "from"), "{filters.dateRange.`from`}"],
  [
    fn.arrayMap((item) => fn.arrayFilter((other) => eq(item, other), ["a"]), ["b"]),
    "arrayMap((_x1) -> arrayFilter((_x2) -> (_x1 = _x2), ['a']), ['b'])"
  ]
]

describe("an expression", () => {
  it.each(cases.map(([expression, text]) => ({ text, expression })))(
    "prints $text",
    async ({ text, expression }) => {
      expect(printed(expression)).toBe(text)
      await parseExpression(text)
    }
  )

  it("takes a value under a name, once for all places", () => {
    const least = parameter("least", 10)
    const query = select(events)
      .columns({ n: fn.count() })
      .where(gt(events.properties.number("a"), least))
      .where(gt(events.properties.number("b"), least))
    expect(query.toHogQL().values).toEqual({ least: 10 })
    const clash = query.where(gt(events.properties.number("c"), parameter("least", 11)))
    expect(reasonOf(() => clash.toHogQL())).toMatchObject({ _tag: "NameTaken", name: "least" })
  })

  it("gives its own placeholders other names than the caller's", () => {
    const query = select(events).columns({ a: placeholder("v0"), b: value("x"), c: parameter("v1", 1) })
    expect(query.toHogQL()).toEqual({
      query: "SELECT {v0} AS a, {_v0} AS b, {v1} AS c FROM events",
      values: { _v0: "x", v1: 1 }
    })
  })

  it("gives the parameters of lambdas other names than bare ones", () => {
    const mapped = fn.arrayMap((item) => eq(item, identifier<string>("_x1")), ["a"])
    const query = select(events).columns({ mapped }).toHogQL({ inline: true }).query
    expect(query).toBe("SELECT arrayMap((__x1) -> (__x1 = _x1), ['a']) AS mapped FROM events")
  })

  it("splits long chains of conditions, which mean the same", { timeout: 120_000 }, async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => eq(event, String(index)))
    const parsed = canonicalParsed(await parseExpression(printed(or(...many)).slice(1, -1)))
    expect(parsed).toHaveLength(1_001)
    expect(parsed).toEqual([
      "OR",
      ...many.map((_, index) => ["compare", "=", ["field", "events", "event"], ["string", String(index)]])
    ])
  })

  it("holds a text of a megabyte and a list of a hundred thousand", { timeout: 120_000 }, async () => {
    const text = "é'\\`{}\n".repeat(150_000)
    const { query, values } = hogql`${text}`.toHogQL()
    expect([query, values]).toEqual(["{v0}", { v0: text }])
    expect(canonicalParsed(await parseExpression(printed(value(text))))).toEqual(["string", text])
    const list = Array.from({ length: 100_000 }, (_, index) => index)
    expect(hogql`${list}`.toHogQL().values).toEqual({ v0: list })
    expect(canonicalValue(list)).toHaveLength(100_001)
  })
})

const nested = (levels: number): AnyExpression => {
  let expression: ReturnType<typeof not> = eq(event, "a")
  for (let level = 0; level < levels; level++) expression = not(expression)
  return expression
}

const nestedQuery = (levels: number): AnySelect => {
  let query = select().columns({ n: value(1) }) as never
  for (let level = 0; level < levels; level++) {
    const inner = subquery<{ n: typeof event }, "q">(query, "q")
    query = select(inner).columns({ n: inner.n }) as never
  }
  return query
}

describe("what cannot be said", () => {
  it.each([
    [
      "a query of two columns as a value",
      () => scalar(untyped(select(persons).columns({ a: persons.id, b: persons.id }))),
      "ArgumentRefused"
    ],
    ["the cohort of a fraction", () => isInCohort(events.person_id, 1.5), "ArgumentRefused"],
    ["the cohort of an object", () => isInCohort(events.person_id, untyped({})), "ValueRefused"],
    ["the cohort of a NUL", () => isInCohort(events.person_id, "\0"), "ValueRefused"],
    ["another type of a cast", () => cast(event, untyped("String) --")), "ArgumentRefused"],
    ["a member of text", () => memberAt(tuple(event), untyped("1; drop")), "ArgumentRefused"],
    ["a choice without branches", () => caseWhen(untyped([])), "ArgumentRefused"],
    ["a combination of another name", () => fn.combined(untyped("sumOrNull(1)--"), 1), "ArgumentRefused"],
    ["a level of text", () => fn.quantiles(untyped(["0.5"]), 1), "ArgumentRefused"],
    ["no levels", () => fn.quantiles(untyped([]), 1), "ArgumentRefused"],
    ["a count of none", () => fn.topK(0, event), "ArgumentRefused"],
    ["DISTINCT of no aggregate", () => fn.distinctly(untyped(fn.lower(event))), "ArgumentRefused"],
    [
      "a part of a time that is none",
      () => fn.date_part(untyped("x' --"), events.timestamp),
      "ArgumentRefused"
    ],
    ["the name of a parameter with a bracket", () => parameter("a} or {b", 1), "ArgumentRefused"],
    ["a parameter that JSON would change", () => parameter("big", 2n ** 60n), "ArgumentRefused"],
    ["a placeholder with an empty name", () => placeholder(""), "NameRefused"],
    ["a lambda that is none", () => fn.arrayMap(untyped("x -> x"), [1]), "ArgumentRefused"],
    [
      "a lambda without a body",
      () =>
        fn.arrayMap(
          untyped(() => undefined),
          [1]
        ),
      "ValueRefused"
    ],
    [
      "a lambda's parameter outside of it",
      () => {
        let leaked: AnyExpression = event
        fn.arrayMap((item) => (leaked = item), ["a"])
        return select(events)
          .columns({ a: untyped(leaked) })
          .toHogQL()
      },
      "ArgumentRefused"
    ],
    ["columns that are none", () => select(events).columns(untyped(null)), "ArgumentRefused"],
    [
      "an expression nested ten thousand deep",
      () => select(events).where(untyped(nested(10_000))),
      "ArgumentRefused"
    ],
    ["the same in a template", () => hogql`${nested(10_000)}`.toHogQL(), "ArgumentRefused"],
    ["queries nested a thousand deep", () => nestedQuery(1_000).toHogQL(), "ArgumentRefused"],
    [
      "a column that is not grouped, where types cannot see it",
      () =>
        select(events)
          .columns({ event, n: untyped(fn.count()) })
          .toHogQL(),
      "ColumnUngrouped"
    ]
  ] as const)("is refused: %s", (_what, act, tag) => {
    expect(reasonOf(act)).toMatchObject({ _tag: tag })
  })

  it("takes what follows from the groups", () => {
    const day = fn.toStartOfDay(events.timestamp)
    const query = select(events)
      .columns({ day, later: fn.addDays(day, 1), half: add(fn.count(), fn.toHour(day)), any: and() })
      .groupBy("day")
    // The types know only that it is a function of the timestamp.
    expect((query as unknown as AnySelect).toHogQL().query).toContain("GROUP BY day")
  })
})
