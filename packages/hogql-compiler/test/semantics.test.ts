/** What HogQL means where it differs from plain SQL: properties, nulls, time zones, persons, limits. */
import { describe, expect, it } from "vitest"
import { compileAndRun } from "./store/compileAndRun.ts"
import { ann, anonymous } from "./store/rows.ts"

const { rows, raw, compile } = compileAndRun()

const sorted = (found: readonly (readonly unknown[])[]) => found.map((row) => JSON.stringify(row)).sort()

describe("properties", () => {
  it("are null when missing or JSON null, and empty when empty", async () => {
    expect(await rows("select count() from events where properties.coupon is null")).toEqual([[9]])
    expect(await rows("select count() from events where properties.coupon = ''")).toEqual([[1]])
  })

  it("keep the JSON text `null` apart from JSON null", async () => {
    expect(await rows("select properties.text from events where properties.text is not null")).toEqual([
      ["null"]
    ])
  })

  it("are read at any depth and with any key", async () => {
    expect(
      await rows(
        "select properties.nested.deep.key, properties['nested']['deep'] from events where properties.nested is not null"
      )
    ).toEqual([["v", '{"key":"v"}']])
    expect(
      await rows(
        "select properties.`a.b`, properties['it''s'] from events where properties.`a.b` is not null"
      )
    ).toEqual([["dotted", "quoted"]])
  })

  it("are null when a value does not fit its definition", async () => {
    expect(
      await rows(
        "select properties.amount, properties.paid, properties.when from events order by timestamp desc limit 1"
      )
    ).toEqual([[null, null, "2024-03-05 10:00:00.000000"]])
  })

  it("stay text for toFloatOrZero", async () => {
    expect(await rows("select sum(toFloatOrZero(properties.amount)) from events")).toEqual([[125.5]])
  })

  it("have the same answer from a stored column as from the document", async () => {
    const stored = await compile("select properties.$browser from events")
    expect(stored.sql).toContain("mat_browser")
    expect(await rows("select properties.$browser from events order by timestamp, uuid")).toEqual(
      await rows(
        "select x.properties.$browser from (select properties, timestamp, uuid from events) x order by timestamp, uuid"
      )
    )
  })

  it("can be read through a subquery, and keep their definition", async () => {
    expect(await rows("select sum(x.properties.amount) from (select properties from events) as x")).toEqual([
      [125.5]
    ])
  })
})

describe("comparisons", () => {
  it("are never null", async () => {
    const query = `select countIf(properties.coupon = 'x'), countIf(properties.coupon != 'x'), countIf(not (properties.coupon = 'x')),
                          countIf(properties.coupon > 'a'), countIf(properties.coupon not ilike 'x'), countIf(properties.coupon !~ 'x')
                   from events`
    expect(await rows(query)).toEqual([[0, 10, 10, 0, 10, 10]])
  })

  it("take two missing values for alike, and for not different", async () => {
    // One coupon is there, and empty; `none` is nowhere. LIKE finds the empty coupon in itself.
    const query = `select countIf(properties.coupon like properties.coupon), countIf(properties.coupon not like properties.none),
                          countIf(properties.coupon =~ properties.none), countIf(properties.coupon !~ properties.none),
                          countIf(properties.coupon like null), countIf(properties.coupon !~ null), countIf(properties.coupon < null)
                   from events`
    expect(await rows(query)).toEqual([[10, 1, 9, 1, 9, 1, 0]])
  })

  it("take two missing values for equal", async () => {
    expect(
      await rows(
        "select countIf(properties.none = properties.nope), countIf(properties.coupon != properties.none) from events"
      )
    ).toEqual([[10, 1]])
  })

  it("have the same meaning as functions", async () => {
    expect(await rows("select countIf(notEquals(properties.coupon, 'x')) from events")).toEqual([[10]])
  })

  it("tell distinct values apart, null included", async () => {
    expect(
      await rows(
        "select countIf(properties.coupon is distinct from ''), countIf(properties.coupon is not distinct from null) from events"
      )
    ).toEqual([[9, 9]])
  })

  it("include both ends of BETWEEN", async () => {
    expect(await rows("select count() from events where properties.amount between 5.5 and 20")).toEqual([[2]])
    expect(await rows("select count() from events where properties.amount not between 5.5 and 20")).toEqual([
      [1]
    ])
  })
})

