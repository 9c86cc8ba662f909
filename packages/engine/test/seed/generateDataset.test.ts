import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Dataset,
  datasetFingerprint,
  type DatasetOptions,
  type EventRow
} from "../../src/seed/Dataset.ts"
import { generateDataset } from "../../src/seed/generateDataset.ts"
import { SeedOptionsInvalid } from "../../src/seed/SeedOptionsInvalid.ts"

const small: DatasetOptions = { story: "saas", seed: 1, size: "small", endDate: "2026-11-01", projectId: 1 }
const dataset = generateDataset(small)
const rows = [...dataset.events()]

const hashOf = (project: Dataset): string => {
  const hash = createHash("sha256")
  for (const row of project.events()) hash.update(`${JSON.stringify(row)}\n`)
  const { cohortPeople, objects, personDistinctIds, persons, staticCohortPeople, truth } = project
  hash.update(
    JSON.stringify({ cohortPeople, objects, personDistinctIds, persons, staticCohortPeople, truth })
  )
  return hash.digest("hex")
}

const ASIDES = /^(\$web_vitals|\$exception|\$rageclick|\$ai_.*|survey .*|addon_purchased)$/

/** Whether an event happens beside the story. */
const isAside = ({ elements_chain, event, properties }: EventRow): boolean =>
  ASIDES.test(event) ||
  (event === "$autocapture" && elements_chain.includes("main:")) ||
  (event === "$feature_flag_called" && properties.includes('"annual-billing"'))

describe("generateDataset", () => {
  it("makes the same bytes for the same story, seed, size and end date", () => {
    expect(hashOf(dataset)).toBe("4595d7bcc2d8d68b47b7bd17d0aed3b00813acb698602d4f2db73dee23a08c4f")
    expect(hashOf(generateDataset(small))).toBe(hashOf(dataset))
  })

  it("does not depend on whether truth or events are read first", () => {
    const truthFirst = generateDataset(small)
    const { truth } = truthFirst
    expect(truth).toEqual(dataset.truth)
    expect([...truthFirst.events()]).toEqual(rows)
  })

  it("tells other people's story for another seed, with the same planted numbers", () => {
    const other = generateDataset({ ...small, seed: 2 })
    expect(hashOf(other)).not.toBe(hashOf(dataset))
    expect(other.truth.funnel.persons).toEqual(dataset.truth.funnel.persons)
    expect(other.truth.powerUsers.byPlan).toEqual(dataset.truth.powerUsers.byPlan)
  })

  it("names story, seed, size, end date and version in its fingerprint", () => {
    expect(datasetFingerprint(small)).toBe("saas/1/small/2026-11-01/v3")
    expect(dataset.fingerprint).toBe(dataset.truth.fingerprint)
  })

  it("has 5,000 persons and at least 200,000 events at the standard size", () => {
    const { eventCount, persons, truth } = generateDataset({ ...small, size: "standard" })
    expect(persons).toHaveLength(5000)
    expect(eventCount).toBeGreaterThanOrEqual(200_000)
    expect(truth.totals.events).toBe(eventCount)
    expect(truth.funnel.persons).toEqual([3400, 2200, 1100, 400])
    expect(truth.funnel.planted).toEqual(truth.funnel.persons)
    expect(truth.powerUsers).toMatchObject({ persons: 220, planted: 220 })
    expect(truth.churnRisk).toMatchObject({ persons: 400, planted: 400 })
    expect(truth.retention.cohorts.map((cohort) => cohort.returned)).toEqual(
      truth.retention.cohorts.map((cohort) => cohort.planted)
    )
  }, 60_000)

  it("plants the same numbers whatever the seed and the end date", () => {
    const day = fc
      .integer({ min: 0, max: 40_000 })
      .map((days) => new Date(Date.UTC(1980, 0, 1 + days)).toISOString().slice(0, 10))
    fc.assert(
      fc.property(fc.maxSafeInteger(), day, (seed, endDate) => {
        const { eventCount, truth } = generateDataset({ ...small, seed, endDate })
        expect(truth.totals).toMatchObject({ events: eventCount, persons: 250, personsWithEvents: 250 })
        expect(eventCount).toBeGreaterThan(10_000)
        expect(truth.funnel.persons).toEqual([170, 110, 55, 20])
        expect(truth.powerUsers.byPlan).toEqual([
          { value: "business", count: 5 },
          { value: "team", count: 4 },
          { value: "free", count: 2 }
        ])
        expect(truth.churnRisk.persons).toBe(20)
        expect(truth.retention.cohorts.map((cohort) => cohort.returned)).toEqual(
          truth.retention.cohorts.map((cohort) => cohort.planted)
        )
      }),
      { numRuns: 15 }
    )
  })

  it("refuses a day that does not exist, a seed that is not whole, a size and a story it does not know", () => {
    const optionOf = (options: object): unknown => {
      try {
        generateDataset({ ...small, ...options })
      } catch (error) {
        return error instanceof SeedOptionsInvalid ? error.option : error
      }
      return undefined
    }
    expect(optionOf({ endDate: "2026-02-30" })).toBe("endDate")
    expect(optionOf({ endDate: "1 November 2026" })).toBe("endDate")
    expect(optionOf({ endDate: "1972-12-31" })).toBe("endDate")
    expect(optionOf({ endDate: "2255-01-01" })).toBe("endDate")
    expect(optionOf({ seed: 1.5 })).toBe("seed")
    expect(optionOf({ size: "huge" })).toBe("size")
    expect(optionOf({ story: "shop" })).toBe("story")
  })
})

