import { describe, expect, it } from "vitest"
import { compileAndRun } from "../store/compileAndRun.ts"
import { ann, anonymous, bob } from "../store/rows.ts"

const { rows, raw, compile } = compileAndRun()

describe("raw twins", () => {
  it("hold every stored version", async () => {
    expect(
      await rows(
        "select properties.plan, is_deleted, version from raw_persons where version > 1 order by version, is_deleted"
      )
    ).toEqual([
      ["pro", 0, 2],
      [null, 1, 2]
    ])
    expect(await rows("select count() from raw_person_distinct_ids")).toEqual([[4]])
    expect(await rows("select distinct_id from raw_person_distinct_id_overrides")).toEqual([["anon-1"]])
    expect(
      await rows("select count(), sum(sign) from raw_cohort_people where cohort_id = 7 and version = 1")
    ).toEqual([[1, 1]])
  })

  it("lead to the same persons", async () => {
    expect(
      await rows("select person.properties.plan from raw_person_distinct_ids where distinct_id = 'bob'")
    ).toEqual([["free"]])
  })
})

describe("person_distinct_id_overrides", () => {
  it("name merged ids only", async () => {
    expect(await rows("select distinct_id, person_id, person.id from person_distinct_id_overrides")).toEqual([
      ["anon-1", ann, ann]
    ])
    expect(await rows("select override.person_id from events where distinct_id = 'anon-1'")).toEqual([[ann]])
  })
})

describe("the namespace posthog", () => {
  it("holds the same tables", async () => {
    expect(await rows("select count() from posthog.events")).toEqual([[10]])
    expect(await rows("select events.event from posthog.events order by timestamp limit 1")).toEqual([
      ["$pageview"]
    ])
    expect(
      await rows(
        "select posthog.persons.properties.email from posthog.persons where posthog.persons.properties.plan = 'free'"
      )
    ).toEqual([["bob@x.com"]])
  })
})

describe("joins of joins", () => {
  it("go as deep as the tables lead", async () => {
    expect(
      await rows(
        "select pdi.person.pdi.distinct_id as id, count() from events where event = 'signup' group by id order by id"
      )
    ).toEqual([
      ["ann", 1],
      ["anon-1", 1],
      ["bob", 1]
    ])
    expect(
      await rows(
        "select person.pdi.person.properties.plan from person_distinct_ids where distinct_id = 'bob'"
      )
    ).toEqual([["free"]])
  })
})

describe("numbers", () => {
  it("take a count, or a start and a count, written or calculated", async () => {
    expect(await rows("select number from numbers(2, 3)")).toEqual([[2], [3], [4]])
    expect(await rows("select count() from numbers(2 * 3 + 1)")).toEqual([[7]])
    expect(
      await rows(
        "select toDate('2024-02-28') + number as day from numbers(dateDiff('day', toDate('2024-02-28'), toDate('2024-03-02')))"
      )
    ).toEqual([["2024-02-28"], ["2024-02-29"], ["2024-03-01"]])
  })

  it.each(["numbers(-1)", "numbers(1.5)", "numbers('a')", "numbers()", "numbers(1, 2, 3)", "numbers(now())"])(
    "are refused as %s",
    async (table) => {
      await expect(compile(`select number from ${table}`)).rejects.toMatchObject({
        reason: { _tag: "WrongArguments", name: "numbers" }
      })
    }
  )
})

describe("a joined row", () => {
  it("can be spread into its columns", async () => {
    const first = "from events order by timestamp limit 1"
    expect((await compile(`select pdi.person.*, poe.* ${first}`)).columns.map(({ name }) => name)).toEqual([
      "id",
      "created_at",
      "properties",
      "is_identified",
      "created_at",
      "properties"
    ])
    expect(await rows(`select e.pdi.*, e.event from events e order by e.timestamp limit 1`)).toEqual([
      ["anon-1", ann, "$pageview"]
    ])
  })
})

