/**
 * Two sessions written by hand. `v7` has a UUID of version 7 made at 2024-05-01 12:00:00.000; its first page came from an ad, the second from nowhere.
 */
import { beforeAll, describe, expect, it } from "vitest"
import { compileAndRun } from "../store/compileAndRun.ts"
import { ann, bob } from "../store/rows.ts"

const { rows, raw } = compileAndRun()

const v7 = "018f3406-9e00-7000-8000-000000000001"

beforeAll(() => {
  const event = (n: number, at: string, name: string, person: string, properties: object) =>
    `(1, '30000000-0000-4000-8000-00000000000${n}', '${name}', '${JSON.stringify(properties)}', '2024-05-01 ${at}', '2024-05-02 00:00:00',
      'd${n}', '${person}', '2024-01-01 00:00:00')`
  raw(
    `insert into events (team_id, uuid, event, properties, timestamp, created_at, distinct_id, person_id, person_created_at) values ${[
      event(1, "12:00:00", "$pageview", bob, {
        $session_id: v7,
        $current_url: "https://a.com/x",
        $referring_domain: "www.google.com",
        utm_source: "Google",
        utm_medium: "cpc",
        gclid: "g1",
        fbclid: ""
      }),
      event(2, "12:00:04", "$web_vitals", bob, { $session_id: v7, $web_vitals_LCP_value: 812.5 }),
      event(3, "12:00:05", "$pageview", ann, {
        $session_id: v7,
        $current_url: "https://a.com/y",
        $web_vitals_LCP_value: 99
      }),
      event(4, "12:00:06", "$autocapture", ann, { $session_id: v7 })
    ].join(", ")}`
  )
})

const one = `from sessions where session_id = '${v7}'`

describe("a session", () => {
  it("has its first campaign and says whether each ad's id was there", async () => {
    expect(
      await rows(
        `select $entry_utm_source, $entry_gclid, $entry_has_gclid, $entry_fbclid, $entry_has_fbclid, $entry_has_msclkid ${one}`
      )
    ).toEqual([["Google", "g1", true, null, false, false]])
  })

  it("counts up to two interactions, and remembers the first paint", async () => {
    expect(
      await rows(
        `select $page_screen_autocapture_count_up_to, $pageview_count, $autocapture_count, $vitals_lcp, $is_bounce ${one}`
      )
    ).toEqual([[2, 2, 1, 812.5, false]])
  })

  it("belongs to the person of its last event", async () => {
    expect(await rows(`select person_id, distinct_id ${one}`)).toEqual([[ann, "d4"]])
  })

  it("has the time and the number that its UUID holds, when it is one of version 7", async () => {
    expect(await rows(`select session_timestamp ${one}`)).toEqual([["2024-05-01 12:00:00.000"]])
    expect(
      await rows("select session_timestamp, session_id_v7 from sessions where session_id = 's1'")
    ).toEqual([[null, null]])
    expect(
      await rows(
        `select count() from events e join sessions s on e.$session_id_uuid = s.session_id_v7 where s.session_id = '${v7}'`
      )
    ).toEqual([[4]])
  })

  it("came through a channel", async () => {
    expect(await rows(`select $channel_type ${one}`)).toEqual([["Paid Search"]])
    expect(
      await rows(
        "select session.$channel_type as channel, count() from events where event = 'signup' group by channel"
      )
    ).toEqual([["Unknown", 2]])
  })
})

describe("raw_sessions", () => {
  it("holds times and URLs, and states that Merge functions finish", async () => {
    expect(await rows("select * from raw_sessions")).toEqual([
      [
        "2024-05-01 12:00:00.000000",
        "2024-05-01 12:00:06.000000",
        "2024-05-02 00:00:00.000000",
        ["https://a.com/x", "https://a.com/y"]
      ]
    ])
    expect(
      await rows(
        `select argMinMerge(entry_url), argMaxMerge(end_url), argMinMerge(initial_utm_source), uniqMerge(pageview_uniq), uniqMerge(autocapture_uniq),
                uniqMerge(screen_uniq), uniqUpToMerge(1)(page_screen_autocapture_uniq_up_to), argMinMerge(vitals_lcp), argMaxMerge(distinct_id)
         from raw_sessions`
      )
    ).toEqual([["https://a.com/x", "https://a.com/y", "Google", 2, 1, 0, 2, 812.5, "d4"]])
  })

  it("is joined by the number of the session", async () => {
    expect(
      await rows(
        "select count() from events e join raw_sessions r on e.$session_id_uuid = r.session_id_v7 where r.min_timestamp > '2024-05-01'"
      )
    ).toEqual([[4]])
  })
})
