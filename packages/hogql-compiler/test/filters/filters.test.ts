/** `{filters}`, `{variables.x}`, placeholders and `matchesAction`, on real ClickHouse; answers worked out by hand from `store/rows.ts`. */
import { describe, expect, it } from "vitest"
import {
  type ActionStep,
  type CompileContext,
  HogqlCompileError,
  type HogqlFilters,
  type HogqlReason,
  type PropertyFilter,
  type PropertyFilterGroup
} from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { ann } from "../store/rows.ts"

const { compile, compiler, rows, run } = compileAndRun()

const now = new Date("2024-03-10T18:00:00Z")

const count = async (filters: HogqlFilters, context?: Partial<CompileContext>): Promise<unknown> => {
  const [row] = await rows("select count() from events where {filters}", { filters, now, ...context })
  return row?.[0]
}

const matching = (...properties: readonly (PropertyFilter | PropertyFilterGroup)[]) => count({ properties })

const reasonOf = async (query: string, context: Partial<CompileContext>): Promise<HogqlReason> => {
  const answer = await compile(query, context).catch((cause: unknown) => cause)
  if (answer instanceof HogqlCompileError) return answer.reason
  throw new TypeError(`Compiled, and should not have: ${query}`)
}

describe("{filters}", () => {
  it("is true when nothing is given", async () => {
    expect(await rows("select count() from events where {filters}")).toEqual([[10]])
    expect(await count({})).toBe(10)
    expect(await count({ dateRange: { date_from: "all", date_to: null }, properties: [] })).toBe(10)
  })

  it.each([
    [{ date_from: "2024-03-08" }, 3],
    [{ date_from: "2024-03-08", date_to: "2024-03-09" }, 1],
    [{ date_to: "2024-03-02T11:00:05Z" }, 5],
    [{ date_to: "2024-03-02T12:00:05+01:00" }, 5],
    [{ date_from: "2024-3-8" }, 3],
    // The last purchase was six hours before.
    [{ date_from: "-6h" }, 1],
    [{ date_from: "-5h" }, 0],
    [{ date_from: "-7d" }, 3],
    [{ date_from: "-1dStart" }, 2],
    // From the first of the month at six in the evening.
    [{ date_from: "mStart" }, 10],
    [{ date_from: "-1m", date_to: "-8d" }, 6],
    [{ date_from: "yStart", explicitDate: true }, 10]
  ] as const)("of the date range %o keeps %i events", async (dateRange, expected) => {
    expect(await count({ dateRange })).toBe(expected)
  })

  it("reads dates without a zone in the project's", async () => {
    // Berlin is an hour ahead: the event of half past eleven at night is on the next day there.
    expect(await count({ dateRange: { date_from: "2024-03-02" } }, { timezone: "Europe/Berlin" })).toBe(8)
    expect(await count({ dateRange: { date_from: "2024-03-02" } })).toBe(7)
  })

  it("keeps the column bare, so that the sort key is used", async () => {
    const { sql } = await compile("select count() from events where {filters}", {
      filters: { dateRange: { date_from: "2024-03-02" } }
    })
    expect(sql).toContain(
      "greaterOrEquals(`events`.`timestamp`, toDateTime64('2024-03-02 00:00:00.000000', 6, 'UTC'))"
    )
  })

  it("looks thousands of texts up in one list", async () => {
    const value = Array.from({ length: 5000 }, (_, index) => `browser ${index}`)
    const listing = (operator: "exact" | "is_not", more: readonly string[] = []) =>
      compile("select count() from events where {filters}", {
        filters: { properties: [{ type: "event", key: "$browser", value: [...value, ...more], operator }] }
      })
    expect(run(await listing("exact", ["Chrome"]))).toEqual([[2]])
    const { sql } = await listing("is_not")
    expect(sql.match(/notIn\(/g)).toHaveLength(1)
    expect(sql).not.toContain("notEquals")
  })

  it.each([
    [{ type: "event", key: "$browser", value: "Chrome" }, 2],
    [{ type: "event", key: "$browser", value: ["Chrome", "Safari"], operator: "exact" }, 3],
    [{ type: "event", key: "$browser", value: "Chrome", operator: "is_not" }, 8],
    [{ type: "event", key: "$browser", value: ["Chrome", "Safari"], operator: "is_not" }, 7],
    [{ type: "event", key: "$browser", value: "fire", operator: "icontains" }, 1],
    [{ type: "event", key: "$browser", value: ["fire", "SAF"], operator: "icontains" }, 2],
    [{ type: "event", key: "$browser", value: "o", operator: "not_icontains" }, 7],
    [{ type: "event", key: "$browser", value: ["o"], operator: "not_icontains" }, 7],
    // Of the rows that have a browser: PostHog searches for several texts in another way.
    [{ type: "event", key: "$browser", value: ["fire", "SAF"], operator: "not_icontains" }, 2],
    [{ type: "event", key: "$browser", value: "SAF", operator: "not_icontains_multi" }, 3],
    [{ type: "event", key: "$browser", value: ["%", "SAF"], operator: "icontains_multi" }, 1],
    [{ type: "event", key: "$browser", value: "^C.*e$", operator: "regex" }, 2],
    [{ type: "event", key: "$browser", value: "^C.*e$", operator: "not_regex" }, 8],
    [{ type: "event", key: "$browser", operator: "is_set" }, 4],
    [{ type: "event", key: "$browser", value: "is_not_set", operator: "is_not_set" }, 6],
    [{ type: "event", key: "$browser", value: [] }, 10],
    [{ type: "event", key: "amount", value: 20, operator: "gt" }, 1],
    [{ type: "event", key: "amount", value: "20", operator: "gte" }, 2],
    [{ type: "event", key: "amount", value: 20, operator: "lt" }, 1],
    [{ type: "event", key: "amount", value: ["20"], operator: "exact" }, 1],
    [{ type: "event", key: "amount", value: [5.5, 20], operator: "between" }, 2],
    [{ type: "event", key: "amount", value: ["5.5", "20"], operator: "not_between" }, 1],
    [{ type: "event", key: "amount", value: [20, 100], operator: "in" }, 2],
    [{ type: "event", key: "amount", value: [20, 100], operator: "not_in" }, 8],
    [{ type: "event", key: "amount", value: "n/a" }, 0],
    [{ type: "event", key: "paid", value: ["true"] }, 2],
    [{ type: "event", key: "paid", value: false }, 1],
    [{ type: "event", key: "size", value: 10 }, 1],
    [{ type: "event", key: "when", value: "2024-03-05", operator: "is_date_after" }, 1],
    [{ type: "event", key: "when", value: "-7d", operator: "is_date_after" }, 1],
    [{ type: "event", key: "when", value: "2024-03-05T10:00:00Z", operator: "is_date_exact" }, 1],
    [{ type: "event", key: "text", value: "2024-03-05", operator: "is_date_before" }, 0],
    [{ type: "person", key: "plan", value: "pro" }, 4],
    [{ type: "person", key: "email", value: "x.com", operator: "not_icontains" }, 5],
    [{ type: "session", key: "$session_duration", value: 100, operator: "gt" }, 2],
    [{ type: "session", key: "$entry_pathname", value: "/pricing" }, 1],
    [{ type: "cohort", key: "id", value: 7 }, 7],
    [{ type: "cohort", key: "id", value: "7", operator: "not_in" }, 3],
    [{ type: "cohort", key: "id", value: 8, negation: true }, 7],
    [{ type: "hogql", key: "properties.amount > 10 and person.properties.plan = 'pro'" }, 2],
    [{ type: "event_metadata", key: "distinct_id", value: ["bob", "cat"] }, 4],
    [{ type: "event_metadata", key: "timestamp", value: "2024-03-08", operator: "gte" }, 3],
    [{ type: "element", key: "tag_name", value: "a" }, 0],
    [{ type: "element", key: "selector", value: "nav > a.btn", operator: "is_not" }, 10],
    [{ type: "empty" }, 10]
  ] as const satisfies readonly (readonly [PropertyFilter, number])[])(
    "%o keeps %i events",
    async (filter, expected) => {
      expect(await matching(filter)).toBe(expected)
    }
  )

  it("joins several filters by AND, and groups of them as they say", async () => {
    const chrome = { type: "event", key: "$browser", value: "Chrome" } as const
    const anonymous = { type: "event_metadata", key: "distinct_id", value: "anon-1" } as const
    expect(await matching(chrome, anonymous)).toBe(1)
    expect(
      await matching({
        type: "OR",
        values: [chrome, { type: "event_metadata", key: "event", value: "signup" }]
      })
    ).toBe(4)
    expect(await matching({ type: "AND", values: [] }, { type: "OR", values: [] })).toBe(10)
  })

  it("leaves test accounts out when asked to", async () => {
    const testAccountFilters = [
      { type: "person", key: "email", value: "ann@", operator: "not_icontains" }
    ] as const
    expect(await count({ filterTestAccounts: true }, { testAccountFilters })).toBe(5)
    expect(await count({ filterTestAccounts: false }, { testAccountFilters })).toBe(10)
    expect(await count({ filterTestAccounts: true })).toBe(10)
  })

  it("names its table in a join, and filters sessions by their start", async () => {
    const filters: HogqlFilters = {
      dateRange: { date_from: "2024-03-02" },
      properties: [{ type: "session", key: "$session_duration", value: 0, operator: "gt" }]
    }
    expect(await rows("select count() from sessions where {filters}", { filters })).toEqual([[1]])
    const joined =
      "select count() from events e join persons p on p.id = e.person_id where {filters} and p.properties.plan = 'pro'"
    expect(
      await rows(joined, { filters: { properties: [{ type: "event", key: "$browser", value: "Chrome" }] } })
    ).toEqual([[2]])
  })

  it("stands in a subquery and in a condition of its own", async () => {
    const filters: HogqlFilters = { properties: [{ type: "event", key: "$browser", value: "Chrome" }] }
    expect(
      await rows(
        "select count(), countIf({filters}) from events where event in (select event from events where {filters})",
        {
          filters
        }
      )
    ).toEqual([[4, 2]])
  })

  it.each([
    ["select count() from persons where {filters}", {}, "TypeMismatch", "events, sessions or groups"],
    ["select 1 where {filters}", {}, "TypeMismatch", "events, sessions or groups"],
    ["select count() from events where {filters.properties}", {}, "NotSupported", "{filters.dateRange.from}"],
    [
      "select count() from events where {filters}",
      { dateRange: { date_from: "soon" } },
      "ValueInvalid",
      '"soon"'
    ],
    [
      "select count() from events where {filters}",
      { dateRange: { date_from: "2024-02-30" } },
      "ValueInvalid",
      "2024-02-30"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "event", value: 1 }] },
      "ValueInvalid",
      "`key`"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "event", key: "x", operator: "like" }] },
      "NotSupported",
      '"like"'
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "recording", key: "x" }] },
      "NotSupported",
      '"recording"'
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "event", key: "x", value: { a: 1 } }] },
      "ValueInvalid",
      "list of these"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "event", key: "amount", value: "x", operator: "gt" }] },
      "ValueInvalid",
      "no number"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "event", key: "amount", value: [3, 2], operator: "between" }] },
      "ValueInvalid",
      "smaller number first"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "event", key: "x", value: 5, operator: "gt" }] },
      "TypeMismatch",
      "Numeric"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "hogql", key: "1 +" }] },
      "ValueInvalid",
      "1 +"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "hogql", key: "{filters}" }] },
      "ValueInvalid",
      "placeholder"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "hogql", key: "evnt = 1" }] },
      "UnknownColumn",
      "event"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "cohort", key: "id", value: 99 }] },
      "UnknownCohort",
      "99"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "cohort", key: "id", value: "x" }] },
      "ValueInvalid",
      "number of a cohort"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "group", key: "name", value: "x" }] },
      "ValueInvalid",
      "group_type_index"
    ],
    [
      "select count() from events where {filters}",
      { properties: [{ type: "element", key: "selector", value: "a:hover" }] },
      "NotSupported",
      "a:hover"
    ],
    ["select count() from events where {filters}", { properties: "all" }, "ValueInvalid", "array"],
    [
      "select count() from sessions where {filters}",
      { properties: [{ type: "event", key: "x", value: 1 }] },
      "ValueInvalid",
      "reads events"
    ]
  ] as const)("of %s with %o is refused", async (query, filters, tag, words) => {
    // Filters come from outside: the types of this file do not bind them.
    const reason = await reasonOf(query, { filters: filters as HogqlFilters })
    expect(reason._tag).toBe(tag)
    expect(reason.message).toContain(words)
    expect(query.slice(reason.start, reason.end)).toMatch(/^\{filters|^select|^$/)
  })

  it("refuses a relative date when it does not know what time it is", async () => {
    const reason = await reasonOf("select count() from events where {filters}", {
      filters: { dateRange: { date_from: "-7d" } }
    })
    expect(reason).toMatchObject({ _tag: "ValueInvalid", name: "now" })
  })
})

