import { describe, expect, it } from "vitest"
import type { DatasetOptions } from "../../src/seed/Dataset.ts"
import { generateDataset } from "../../src/seed/generateDataset.ts"

const options: DatasetOptions = { story: "saas", seed: 1, size: "small", endDate: "2026-11-01", projectId: 1 }
const dataset = generateDataset(options)
const rows = [...dataset.events()]
const bodies = (kind: string) =>
  dataset.objects
    .filter((row) => row.kind === kind)
    .map((row) => ({ rowId: row.id, ...JSON.parse(row.body) }))

const fits = (type: string, value: unknown): boolean => {
  switch (type) {
    case "Numeric":
      return typeof value === "number"
    case "Boolean":
      return typeof value === "boolean"
    case "DateTime":
      return typeof value === "string" && new Date(value).toISOString() === value
    default:
      return typeof value === "string" || typeof value === "object"
  }
}

describe("property definitions", () => {
  const typeOf = new Map(
    dataset.propertyDefinitions.map(({ name, scope, type }) => [`${scope}/${name}`, type])
  )

  it("name every property once, and no property that never occurs", () => {
    const seen = new Set<string>()
    for (const row of rows) {
      for (const name of Object.keys(JSON.parse(row.properties))) seen.add(`event/${name}`)
      for (const name of Object.keys(JSON.parse(row.person_properties))) seen.add(`person/${name}`)
    }
    for (const row of dataset.groups) {
      for (const name of Object.keys(JSON.parse(row.group_properties))) seen.add(`group/${name}`)
    }
    expect(typeOf.size).toBe(dataset.propertyDefinitions.length)
    expect([...typeOf.keys()].sort()).toEqual([...seen].sort())
  })

  it("give the type every value has, nulls apart", () => {
    for (const row of rows) {
      for (const [name, value] of Object.entries(JSON.parse(row.properties))) {
        if (value !== null) expect([name, fits(typeOf.get(`event/${name}`)!, value)]).toEqual([name, true])
      }
    }
    for (const row of dataset.persons) {
      for (const [name, value] of Object.entries(JSON.parse(row.properties))) {
        if (value !== null) expect([name, fits(typeOf.get(`person/${name}`)!, value)]).toEqual([name, true])
      }
    }
  })

  it("come as REST objects too", () => {
    expect(
      bodies("property_definitions").map(({ name, property_type, type }) => [type, name, property_type])
    ).toEqual(dataset.propertyDefinitions.map(({ name, scope, type }) => [scope, name, type]))
  })
})

describe("objects", () => {
  it("have one row for each kind and id, whose body says the same id", () => {
    expect(new Set(dataset.objects.map((row) => `${row.kind}/${row.id}`)).size).toBe(dataset.objects.length)
    for (const kind of ["insights", "cohorts", "feature_flags", "annotations", "experiments"]) {
      for (const body of bodies(kind)) expect(body.id).toBe(body.rowId)
    }
  })

  it("are a handful of every kind", () => {
    const counts = (kind: string): number => bodies(kind).length
    expect([counts("insights"), counts("cohorts"), counts("feature_flags")]).toEqual([5, 3, 4])
    expect([counts("annotations"), counts("experiments"), counts("event_definitions")]).toEqual([6, 3, 27])
  })

  it("define every event of the project", () => {
    expect(bodies("event_definitions").map(({ name }) => name)).toEqual(
      dataset.truth.events.map(({ event }) => event).sort()
    )
    expect(bodies("event_definitions").every(({ description }) => description !== "")).toBe(true)
  })

  it("have flags that the experiments name, with variants adding up to 100", () => {
    const flags = new Map(bodies("feature_flags").map((flag) => [flag.key, flag]))
    for (const experiment of bodies("experiments")) {
      expect(flags.get(experiment.feature_flag_key).id).toBe(experiment.feature_flag.id)
      expect(flags.get(experiment.feature_flag_key).experiment_set).toEqual([experiment.id])
    }
    for (const key of ["onboarding-checklist", "annual-billing"]) {
      const variants: { rollout_percentage: number }[] = flags.get(key).filters.multivariate.variants
      expect(variants.reduce((sum, variant) => sum + variant.rollout_percentage, 0)).toBe(100)
    }
  })
})

describe("cohorts", () => {
  it("have as many members as their bodies and the truth say", () => {
    const members = [...dataset.cohortPeople, ...dataset.staticCohortPeople]
    for (const cohort of dataset.truth.cohorts) {
      const own = members.filter((row) => row.cohort_id === cohort.id).map((row) => row.person_id)
      expect([own.length, new Set(own).size]).toEqual([cohort.persons, cohort.persons])
      const body = bodies("cohorts").find(({ id }) => id === cohort.id)
      expect(body).toMatchObject({ name: cohort.name, count: cohort.persons, is_static: cohort.isStatic })
    }
    expect(dataset.truth.cohorts.map(({ persons }) => persons)).toEqual([11, 20, 6])
  })

  it("are known to the compiler by id, name, kind and the version their members carry", () => {
    expect(dataset.cohorts).toEqual([
      { id: 1, name: "Power users", isStatic: false, version: 1 },
      { id: 2, name: "At risk", isStatic: false, version: 1 },
      { id: 3, name: "Beta testers", isStatic: true, version: 1 }
    ])
    for (const row of dataset.cohortPeople) {
      expect(row.version).toBe(dataset.cohorts.find(({ id }) => id === row.cohort_id)?.version)
    }
  })
})
