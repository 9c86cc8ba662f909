/**
 * Who is who, while a batch of events is taken in: persons, their distinct ids, and what changed.
 *
 * A plain data structure: it is filled with the persons a batch can touch, told about each event in turn, and then says what to
 * write. Persons get the id PostHog would give them, a hash of project and first distinct id, so that nothing depends on chance.
 */
import { createHash } from "node:crypto"
import { isRecord } from "../json.ts"

type Json = Readonly<Record<string, unknown>>

export interface Person {
  readonly id: string
  /** Microseconds since 1970. */
  readonly createdAt: number
  readonly properties: Json
  readonly isIdentified: boolean
  readonly version: number
}

/** A person as one event leaves it, and whether the event may show it. */
export interface EventPerson {
  readonly id: string
  readonly createdAt: number
  readonly properties: Json
  readonly mode: "full" | "propertyless"
}

export interface PersonChanges {
  readonly persons: readonly (Person & { readonly isDeleted: boolean })[]
  readonly distinctIds: readonly { readonly distinctId: string; readonly personId: string }[]
  /** Distinct ids whose earlier events may carry another person's id. */
  readonly overrides: readonly { readonly distinctId: string; readonly personId: string }[]
}

/** Ids that cannot be one person's: broken clients send them for everybody. PostHog refuses to merge on them. */
const ILLEGAL_IDS = new Set(
  `0 00000000-0000-0000-0000-000000000000 [object\u00a0object] anonymous anonymous-user backend distinct_id distinctid email false guest id
   nan none not_authenticated null system true undefined user`
    .split(/[ \n]+/)
    .map((id) => id.replace("\u00a0", " "))
)

const isLegal = (distinctId: string): boolean => !ILLEGAL_IDS.has(distinctId.trim().toLowerCase())

/** PostHog's namespace for person ids. */
const PERSON_NAMESPACE = Buffer.from("932979b465c3442484670b66ec27bc22", "hex")