describe("IN", () => {
  const given = {
    timezone: "America/New_York",
    values: {
      times: ["2024-03-01 17:30:00"],
      time: "2024-03-01 17:30:00",
      pairs: [["$pageview", "2024-03-01 17:30:00"]],
      instants: [new Date("2024-03-01T22:30:00Z")],
      days: ["2024-03-03"],
      amounts: [20, 5.5],
      yes: [true],
      none: []
    }
  }
  const count = async (condition: string) => rows(`select count() from events where ${condition}`, given)

  it.each(["('2024-03-01 17:30:00')", "['2024-03-01 17:30:00']", "{times}", "{time}", "{instants}"])(
    "reads the times of %s in the project's zone",
    async (list) => {
      expect(await count(`timestamp in ${list}`)).toEqual([[1]])
      expect(await count(`timestamp not in ${list}`)).toEqual([[9]])
    }
  )

  it.each(["('2024-03-03')", "['2024-03-03']", "{days}"])("reads the dates of %s", async (list) => {
    expect(await count(`toDate(timestamp) in ${list}`)).toEqual([[1]])
    expect(await count(`toDate(timestamp) not in ${list}`)).toEqual([[9]])
  })

  it("means the midnight of a date in the project's zone", async () => {
    expect(await count("toStartOfDay(timestamp) in [toDate('2024-03-03')]")).toEqual([[1]])
    expect(await count("toStartOfDay(timestamp) not in {days}")).toEqual([[9]])
    expect(await count("(event, toStartOfDay(timestamp)) in (('purchase', '2024-03-03'))")).toEqual([[1]])
    expect(
      await rows(
        "select toStartOfDay(timestamp) as day, count() from events group by day having day in {days}",
        given
      )
    ).toEqual([["2024-03-03 00:00:00", 1]])
    expect(await count("toStartOfDay(timestamp) in (select toStartOfDay(timestamp) from events)")).toEqual([
      [10]
    ])
  })

  it.each(["(20, 5.5)", "[20, 5.5]", "{amounts}"])("finds the numbers of %s", async (list) => {
    expect(await count(`properties.amount in ${list}`)).toEqual([[2]])
    expect(await count(`properties.amount not in ${list}`)).toEqual([[8]])
  })

  it.each(["(true)", "[true]", "{yes}"])("finds yes and no in %s", async (list) => {
    expect(await count(`properties.paid in ${list}`)).toEqual([[2]])
    expect(await count(`properties.paid not in ${list}`)).toEqual([[8]])
  })

  it.each([
    "('$pageview', '2024-03-01 17:30:00')",
    "(('$pageview', '2024-03-01 17:30:00'), ('signup', '2024-03-01'))",
    "[('$pageview', '2024-03-01 17:30:00')]",
    "{pairs}"
  ])("reads the times inside the tuples of %s", async (list) => {
    expect(await count(`(event, timestamp) in ${list}`)).toEqual([[1]])
  })

  it("finds nothing in an empty list", async () => {
    expect(await count("event in []")).toEqual([[0]])
    expect(await count("timestamp not in {none}")).toEqual([[10]])
  })

  it("finds what is missing among the missing", async () => {
    expect(await count("properties.coupon in ['', null]")).toEqual([[10]])
    expect(await count("properties.amount not in (20, null)")).toEqual([[2]])
  })
})

describe("sums and extremes of arrays", () => {
  it("are of what the lambda gives", async () => {
    const query =
      "select arraySum(x -> x + 0.5, [1]), arraySum(x -> x > 1, [1, 2]), arraySum([true, true]), arrayMax(x -> toString(x), [1, 2]), arrayCumSum(x -> x / 2, [1, 2])[1], arrayCumSum(x -> x > 1, [1, 2])[2]"
    expect((await compile(query)).columns.map((column) => column.type)).toEqual([
      "Float",
      "Integer",
      "Integer",
      "String",
      "Float",
      "Integer"
    ])
    expect(await rows(query)).toEqual([[1.5, 1, 2, "2", 0.5, 1]])
  })
})

describe("an alias", () => {
  it("of an alias may be called as a table is", async () => {
    const found = await rows(
      "select upper(event) as u, u as e, e.event as own from events e where e = 'PURCHASE' order by own"
    )
    expect(found).toEqual(
      raw("SELECT 'PURCHASE', 'PURCHASE', event FROM events WHERE event = 'purchase' AND team_id = 1")
    )
  })
})

describe("numbers", () => {
  it("takes a count that is calculated", async () => {
    expect(
      await rows(
        "select count() from numbers(dateDiff('day', toDate('2026-01-01'), toDate('2026-01-31')) + 1)"
      )
    ).toEqual([[31]])
    expect(await rows("select max(number) from numbers(1 + 1, ceil(7 / 2))")).toEqual([[5]])
  })
})

