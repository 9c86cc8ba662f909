import { beforeAll, describe, expect, it } from "vitest"
import { compileAndRun } from "../store/compileAndRun.ts"
import { ann, stranger } from "../store/rows.ts"

const { rows, raw, compile, compiler } = compileAndRun()

const told = [
  {
    event: "$ai_generation",
    timestamp: "2024-03-03 10:00:00",
    properties: {
      $ai_trace_id: "t1",
      $ai_span_id: "g1",
      $ai_parent_id: "t1",
      $ai_model: "gpt-4o",
      $ai_input_tokens: 120,
      $ai_output_tokens: "30",
      $ai_total_cost_usd: 0.25,
      $ai_latency: 1.5,
      $ai_is_error: true,
      $ai_error: "too long",
      $ai_input: [{ role: "user", content: "Hello" }],
      plan: "pro"
    }
  },
  { event: "$ai_trace", timestamp: "2024-03-03 10:00:01", properties: { $ai_trace_id: "t1" } },
  { event: "ai_note", timestamp: "2024-03-03 10:00:02", properties: { $ai_trace_id: "t1" } },
  {
    event: "$exception",
    timestamp: "2024-03-03 10:00:03",
    properties: { $exception_issue_id: stranger, $exception_fingerprint: "f1" }
  },
  {
    event: "$exception",
    timestamp: "2024-03-03 10:00:04",
    properties: { $exception_issue_id: "no uuid" }
  },
  { event: "$ai_trace", timestamp: "2024-03-03 10:00:05", properties: { $ai_trace_id: "t2" }, team_id: 2 }
]

beforeAll(() => {
  for (const [index, one] of told.entries()) {
    const row = {
      team_id: 1,
      uuid: `20000000-0000-4000-8000-00000000000${index}`,
      distinct_id: "ann",
      person_id: ann,
      ...one,
      properties: JSON.stringify(one.properties)
    }
    raw(`INSERT INTO events FORMAT JSONEachRow ${JSON.stringify(row)}`)
  }
})

describe("ai_events", () => {
  it("are the events of models and agents, with their properties as columns", async () => {
    expect(
      await rows(
        "select event, trace_id, span_id, parent_id, model, provider, input_tokens, output_tokens, total_cost_usd, latency, is_error, error from posthog.ai_events order by timestamp"
      )
    ).toEqual([
      ["$ai_generation", "t1", "g1", "t1", "gpt-4o", null, 120, 30, 0.25, 1.5, true, "too long"],
      ["$ai_trace", "t1", null, null, null, null, null, null, null, null, false, null]
    ])
  })

  it("hold documents that can be read into", async () => {
    expect(
      await rows(
        "select input, input.1.content, input[1]['role'], output_choices, properties.plan from ai_events where event = '$ai_generation'"
      )
    ).toEqual([['[{"role":"user","content":"Hello"}]', "Hello", "user", null, "pro"]])
  })

  it("lead to the person, and can be joined with events", async () => {
    expect(
      await rows(
        "select person.properties.plan, person_id from ai_events where trace_id in (select properties.$ai_trace_id from events where event = 'ai_note') order by timestamp limit 1"
      )
    ).toEqual([["pro", ann]])
    expect(
      await rows(
        "select count() from events e join ai_events a on a.uuid = e.uuid left join posthog.ai_events b on b.trace_id = a.span_id"
      )
    ).toEqual([[2]])
  })

  it("have types that need no cast", async () => {
    const { columns } = await compile(
      "select trace_id, model, input_tokens, latency, is_error, tools from ai_events"
    )
    expect(columns.map(({ type, nullable }) => [type, nullable])).toEqual([
      ["String", false],
      ["String", true],
      ["Integer", true],
      ["Float", true],
      ["Boolean", false],
      ["JSON", true]
    ])
    expect((await compile("select * from ai_events")).columns).toHaveLength(54)
  })

  it("want a lower bound of time like events", async () => {
    const { warnings, cost } = await compiler().check("select count() from ai_events", { projectId: 1 })
    expect(warnings.map(({ rule }) => rule)).toEqual(["NoTimeFilter"])
    expect(cost.class).toBe("high")
  })
})

describe("the issue of an exception", () => {
  it("is the one that the event names", async () => {
    expect(
      await rows(
        "select issue_id, event_issue_id, exception_issue_override.fingerprint from events where event = '$exception' order by timestamp"
      )
    ).toEqual([
      [stranger, stranger, null],
      [null, null, null]
    ])
    expect(
      await rows(`select count() from events where issue_id = '${stranger}' and isNotNull(issue_id)`)
    ).toEqual([[1]])
    expect(
      await rows("select issue_id, count() from events group by issue_id order by count() desc")
    ).toHaveLength(2)
  })
})

describe("columns that PostHog's own queries read", () => {
  it.each([
    "select name, count() from query_log where is_personal_api_key_request group by name",
    "select cohort_type from system.cohorts where not deleted",
    "select visibility from system.notebooks where not deleted",
    "select description from system.surveys where not archived",
    "select documentation_url from system.early_access_features where not deleted",
    "select round(x / viewport_width, 2) as rel_x, y * scale_factor as client_y, count() from heatmaps group by rel_x, client_y"
  ])("%s", async (query) => {
    expect(await rows(query)).toEqual(expect.any(Array))
  })
})