describe("{filters.dateRange}", () => {
  const query =
    "select count() from events where timestamp >= {filters.dateRange.from} and timestamp < {filters.dateRange.to}"

  it("gives the bounds as times", async () => {
    const filters: HogqlFilters = { dateRange: { date_from: "2024-03-02", date_to: "-1dStart" } }
    expect(await rows(query, { filters, now })).toEqual([[5]])
    expect(
      await rows(
        "select toDate({filters.dateRange.from}), dateDiff('day', {filters.dateRange.from}, {filters.dateRange.to})",
        {
          filters,
          now
        }
      )
    ).toEqual([["2024-03-02", 7]])
  })

  it("makes the comparison true when the bound is not set", async () => {
    expect(await rows(query)).toEqual([[10]])
    expect(
      await rows(query, { filters: { dateRange: { date_from: "2024-03-08", date_to: "all" } } })
    ).toEqual([[3]])
    expect(
      await rows("select count() from events where not (timestamp >= toStartOfDay({filters.dateRange.from}))")
    ).toEqual([[0]])
  })

  it("is refused outside of a comparison when it is not set", async () => {
    const text = "select toDate({filters.dateRange.to}) from events"
    const reason = await reasonOf(text, {})
    expect(reason._tag).toBe("PlaceholderMissing")
    expect(text.slice(reason.start, reason.end)).toBe("{filters.dateRange.to}")
    expect((await compiler().check(text, { projectId: 1 })).errors).toHaveLength(1)
  })
})

