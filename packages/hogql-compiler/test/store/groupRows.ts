/** Rows of the tables about groups, recordings and logs, for the project of `rows.ts`. */

const group = (group_type_index: number, group_key: string, properties: object, more: object = {}) => ({
  team_id: 1,
  group_type_index,
  group_key,
  created_at: "2024-02-01 00:00:00",
  updated_at: "2024-02-01 00:00:00",
  group_properties: JSON.stringify(properties),
  version: 1,
  ...more
})

export const groupRows = [
  group(0, "acme", { name: "Acme", seats: 3 }),
  group(
    0,
    "acme",
    { name: "Acme Inc", seats: 12, active: true },
    { version: 2, updated_at: "2024-03-01 00:00:00" }
  ),
  group(0, "globex", { name: "Globex", seats: "many" }),
  group(1, "acme", { name: "The project Acme", seats: 1 }),
  group(0, "acme", { name: "Secret" }, { team_id: 2, version: 9 })
]

const piece = (session_id: string, at: string, more: object) => ({
  team_id: 1,
  session_id,
  distinct_id: "ann",
  min_first_timestamp: `2024-03-01 ${at}`,
  max_last_timestamp: `2024-03-01 ${at}`,
  first_url: null,
  all_urls: [],
  ...more
})

export const replayRows = [
  piece("s2", "23:31:00", { click_count: 2, first_url: "https://x.com/b", all_urls: ["https://x.com/b"] }),
  piece("s2", "23:30:00", {
    click_count: 1,
    keypress_count: 5,
    first_url: "https://x.com/a",
    all_urls: ["https://x.com/a", "https://x.com/b"]
  }),
  piece("s3", "23:00:00", { distinct_id: "bob", click_count: 9 }),
  piece("s2", "23:30:00", { team_id: 2, click_count: 1000 })
]

const log = (log_source: string, log_source_id: string, message: string, more: object = {}) => ({
  team_id: 1,
  log_source,
  log_source_id,
  timestamp: "2024-03-01 23:30:30",
  level: "error",
  message,
  ...more
})

export const logRows = [
  log("session_replay", "s2", "x is not a function"),
  log("batch_exports", "7", "Done"),
  log("session_replay", "s2", "Secret", { team_id: 2 })
]