describe("events", () => {
  it("are as many as announced before any was made", () => {
    expect(rows).toHaveLength(dataset.eventCount)
  })

  it("lie inside the ninety days, with microseconds, ingested shortly after", () => {
    const shape = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/
    for (const row of rows) {
      expect(row.timestamp).toMatch(shape)
      expect(row.created_at).toMatch(shape)
      expect(row.timestamp >= "2026-08-03 00:00:00" && row.timestamp < "2026-11-01 00:00:00").toBe(true)
      expect(row.created_at > row.timestamp && row.created_at < "2026-11-01 00:00:00").toBe(true)
      expect(row.person_created_at <= row.timestamp).toBe(true)
    }
    expect(rows.filter((row) => row.timestamp.endsWith("000")).length).toBeLessThan(rows.length / 100)
  })

  it("have uuids that are well formed and unique", () => {
    const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    expect(rows.every((row) => shape.test(row.uuid))).toBe(true)
    expect(new Set(rows.map((row) => row.uuid)).size).toBe(rows.length)
  })

  it("belong to a person of the project, under one of that person's ids", () => {
    const owner = new Map(dataset.personDistinctIds.map((row) => [row.distinct_id, row.person_id]))
    expect(owner.size).toBe(dataset.personDistinctIds.length)
    for (const row of rows) expect(owner.get(row.distinct_id)).toBe(row.person_id)
  })

  it("hold JSON that survives a round trip", () => {
    for (const row of rows) {
      expect(JSON.stringify(JSON.parse(row.properties))).toBe(row.properties)
      expect(JSON.stringify(JSON.parse(row.person_properties))).toBe(row.person_properties)
    }
  })

  it("come in the order of time for each person, those of the story at least two seconds apart", () => {
    const last = new Map<string, string>()
    const lastOfStory = new Map<string, number>()
    for (const row of rows) {
      expect(row.timestamp > (last.get(row.person_id) ?? "")).toBe(true)
      last.set(row.person_id, row.timestamp)
      if (isAside(row)) continue
      const seconds = Date.parse(`${row.timestamp.replace(" ", "T")}Z`) / 1000
      expect(seconds - (lastOfStory.get(row.person_id) ?? 0)).toBeGreaterThanOrEqual(1.999)
      lastOfStory.set(row.person_id, seconds)
    }
  })

  it("beside the story neither begin nor end a session, and follow a moment of it within two seconds", () => {
    const lastOfStory = new Map<string, { readonly seconds: number; readonly session: unknown }>()
    const open = new Set<unknown>()
    let asides = 0
    for (const row of rows) {
      const seconds = Date.parse(`${row.timestamp.replace(" ", "T")}Z`) / 1000
      const { $session_id: session } = JSON.parse(row.properties)
      if (!isAside(row)) {
        lastOfStory.set(row.person_id, { seconds, session })
        open.delete(session)
        continue
      }
      const before = lastOfStory.get(row.person_id)!
      expect(seconds - before.seconds).toBeLessThan(2)
      if (session !== undefined) expect(session).toBe(before.session)
      open.add(before.session)
      asides++
    }
    expect(open.size).toBe(0)
    expect(asides).toBeGreaterThan(1000)
  })

  it("form sessions shorter than 25 minutes whose id is a UUIDv7 of their start", () => {
    const sessions = new Map<string, number[]>()
    for (const row of rows) {
      const { $session_id: id } = JSON.parse(row.properties)
      const millis = Date.parse(`${row.timestamp.replace(" ", "T")}Z`)
      if (id !== undefined) sessions.set(id, [...(sessions.get(id) ?? []), millis])
    }
    expect(sessions.size).toBe(dataset.truth.totals.sessions)
    for (const [id, times] of sessions) {
      expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(times[0])
      expect(times.at(-1)! - times[0]!).toBeLessThan(25 * 60_000)
    }
  })

  it("stay clear of the edge of the funnel's window", () => {
    const windowMillis = dataset.truth.funnel.windowSeconds * 1000
    const opened = new Map<string, number>()
    for (const row of rows) {
      const millis = Date.parse(`${row.timestamp.replace(" ", "T")}Z`)
      if (row.event === "signed_up") opened.set(row.person_id, millis)
      const start = opened.get(row.person_id)
      if (start !== undefined) expect(Math.abs(millis - start - windowMillis)).toBeGreaterThan(60_000)
    }
  })
})

