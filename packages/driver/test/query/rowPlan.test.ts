import type { QueryOutline } from "@posthog-driver/hogql-compiler"
import { describe, expect, it } from "vitest"
import { confirmPlan, judgeRows, needsOutline, planRows, planUnread } from "../../src/query/rowPlan.ts"

/** The outline the parser gives for a plain SELECT ending in `LIMIT <expression>`, or without one. */
function outlineOf(text: string, value: number | null = null): QueryOutline {
  const at = /\blimit\s+/i.exec(text)
  if (at === null)
    return { kind: "select", limit: undefined, hasOffset: false, end: text.length, warnings: [] }
  const start = at.index + at[0].length
  const end = start + (/^(\{\w+\}|\w+)/.exec(text.slice(start))?.[0].length ?? 0)
  const constant = /^\d+$/.test(text.slice(start, end)) ? Number(text.slice(start, end)) : value
  return {
    kind: "select",
    limit: { value: constant, start, end },
    hasOffset: false,
    end: text.length,
    warnings: []
  }
}

const set = (text: string): QueryOutline => ({
  kind: "set",
  limit: undefined,
  hasOffset: false,
  end: text.length,
  warnings: []
})

describe("planRows", () => {
  it("asks for one row more than the LIMIT that is written", () => {
    const text = "select event from events limit 10 -- ten"
    const plan = planRows(text, { ...outlineOf(text), end: 33 }, undefined, {})
    expect(plan).toEqual({
      kind: "limited",
      text: "select event from events limit 11 -- ten",
      limit: 10,
      source: "text"
    })
  })

  it("takes the smaller of the LIMIT in the text and the limit option", () => {
    const text = "select 1 limit 10"
    expect(planRows(text, outlineOf(text), 3, {})).toMatchObject({
      text: "select 1 limit 4",
      limit: 3,
      source: "option"
    })
    expect(planRows(text, outlineOf(text), 30, {})).toMatchObject({
      text: "select 1 limit 11",
      limit: 10,
      source: "text"
    })
  })

  it("appends the limit option before a trailing comment", () => {
    const text = "select 1 -- done"
    const plan = planRows(
      text,
      { kind: "select", limit: undefined, hasOffset: false, end: 8, warnings: [] },
      5,
      {}
    )
    expect(plan.text).toBe("select 1\nLIMIT 6 -- done")
  })

  it("reads a LIMIT that is a placeholder from the values", () => {
    const text = "select 1 limit {n}"
    expect(planRows(text, outlineOf(text), undefined, { n: 7 })).toMatchObject({
      text: "select 1 limit 8",
      limit: 7
    })
  })

  it("leaves a LIMIT it cannot read, and keeps the option for afterwards", () => {
    const text = "select 1 limit {n}"
    expect(planRows(text, outlineOf(text), 5, {})).toMatchObject({ kind: "opaque", text, keep: 5 })
  })

  it("leaves LIMIT WITH TIES alone, because one more row would change which rows tie", () => {
    const text = "select 1 limit 3 with ties"
    expect(planRows(text, outlineOf(text), undefined, {})).toMatchObject({ kind: "opaque", text })
  })

  it("does not ask beyond 50,000 rows", () => {
    const text = "select 1 limit 50000"
    expect(planRows(text, outlineOf(text), undefined, {}).text).toBe(text)
    expect(planRows("select 1 limit 70000", outlineOf("select 1 limit 70000"), undefined, {}).text).toContain(
      "70000"
    )
  })

  it("puts a limit for a UNION around it, not behind its last member", () => {
    const text = "select 1 union all select 2"
    expect(planRows(text, set(text), 1, {}).text).toBe(`SELECT * FROM (\n${text}\n)\nLIMIT 2`)
  })
})

describe("confirmPlan", () => {
  const plan = { kind: "limited", text: "(select 1)\nLIMIT 4", limit: 3, source: "option" } as const

  it("keeps a rewritten text that the parser reads as meant", () => {
    expect(confirmPlan(plan, "(select 1)", outlineOf(plan.text))).toBe(plan)
  })

  it("goes back to the caller's text, and claims nothing, when it is not", () => {
    for (const read of [undefined, set(plan.text), outlineOf("select 1 limit 5"), outlineOf("select 1")]) {
      const sent = confirmPlan(plan, "(select 1)", read)
      expect(sent).toMatchObject({ kind: "opaque", text: "(select 1)", keep: 3 })
      expect(judgeRows(sent, 2, undefined).completeness.status).toBe("unknown")
    }
  })
})

describe("needsOutline", () => {
  it("spares the parser where no LIMIT, OFFSET or set operator can be", () => {
    expect(needsOutline("select event from events", undefined)).toBe(false)
    expect(needsOutline("select event from events", 5)).toBe(true)
    expect(needsOutline("select 1 LiMiT 5", undefined)).toBe(true)
  })
})

