import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const NOON = Date.UTC(2026, 0, 5, 12)

const send = async (snapshots: unknown, more: object = {}) => {
  const properties = { $session_id: "s-1", $window_id: "w", $snapshot_data: snapshots, ...more }
  const body = [
    {
      event: "$snapshot",
      properties: { token: test.engine.projectToken, distinct_id: "u1", ...properties }
    }
  ]
  assert.strictEqual((await test.capture("/s/", body)).status, 200)
}

describe("a session recording", () => {
  it("is counted, piece by piece", async () => {
    const act = (seconds: number, data: object) => ({ type: 3, timestamp: NOON + seconds * 1_000, data })
    await send([
      { type: 4, timestamp: NOON, data: { href: "https://x.com/a" } },
      act(1, { source: 1 }),
      act(2, { source: 2, type: 2 }),
      act(20, { source: 5 })
    ])
    await send([
      act(30, { source: 0 }),
      {
        type: 6,
        timestamp: NOON + 31_000,
        data: { plugin: "rrweb/console@1", payload: { level: "error", payload: ["no", "x"] } }
      }
    ])
    assert.deepStrictEqual(
      await test.rows(
        `select session_id, distinct_id, start_time, dateDiff('second', start_time, end_time), first_url, all_urls, click_count, keypress_count,
                mouse_activity_count, active_milliseconds, console_error_count, event_count, message_count, size > 100
         from session_replay_events`
      ),
      [
        [
          "s-1",
          "u1",
          "2026-01-05T12:00:00Z",
          31,
          "https://x.com/a",
          ["https://x.com/a"],
          1,
          1,
          2,
          1000,
          1,
          6,
          2,
          1
        ]
      ]
    )
    assert.deepStrictEqual(
      await test.rows("select console_logs.level, console_logs.message from session_replay_events"),
      [["error", "no x"]]
    )
  })

  it("is no event, and makes no person", async () => {
    assert.deepStrictEqual(await test.rows("select count() from events"), [[0]])
    assert.deepStrictEqual(await test.rows("select count() from persons"), [[0]])
  })

  it("leaves nothing when there is nothing in it", async () => {
    for (const broken of [
      null,
      "x",
      [],
      [{ type: 3 }],
      [{ type: 3, timestamp: "x" }],
      [{ type: 3, timestamp: 1e300 }]
    ])
      await send(broken)
    await send([{ type: 4, timestamp: NOON }], { $session_id: "" })
    assert.deepStrictEqual(await test.rows("select count() from raw_session_replay_events"), [[2]])
  })
})
