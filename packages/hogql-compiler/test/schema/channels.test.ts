import { beforeAll, describe, expect, it } from "vitest"
import { compileAndRun } from "../store/compileAndRun.ts"

const { rows, raw } = compileAndRun()

/** What a person came with, and through which channel that is, by the rules of PostHog's documentation. */
const told: readonly (readonly [object, string])[] = [
  [{}, "Unknown"],
  [{ referring_domain: "$direct" }, "Direct"],
  [{ referring_domain: "$direct", utm_source: "(direct)" }, "Direct"],
  [{ referring_domain: "$direct", utm_medium: "email" }, "Email"],
  [{ referring_domain: "$direct", fbclid: "x" }, "Organic Social"],
  [{ referring_domain: "www.google.com" }, "Organic Search"],
  [{ referring_domain: "www.google.com", gclid: "1" }, "Paid Search"],
  [{ referring_domain: "t.co" }, "Organic Social"],
  [{ referring_domain: "www.youtube.com" }, "Organic Video"],
  [{ referring_domain: "chatgpt.com" }, "AI"],
  [{ referring_domain: "blog.example.com" }, "Referral"],
  [{ utm_campaign: "Cross-Network spring", utm_medium: "cpc" }, "Cross Network"],
  [{ utm_source: "facebook", utm_medium: "paid-social" }, "Paid Social"],
  [{ utm_source: "example", utm_medium: "cpc", utm_campaign: "summer shopping" }, "Paid Shopping"],
  [{ utm_source: "example", utm_medium: "ppc" }, "Paid Unknown"],
  [{ utm_source: "example", utm_medium: "cpm" }, "Display"],
  [{ gad_source: "1" }, "Paid Search"],
  [{ utm_source: "newsletter" }, "Email"],
  [{ utm_medium: "affiliate" }, "Affiliate"],
  [{ utm_medium: "app push" }, "Push"],
  [{ utm_source: "", utm_medium: "null", referring_domain: "$direct" }, "Direct"]
]

const id = (n: number) => `40000000-0000-4000-8000-0000000000${String(n).padStart(2, "0")}`

beforeAll(() => {
  const values = told.map(([marks], n) => {
    const properties = Object.fromEntries(
      Object.entries(marks).map(([key, value]) => [`$initial_${key}`, String(value)])
    )
    return `(9, '${id(n)}', '2024-01-01 00:00:00', '${JSON.stringify(properties)}', true, 1)`
  })
  raw(
    `insert into persons (team_id, id, created_at, properties, is_identified, version) values ${values.join(", ")}`
  )
})

describe("the first channel of a person", () => {
  it("is told by the marks they came with", async () => {
    const found = await rows(
      "select toString(id), $virt_initial_channel_type from persons order by id limit 100",
      {
        projectId: 9
      }
    )
    expect(found.map(([, channel]) => channel)).toEqual(told.map(([, channel]) => channel))
  })

  it("has a kind of site before it", async () => {
    expect(
      await rows(
        "select properties.$initial_referring_domain as domain, $virt_initial_referring_domain_type as type, count() from persons where domain is not null group by domain, type order by domain",
        { projectId: 9 }
      )
    ).toEqual([
      ["$direct", "$direct", 5],
      ["blog.example.com", null, 1],
      ["chatgpt.com", "AI", 1],
      ["t.co", "Social", 1],
      ["www.google.com", "Search", 2],
      ["www.youtube.com", "Video", 1]
    ])
  })

  it("is there on the person of an event, and among the properties", async () => {
    expect(
      await rows(
        "select distinct person.$virt_initial_channel_type, person.properties.$virt_initial_channel_type from events"
      )
    ).toEqual([["Unknown", "Unknown"]])
  })
})

describe("the sender of an event", () => {
  const agents: readonly (readonly [string | null, ...unknown[]])[] = [
    [
      "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
      false,
      "Regular",
      "regular",
      "",
      ""
    ],
    [
      "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
      true,
      "AI Agent",
      "ai_crawler",
      "GPTBot",
      "OpenAI"
    ],
    ["Mozilla/5.0 (compatible; Googlebot/2.1)", true, "Bot", "search_crawler", "Googlebot", "Google"],
    ["curl/8.4.0", true, "Automation", "http_client", "curl", ""],
    ["", true, "Automation", "no_user_agent", "", ""],
    [null, true, "Automation", "no_user_agent", "", ""]
  ]

  it("is told by its user agent", async () => {
    const values = agents.map(
      ([agent], n) =>
        `(8, '${id(n)}', 'hit', '${JSON.stringify(agent === null ? {} : { $raw_user_agent: agent })}', '2024-01-0${n + 1} 00:00:00', '2024-01-01 00:00:00', 'd', '${id(0)}', '2024-01-01 00:00:00')`
    )
    raw(
      `insert into events (team_id, uuid, event, properties, timestamp, created_at, distinct_id, person_id, person_created_at) values ${values.join(", ")}`
    )
    expect(
      await rows(
        "select $virt_is_bot, $virt_traffic_type, $virt_traffic_category, $virt_bot_name, $virt_bot_operator from events order by timestamp",
        { projectId: 8 }
      )
    ).toEqual(agents.map(([, ...answer]) => answer))
    expect(
      await rows(
        "select count() from events where properties.$virt_is_bot = true and properties.$virt_bot_name = 'GPTBot' and not $virt_is_bot = false",
        { projectId: 8 }
      )
    ).toEqual([[1]])
  })
})