describe("{variables}", () => {
  const variables = {
    "018f-1": { variableId: "018f-1", code_name: "event", value: "signup" },
    "018f-2": { code_name: "least", default_value: 10 },
    "018f-3": { code_name: "nothing", value: "x", isNull: true },
    "018f-4": { code_name: "names", value: ["signup", "purchase"] }
  } as const

  it("are values, defaults or null", async () => {
    expect(await rows("select count() from events where event = {variables.event}", { variables })).toEqual([
      [2]
    ])
    expect(
      await rows("select count() from events where properties.amount > {variables.least}", { variables })
    ).toEqual([[2]])
    expect(
      await rows("select count() from events where properties.$browser = {variables.nothing}", { variables })
    ).toEqual([[6]])
    expect(await rows("select count() from events where event in {variables.names}", { variables })).toEqual([
      [6]
    ])
    expect(await rows("select event from events limit {variables.least}", { variables })).toHaveLength(10)
  })

  it("never become syntax", async () => {
    const hostile = { x: { code_name: "event", value: "' or 1 = 1 --" } }
    expect(
      await rows("select count() from events where event = {variables.event}", { variables: hostile })
    ).toEqual([[0]])
  })

  it("are refused when there is none of that name", async () => {
    const reason = await reasonOf("select {variables.evnt}", { variables })
    expect(reason).toMatchObject({ _tag: "PlaceholderMissing", name: "variables.evnt" })
    expect(reason.message).toContain("Did you mean `event`?")
  })
})