describe("persons", () => {
  it("have one to three distinct ids each", () => {
    const counts = new Map<string, number>()
    for (const row of dataset.personDistinctIds)
      counts.set(row.person_id, (counts.get(row.person_id) ?? 0) + 1)
    expect(counts.size).toBe(250)
    expect(new Set(counts.values())).toEqual(new Set([1, 2, 3]))
  })

  it("have addresses that are reserved for examples, and names with quotes, accents and emoji", () => {
    const facts = dataset.persons.filter((row) => row.is_identified).map((row) => JSON.parse(row.properties))
    expect(facts.every((fact) => /^[a-z0-9.-]+@[a-z]+\.example\.com$/.test(fact.email))).toBe(true)
    const names = facts.map((fact) => String(fact.name)).join("\n")
    expect(names).toMatch(/"/)
    expect(names).toMatch(/\p{Emoji_Presentation}/u)
    expect(names).toMatch(/[ñéöü]/)
  })

  it("carry on their last event the properties they end with", () => {
    const last = new Map(rows.map((row) => [row.person_id, row.person_properties]))
    for (const person of dataset.persons) expect(last.get(person.id)).toBe(person.properties)
  })

  it("change their plan when a subscription starts", () => {
    const started = rows.filter((row) => row.event === "subscription_started")
    expect(started.length).toBeGreaterThan(0)
    for (const row of started) {
      expect(JSON.parse(row.person_properties).plan).toBe(JSON.parse(row.properties).plan)
      const before = rows.findLast(
        (other) => other.person_id === row.person_id && other.timestamp < row.timestamp
      )
      expect(JSON.parse(before!.person_properties).plan).toBe("free")
    }
  })
})