describe("an item of every tuple in a list", () => {
  it("is read by its place", async () => {
    expect(
      await rows(
        "select key, value from (select JSONExtractKeysAndValues('{\"a\": \"b\"}', 'String') as pairs) array join (pairs).1 as key, (pairs).2 as value"
      )
    ).toEqual([["a", "b"]])
  })
})

describe("the parameters of an aggregate", () => {
  it("may be calculated from numbers", async () => {
    expect(
      await rows("select quantileExact(1 - 0.5)(number), topK(2 * 1 + 1)(number) from numbers(9)")
    ).toEqual(raw("SELECT quantileExact(0.5)(number), topK(3)(number) FROM numbers(9)"))
  })
})

describe("concat", () => {
  it("takes missing parts for empty", async () => {
    expect(
      await rows("select event || '-' || properties.coupon from events where properties.amount = 20")
    ).toEqual([["purchase-"]])
  })
})

describe("times", () => {
  it("are cut to days of the project's zone", async () => {
    const query =
      "select toDate(timestamp) as day, count() from events where event = '$pageview' group by day order by day limit 2"
    expect(await rows(query)).toEqual([
      ["2024-03-01", 2],
      ["2024-03-02", 1]
    ])
    // 23:30 UTC is half past midnight in Berlin.
    expect(await rows(query, { timezone: "Europe/Berlin" })).toEqual([
      ["2024-03-01", 1],
      ["2024-03-02", 2]
    ])
  })

  it("compared with text mean the project's zone", async () => {
    const query = "select count() from events where timestamp >= '2024-03-02'"
    expect(await rows(query)).toEqual([[7]])
    expect(await rows(query, { timezone: "Europe/Berlin" })).toEqual([[8]])
    expect(await rows(query, { timezone: "US/Pacific" })).toEqual([[7]])
    expect(
      await rows("select count() from events where timestamp >= '2024-03-02T00:00:00Z'", {
        timezone: "Europe/Berlin"
      })
    ).toEqual([[7]])
  })

  it("compared with a date mean its midnight in the project's zone", async () => {
    const query =
      "select count() from events where timestamp >= toDate('2024-03-02') and timestamp < toDate('2024-03-03')"
    expect(await rows(query, { timezone: "Europe/Berlin" })).toEqual([[4]])
    expect(await rows(query, { timezone: "US/Pacific" })).toEqual([[3]])
  })

  it("come back in the project's zone", async () => {
    expect(
      await rows("select min(timestamp), toHour(min(timestamp)) from events", { timezone: "US/Pacific" })
    ).toEqual([["2024-03-01 14:30:00.000000", 14]])
  })

  it("leave the column bare in a range, so that the sort key is used", async () => {
    const { sql } = await compile(
      "select count(), toStartOfDay(timestamp) as day from events where timestamp > '2024-03-05' and timestamp < now() group by day",
      { timezone: "US/Pacific" }
    )
    const where = sql.slice(sql.indexOf("WHERE"), sql.indexOf("GROUP BY"))
    expect(where).toContain(
      "greater(`events`.`timestamp`, toDateTime64('2024-03-05 00:00:00.000000', 6, 'US/Pacific'))"
    )
    expect(where).toContain("less(`events`.`timestamp`, now64(6, 'US/Pacific'))")
    expect(where).not.toContain("toTimeZone")
  })

  it("let ClickHouse skip by date", async () => {
    const { sql } = await compile("select count() from events where timestamp > '2024-03-05'")
    expect(raw(`EXPLAIN indexes = 1 ${sql}`).join("\n")).toContain("toDate(timestamp)")
  })

  it("start weeks on the project's first day", async () => {
    const query = "select toStartOfWeek(toDate('2024-03-03'))"
    expect(await rows(query)).toEqual([["2024-03-03"]])
    expect(await rows(query, { weekStartDay: 1 })).toEqual([["2024-02-26"]])
  })
})

describe("persons", () => {
  it("follow merges, and can be read as stored", async () => {
    expect(await rows("select person_id, event_person_id from events order by timestamp limit 1")).toEqual([
      [ann, anonymous]
    ])
  })

  it("are reached from an event through its distinct id", async () => {
    expect(
      await rows("select pdi.person.properties.plan as plan, count() from events group by plan order by plan")
    ).toEqual([
      ["free", 3],
      ["pro", 7]
    ])
  })

  it("are found by a join that has events on its right side", async () => {
    expect(
      await rows(
        "select e.event, e.pdi.distinct_id from persons p left join events e on e.person_id = p.id where p.properties.plan = 'free' order by e.timestamp"
      )
    ).toEqual([
      ["$pageview", "bob"],
      ["signup", "bob"],
      ["purchase", "bob"]
    ])
  })
})