describe("matchesAction", () => {
  const matchingSteps = async (...steps: readonly ActionStep[]) => {
    const [row] = await rows("select count() from events where matchesAction(1)", {
      actions: [{ id: 1, name: "Something", steps }]
    })
    return row?.[0]
  }

  it("takes any of the steps, and everything of a step", async () => {
    expect(await matchingSteps({ event: "signup" })).toBe(2)
    expect(await matchingSteps({ event: "signup" }, { event: "purchase" })).toBe(6)
    expect(await matchingSteps({ event: "$pageview", url: "x.com/d" })).toBe(1)
    expect(await matchingSteps({ event: "$pageview", url: "https://x.com/", url_matching: "exact" })).toBe(2)
    expect(await matchingSteps({ event: "$pageview", url: "/$", url_matching: "regex" })).toBe(2)
    expect(await matchingSteps({ event: null, url: "pricing", url_matching: null })).toBe(1)
    expect(await matchingSteps()).toBe(10)
    expect(await matchingSteps({})).toBe(10)
    expect(
      await matchingSteps({
        event: "purchase",
        properties: [{ type: "event", key: "amount", value: 20, operator: "gte" }]
      })
    ).toBe(2)
    expect(
      await matchingSteps({ event: "purchase", properties: [{ type: "hogql", key: "distinct_id = 'bob'" }] })
    ).toBe(1)
    expect(await matchingSteps({ event: "$autocapture", selector: "nav a", tag_name: "a" })).toBe(0)
    // A selector says something about autocaptured events only.
    expect(await matchingSteps({ event: "signup", selector: "nav a" })).toBe(2)
  })

  it("is found by its number or its name, in any place of a query", async () => {
    const actions = [
      { id: 1, name: "Signed up", steps: [{ event: "signup" }] },
      { id: 2, name: "Twice", steps: [] },
      { id: 3, name: "Twice", steps: [] }
    ]
    const context = { actions }
    expect(
      await rows(
        "select e.person_id, countIf(matchesAction('Signed up')) from events as e group by e.person_id order by 2 desc, 1 limit 1",
        context
      )
    ).toEqual([[ann, 1]])
    for (const [query, tag] of [
      ["select count() from events where matchesAction(9)", "UnknownAction"],
      ["select count() from events where matchesAction('signed up')", "UnknownAction"],
      ["select count() from events where matchesAction('Twice')", "TypeMismatch"],
      ["select count() from events where matchesAction(event)", "TypeMismatch"],
      ["select count() from events where matchesAction()", "WrongArguments"],
      ["select count() from persons where matchesAction(1)", "TypeMismatch"]
    ] as const) {
      expect((await reasonOf(query, context))._tag).toBe(tag)
    }
  })

  it("cannot ask for itself", async () => {
    const actions = [
      { id: 1, name: "Loop", steps: [{ properties: [{ type: "hogql", key: "matchesAction(1)" }] }] }
    ] as const
    expect((await reasonOf("select count() from events where matchesAction(1)", { actions }))._tag).toBe(
      "ValueInvalid"
    )
  })
})
