import { describe, expect, it } from "vitest"
import { objectEntries } from "../../src/catalog/objects.ts"

/** Every field the original Python driver promised, object by object. */
const promised = {
  events: ["event", "timestamp", "distinct_id", "properties", "person"],
  insights: ["id", "name", "filters", "result", "insight", "created_at"],
  persons: ["id", "distinct_ids", "properties", "created_at"],
  cohorts: ["id", "name", "description", "filters", "count"],
  feature_flags: ["id", "key", "name", "active", "rollout_percentage", "filters"],
  sessions: ["session_id", "distinct_id", "start_time", "end_time", "events_count", "recording_url"],
  annotations: ["id", "content", "date_marker", "scope"],
  experiments: ["id", "name", "feature_flag_key", "variants", "results"]
}

describe("objectEntries", () => {
  it("names the eight objects in their original order", () => {
    expect(objectEntries.map((entry) => entry.name)).toEqual(Object.keys(promised))
  })

  it("holds every field of the original driver, and each once", () => {
    for (const entry of objectEntries) {
      const names = entry.fields.map((field) => field.name)
      expect(names).toEqual(expect.arrayContaining(promised[entry.name]))
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it("describes every object and field", () => {
    for (const entry of objectEntries) {
      for (const described of [entry, ...entry.fields]) expect(described.description).toMatch(/\.$/)
    }
  })
})