describe("session_replay_events", () => {
  it("add up the pieces of a recording", async () => {
    expect(
      await rows(
        "select session_id, start_time, end_time, first_url, all_urls, click_count, keypress_count from session_replay_events order by session_id"
      )
    ).toEqual([
      [
        "s2",
        "2024-03-01 23:30:00.000000",
        "2024-03-01 23:31:00.000000",
        "https://x.com/a",
        ["https://x.com/a", "https://x.com/b"],
        3,
        5
      ],
      ["s3", "2024-03-01 23:00:00.000000", "2024-03-01 23:00:00.000000", null, [], 9, 0]
    ])
  })

  it("have raw pieces, whose first URL is a state", async () => {
    expect(
      await rows(
        "select session_id, argMinMerge(first_url), min(min_first_timestamp), max(is_deleted) from raw_session_replay_events group by session_id order by session_id"
      )
    ).toEqual([
      ["s2", "https://x.com/a", "2024-03-01 23:30:00.000000", 0],
      ["s3", null, "2024-03-01 23:00:00.000000", 0]
    ])
    const { columns } = await compile("select * from raw_session_replay_events")
    expect(columns.map(({ name }) => name)).not.toContain("first_url")
  })

  it("lead to the person, the events, the session and the console", async () => {
    expect(
      await rows("select person_id, person.properties.plan from session_replay_events order by click_count")
    ).toEqual([
      [ann, "pro"],
      [bob, "free"]
    ])
    expect(
      await rows(
        "select events.event, properties.method from session_replay_events where session_id = 's3' order by events.timestamp"
      )
    ).toEqual([
      ["$pageview", null],
      ["signup", "google"]
    ])
    expect(
      await rows(
        "select session.$entry_pathname, console_logs.message from session_replay_events order by session_id"
      )
    ).toEqual([
      ["/pricing", "x is not a function"],
      ["/", ""]
    ])
  })

  it("lead to the events of their own project only", async () => {
    raw(
      `insert into session_replay_events (team_id, session_id, distinct_id, min_first_timestamp, max_last_timestamp, all_urls)
       values (3, 's1', 'ann', '2024-03-01 22:30:00', '2024-03-01 22:40:00', [])`
    )
    // Projects 1 and 2 have events with this session; project 3 has none.
    expect(await rows("select count() from session_replay_events", { projectId: 3 })).toEqual([[1]])
    expect(await rows("select count(events.uuid) from session_replay_events", { projectId: 3 })).toEqual([
      [0]
    ])
  })

  it("have a twin with the pieces", async () => {
    expect(await rows("select count(), sum(click_count) from raw_session_replay_events")).toEqual([[3, 12]])
  })
})

describe("log entries", () => {
  it("are told apart by what wrote them", async () => {
    expect(await rows("select count() from log_entries")).toEqual([[2]])
    expect(await rows("select message from console_logs_log_entries")).toEqual([["x is not a function"]])
    expect(await rows("select log_source_id, message from batch_export_log_entries")).toEqual([["7", "Done"]])
  })
})

describe("the chain of elements", () => {
  it("says what was clicked", async () => {
    raw(
      `insert into events (team_id, uuid, event, properties, timestamp, created_at, distinct_id, person_id, person_created_at, elements_chain)
       values (1, generateUUIDv4(), '$autocapture', '{}', '2024-04-01 00:00:00', '2024-04-01 00:00:00', 'zed', '${anonymous}',
       '2024-01-01 00:00:00', 'a.btn:attr_id="buy"href="/buy"text="Buy";button:attr_id="outer"text="Buy";div.box:text="More"')`
    )
    expect(
      await rows(
        "select elements_chain_href, elements_chain_texts, elements_chain_ids, elements_chain_elements from events where event = '$autocapture'"
      )
    ).toEqual([["/buy", ["Buy", "More"], ["buy", "outer"], ["a", "button"]]])
    expect(
      await rows("select count() from events where has(elements_chain_texts, 'More') and distinct_id = 'zed'")
    ).toEqual([[1]])
  })
})