describe("another project's rows", () => {
  it.each([
    ["events", 3],
    ["persons", 1],
    ["sessions", 1],
    ["person_distinct_ids", 1],
    ["cohort_people", 1],
    ["static_cohort_people", 1],
    ["system.insights", 1],
    ["groups", 1],
    ["session_replay_events", 1],
    ["log_entries", 1],
    ["console_logs_log_entries", 1],
    ["person_distinct_id_overrides", 1],
    ["raw_persons", 1],
    ["raw_person_distinct_ids", 1],
    ["raw_person_distinct_id_overrides", 1],
    ["raw_cohort_people", 1],
    ["raw_groups", 1],
    ["raw_session_replay_events", 1],
    ["system.groups", 1],
    ["posthog.events", 3]
  ] as const)("are all that its own query of %s sees", async (table, count) => {
    expect(await rows(`select count() from ${table}`, { projectId: 2 })).toEqual([[count]])
    expect(await rows(`select count() from ${table}`, { projectId: 3 })).toEqual([[0]])
  })

  it.each(["left join", "right join", "full join", "inner join"])(
    "do not come in through a %s",
    async (join) => {
      const found = await rows(
        `select e.event, f.properties.amount from events e ${join} events f on e.distinct_id = f.distinct_id limit 500`
      )
      expect(found.length).toBeGreaterThan(0)
      expect(found.flat()).not.toContain(1000)
    }
  )

  it("do not come in through a cohort, a session or a merge", async () => {
    expect(await rows("select count() from events where person_id in cohort 'Friends'")).toEqual([[3]])
    expect(await rows("select max(session.$session_duration) from events")).toEqual([[600]])
    expect(
      await rows("select count() from events where distinct_id = 'ann' and person_id = '" + ann + "'")
    ).toEqual([[5]])
  })
})

describe("system tables", () => {
  it("hold the newest version, and keep what was deleted", async () => {
    expect(await rows("select id, name, deleted, created_at from system.insights order by id")).toEqual([
      [1, "Sales", 0, "2024-02-01 08:00:00.000000"],
      [2, "Gone", 1, null]
    ])
    expect(await rows("select key, active, filters.groups from system.feature_flags")).toEqual([
      ["new-page", 1, '[{"rollout_percentage":50}]']
    ])
  })
})

describe("limits", () => {
  it("ask for one row more than the default, so that a cut is seen", async () => {
    const { limit } = await compile("select event from events", { defaultLimit: 4 })
    expect(limit).toEqual({ source: "default", value: 4 })
    expect(await rows("select event from events", { defaultLimit: 4 })).toHaveLength(5)
  })

  it("keep the query's own", async () => {
    expect((await compile("select event from events limit 7")).limit).toEqual({ source: "query", value: 7 })
    expect(await rows("select event from events limit 7")).toHaveLength(7)
  })

  it("lower what is above the maximum and say so", async () => {
    const { limit, sql } = await compile("select event from events limit 60000")
    expect(limit).toEqual({ source: "capped", value: 50_000 })
    expect(sql).toMatch(/LIMIT 50000$/)
  })

  it("cap one that is computed", async () => {
    const { limit, sql } = await compile("select event from events limit 2 + 3")
    expect(limit).toEqual({ source: "query", value: null })
    expect(sql).toMatch(/LIMIT least\(50000, plus\(2, 3\)\)$/)
  })

  it("can be switched off", async () => {
    const { limit, sql } = await compile("select event from events", {
      defaultLimit: null,
      maximumLimit: null
    })
    expect(limit).toEqual({ source: "none", value: null })
    expect(sql).not.toContain("LIMIT")
  })
})

describe("WITH", () => {
  it("gives tables and values, seen by every part of a set", async () => {
    const query =
      "with 2 as two, x as (select event from events where event = 'signup') select count() * two from x union all select two from x limit 5"
    expect(sorted(await rows(query))).toEqual(["[2]", "[2]", "[4]"])
  })

  it("may be named like a stored table", async () => {
    expect(await rows("with persons as (select event from events) select count() from persons")).toEqual([
      [10]
    ])
  })
})
