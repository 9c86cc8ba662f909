/**
 * Makes a whole seeded project from a story, a seed, a size and an end date: the same input, the same bytes.
 *
 * Who is in it and when they are there is planned at once and kept (a few megabytes); events are made one person at a
 * time, only while somebody reads them.
 */
import { makeCalendar, timestampText } from "./calendar.ts"
import { castPeople } from "./cast.ts"
import { type Dataset, datasetFingerprint, type DatasetOptions, type EventRow } from "./Dataset.ts"
import { seedObjects } from "./objects.ts"
import { COHORTS } from "./objects/cohorts.ts"
import { organizationRows } from "./organizations.ts"
import { distinctIdsOf, makePerson, type Person, personProperties, planAtEnd } from "./people.ts"
import { BETA_TESTERS, type Plan, scaled, STORY_DAYS } from "./personas.ts"
import { PROPERTY_DEFINITIONS } from "./properties.ts"
import { Random } from "./Random.ts"
import { checkSeedOptions } from "./SeedOptionsInvalid.ts"
import { eventCountOf, eventsOfPerson, type SeedEvent } from "./sessions.ts"
import {
  AT_RISK_COHORT,
  BETA_TESTERS_COHORT,
  type Findings,
  POWER_USERS_COHORT,
  TruthCollector
} from "./TruthCollector.ts"

/** Every row and every cohort of a seeded project is of this version; what is written later must be newer. */
const ROW_VERSION = 1

/**
 * The rows of a seeded project and the truth about them.
 *
 * Pure: no clock, no locale, no file. Throws `SeedOptionsInvalid` when the seed is not a whole number or the end date
 * is not a day. The standard size takes about a second of one core and little memory, as rows are made while they are read.
 *
 * @since 0.1.0
 */
export const generateDataset = (options: DatasetOptions): Dataset => {
  checkSeedOptions(options)
  const { projectId, seed, size } = options
  const calendar = makeCalendar(options.endDate, STORY_DAYS)
  const people = castPeople(seed, size, calendar).map((part) => makePerson(part, seed, calendar))
  const testers = betaTesters(people, options)
  let findings: Findings | undefined

  const collect = (): Findings => {
    if (findings !== undefined) return findings
    const collector = new TruthCollector(calendar)
    for (const person of people) collector.see(person, eventsOfPerson(person, seed))
    return (findings = collector.finish(options, testers.length))
  }

  const readEvents = function* (): Generator<EventRow, void, undefined> {
    const collector = findings === undefined ? new TruthCollector(calendar) : undefined
    for (const person of people) {
      const events = eventsOfPerson(person, seed)
      collector?.see(person, events)
      yield* rowsOf(person, events, projectId)
    }
    findings ??= collector?.finish(options, testers.length)
  }

  const members = (cohort: number, ids: readonly string[]) =>
    ids.map((id) => ({ team_id: projectId, cohort_id: cohort, person_id: id }))

  return {
    fingerprint: datasetFingerprint(options),
    events: readEvents,
    eventCount: people.reduce((sum, person) => sum + eventCountOf(person), 0),
    persons: people.map((person) => ({
      team_id: projectId,
      id: person.id,
      created_at: timestampText(person.createdAt),
      properties: JSON.stringify(personProperties(person, planAtEnd(person))),
      is_identified: person.userId !== null,
      is_deleted: 0,
      version: ROW_VERSION
    })),
    personDistinctIds: people.flatMap((person) =>
      distinctIdsOf(person).map((distinctId) => ({
        team_id: projectId,
        distinct_id: distinctId,
        person_id: person.id,
        is_deleted: 0 as const,
        version: ROW_VERSION
      }))
    ),
    get cohortPeople() {
      const { atRisk, powerUsers } = collect()
      return [...members(POWER_USERS_COHORT.id, powerUsers), ...members(AT_RISK_COHORT.id, atRisk)].map(
        (row) => ({
          ...row,
          version: ROW_VERSION
        })
      )
    },
    staticCohortPeople: members(BETA_TESTERS_COHORT.id, testers),
    cohorts: COHORTS.map(({ id, isStatic, name }) => ({ id, name, isStatic, version: ROW_VERSION })),
    get objects() {
      return seedObjects(options, calendar, collect()).map((object) => ({
        team_id: projectId,
        kind: object.kind,
        id: object.id,
        body: JSON.stringify(object.body),
        deleted: 0 as const,
        version: ROW_VERSION
      }))
    },
    groups: organizationRows(projectId, calendar, ROW_VERSION),
    propertyDefinitions: PROPERTY_DEFINITIONS,
    get truth() {
      return collect().truth
    }
  }
}

const betaTesters = (people: readonly Person[], options: DatasetOptions): readonly string[] => {
  const identified = people.filter((person) => person.userId !== null).map((person) => person.id)
  return new Random(options.seed, 5, 0).shuffled(identified).slice(0, scaled(BETA_TESTERS, options.size))
}

const rowsOf = (person: Person, events: readonly SeedEvent[], projectId: number): readonly EventRow[] => {
  const createdAt = timestampText(person.createdAt)
  let plan: Plan | null | undefined
  let properties = ""
  return events.map((event) => {
    if (event.plan !== plan) properties = JSON.stringify(personProperties(person, event.plan))
    plan = event.plan
    return {
      team_id: projectId,
      uuid: event.uuid,
      event: event.event,
      properties: JSON.stringify(event.properties),
      timestamp: timestampText(event.moment),
      created_at: timestampText(event.createdAt),
      distinct_id: event.distinctId,
      elements_chain: event.elementsChain,
      person_id: person.id,
      person_properties: properties,
      person_created_at: createdAt,
      person_mode: "full",
      group_0: event.plan === null || person.userId === null ? "" : person.company
    }
  })
}