describe("judgeRows", () => {
  const limited = (limit: number) => ({ kind: "limited", text: "", limit, source: "text" }) as const

  it("drops the extra row and says that your LIMIT cut", () => {
    expect(judgeRows(limited(10), 11, undefined)).toMatchObject({
      keep: 10,
      completeness: { status: "truncated", cause: "your-limit", returned: 10 }
    })
  })

  it("calls exactly as many rows as the LIMIT complete when one more was asked for", () => {
    expect(judgeRows(limited(10), 10, undefined)).toEqual({
      keep: 10,
      completeness: { status: "complete", proof: "asked-for-one-more" }
    })
  })

  it("calls 50,000 rows of LIMIT 50,000 cut by your limit, because nobody can ask for one more", () => {
    expect(judgeRows(limited(50_000), 50_000, undefined).completeness).toMatchObject({ cause: "your-limit" })
    expect(judgeRows(limited(50_000), 49_999, undefined).completeness).toEqual({
      status: "complete",
      proof: "below-every-limit"
    })
  })

  it("calls 50,000 rows of a larger LIMIT cut by the server", () => {
    expect(judgeRows(limited(60_000), 50_000, undefined).completeness).toMatchObject({
      status: "truncated",
      cause: "server-cap",
      returned: 50_000
    })
  })

  it("believes PostHog about its default limit", () => {
    const plan = planUnread("select 1", undefined)
    expect(judgeRows(plan, 100, true).completeness).toMatchObject({ cause: "default-limit", returned: 100 })
    expect(judgeRows(plan, 100, false).completeness).toEqual({
      status: "complete",
      proof: "server-said-no-more"
    })
  })

  it("says unknown when there is neither a LIMIT nor a word from PostHog", () => {
    expect(judgeRows(planUnread("select 1", undefined), 3, undefined).completeness.status).toBe("unknown")
  })

  it("proves a short UNION ALL complete, and nothing else about sets", () => {
    const all = "select 1 union all select 2"
    const distinct = "select 1 union select 2"
    const except = "select 1 except select 2"
    expect(judgeRows(planRows(all, set(all), undefined, {}), 2, undefined).completeness.status).toBe(
      "complete"
    )
    expect(judgeRows(planRows(all, set(all), undefined, {}), 100, undefined).completeness.status).toBe(
      "unknown"
    )
    expect(
      judgeRows(planRows(distinct, set(distinct), undefined, {}), 2, undefined).completeness.status
    ).toBe("unknown")
    expect(judgeRows(planRows(except, set(except), undefined, {}), 0, undefined).completeness.status).toBe(
      "unknown"
    )
  })

  it.each([
    "select 1 limit 1 union all select 2",
    "select 1 union all select 2 limit 1",
    "select 1 limit 1 union all select 2 limit 1"
  ])("does not call %s complete, whatever PostHog says and with a limit option too", (text) => {
    for (const hasMore of [undefined, false]) {
      for (const option of [undefined, 50]) {
        const { completeness } = judgeRows(planRows(text, set(text), option, {}), 2, hasMore)
        expect(completeness.status).toBe("unknown")
      }
    }
  })

  it("takes no proof from hasMore for 100 rows of a UNION ALL or for a text it could not read", () => {
    const all = "select 1 union all select 2"
    expect(judgeRows(planRows(all, set(all), undefined, {}), 100, false).completeness.status).toBe("unknown")
    expect(judgeRows(planUnread("select 1 limit x", undefined), 1, false).completeness.status).toBe("unknown")
    expect(judgeRows(planRows(all, set(all), 50, {}), 2, undefined).completeness.status).toBe("complete")
  })

  it("leaves a LIMIT inside a subquery of FROM to the caller", () => {
    const text = "select * from (select 1 limit 1)"
    const outline = {
      kind: "select",
      limit: undefined,
      hasOffset: false,
      end: text.length,
      warnings: []
    } as const
    expect(judgeRows(planRows(text, outline, undefined, {}), 1, false).completeness.status).toBe("complete")
  })

  it("words a cut by LIMIT 0 and LIMIT 1 as English", () => {
    expect(judgeRows(limited(0), 1, undefined).completeness).toMatchObject({
      cause: "your-limit",
      howToGetTheRest: "LIMIT 0 asks for no rows, and there are some. Write LIMIT with the number you need."
    })
    expect(judgeRows(limited(1), 2, undefined).completeness).toHaveProperty(
      "howToGetTheRest",
      expect.stringMatching(/^There is more than 1 row\. Raise LIMIT/)
    )
  })

  it("never calls a result complete against PostHog's word that more follows", () => {
    const all = "select 1 union all select 2"
    const plans = [
      planUnread("select 1", undefined),
      limited(10),
      planUnread("select 1 limit x", 5),
      planRows(all, set(all), undefined, {})
    ]
    for (const plan of plans) {
      expect(judgeRows(plan, 4, true).completeness.status).toBe("truncated")
    }
  })
})