/** The UUID (version 5) of a person who is first seen under this distinct id. */
export const personIdOf = (projectId: number, distinctId: string): string => {
  const hash = createHash("sha1").update(PERSON_NAMESPACE).update(`${projectId}:${distinctId}`).digest()
  hash[6] = (hash.readUInt8(6) & 0x0f) | 0x50
  hash[8] = (hash.readUInt8(8) & 0x3f) | 0x80
  const hex = hash.toString("hex", 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}

export class PersonBook {
  readonly #projectId: number
  readonly #persons = new Map<string, Person>()
  readonly #personIds = new Map<string, string>()
  readonly #changed = new Set<string>()
  readonly #deleted = new Map<string, Person>()
  readonly #assigned = new Set<string>()
  readonly #overridden = new Set<string>()

  constructor(
    projectId: number,
    known: {
      readonly persons: readonly Person[]
      /** All distinct ids of every person that can be merged. */
      readonly distinctIds: readonly (readonly [distinctId: string, personId: string])[]
    }
  ) {
    this.#projectId = projectId
    for (const person of known.persons) this.#persons.set(person.id, person)
    for (const [distinctId, personId] of known.distinctIds) this.#personIds.set(distinctId, personId)
  }

  /** Takes in one event. */
  apply(event: {
    readonly event: string
    readonly distinctId: string
    readonly properties: Json
    readonly timestamp: number
  }): EventPerson {
    const { distinctId, properties, timestamp } = event
    const existing = this.#find(distinctId)
    if (properties["$process_person_profile"] === false) {
      return {
        id: existing?.id ?? personIdOf(this.#projectId, distinctId),
        createdAt: existing?.createdAt ?? 0,
        properties: {},
        mode: "propertyless"
      }
    }
    const isIdentifying =
      event.event === "$identify" || event.event === "$create_alias" || event.event === "$merge_dangerously"
    const other = isIdentifying ? otherId(event.event, properties) : undefined
    if (other !== undefined && other !== distinctId && isLegal(other) && isLegal(distinctId)) {
      this.#join(distinctId, other, { at: timestamp, always: event.event === "$merge_dangerously" })
    }
    const person = this.#find(distinctId) ?? this.#create(distinctId, timestamp)
    const updated: Person = {
      ...person,
      properties: updatedProperties(person.properties, properties),
      isIdentified: person.isIdentified || isIdentifying
    }
    if (updated.isIdentified !== person.isIdentified || updated.properties !== person.properties) {
      this.#persons.set(updated.id, updated)
      this.#changed.add(updated.id)
    }
    return { id: updated.id, createdAt: updated.createdAt, properties: updated.properties, mode: "full" }
  }

  /** Everything that is to be written, each person once. */
  changes(): PersonChanges {
    const assignment = (distinctId: string) => ({
      distinctId,
      personId: this.#personIds.get(distinctId) ?? ""
    })
    return {
      persons: [
        ...[...this.#changed].flatMap((id) => {
          const person = this.#persons.get(id)
          return person === undefined ? [] : [{ ...person, isDeleted: false }]
        }),
        ...[...this.#deleted.values()].map((person) => ({ ...person, isDeleted: true }))
      ],
      distinctIds: [...this.#assigned].map(assignment),
      overrides: [...this.#overridden].map(assignment)
    }
  }

  #find(distinctId: string): Person | undefined {
    const id = this.#personIds.get(distinctId)
    return id === undefined ? undefined : this.#persons.get(id)
  }

  #create(distinctId: string, createdAt: number): Person {
    const id = personIdOf(this.#projectId, distinctId)
    const person: Person = { id, createdAt, properties: {}, isIdentified: false, version: 0 }
    this.#persons.set(id, person)
    this.#changed.add(id)
    this.#assign(distinctId, id)
    return person
  }

  #assign(distinctId: string, personId: string): void {
    this.#personIds.set(distinctId, personId)
    this.#assigned.add(distinctId)
    // Events sent without a person profile carry the id made from their own distinct id.
    if (personId !== personIdOf(this.#projectId, distinctId)) this.#overridden.add(distinctId)
  }

  /** Makes two distinct ids one person's. The person of `distinctId` stays; `other`'s is merged into it. */
  #join(distinctId: string, other: string, options: { readonly at: number; readonly always: boolean }): void {
    const into = this.#find(distinctId)
    const from = this.#find(other)
    if (from === undefined) {
      this.#assign(other, (into ?? this.#create(distinctId, options.at)).id)
      return
    }
    if (into === undefined) {
      this.#assign(distinctId, from.id)
      return
    }
    // A person already identified is somebody else, unless the caller insists.
    if (into.id === from.id || (from.isIdentified && !options.always)) return
    this.#persons.set(into.id, {
      ...into,
      createdAt: Math.min(into.createdAt, from.createdAt),
      properties: { ...from.properties, ...into.properties },
      isIdentified: true
    })
    this.#changed.add(into.id)
    for (const [moved, personId] of this.#personIds) {
      if (personId !== from.id) continue
      this.#assign(moved, into.id)
      this.#overridden.add(moved)
    }
    this.#persons.delete(from.id)
    this.#changed.delete(from.id)
    this.#deleted.set(from.id, from)
  }
}

const otherId = (event: string, properties: Json): string | undefined => {
  const other = event === "$identify" ? properties["$anon_distinct_id"] : properties["alias"]
  return typeof other === "string" && other !== "" ? other : undefined
}

/** The same object when nothing changes. */
const updatedProperties = (current: Json, event: Json): Json => {
  const once = isRecord(event["$set_once"]) ? event["$set_once"] : {}
  const set = isRecord(event["$set"]) ? event["$set"] : {}
  const unset = Array.isArray(event["$unset"])
    ? event["$unset"].filter((name) => typeof name === "string")
    : []
  if (Object.keys(once).length + Object.keys(set).length + unset.length === 0) return current
  const kept = Object.entries({ ...once, ...current, ...set }).filter(([name]) => !unset.includes(name))
  return Object.fromEntries(kept)
}
