/**
 * Persons: their ids, facts and devices, and what is known about them at any moment of the story.
 */
import type { Aside } from "./asides/Aside.ts"
import { planAsides } from "./asides/planAsides.ts"
import { type Calendar, DAY, HOUR, isoText, SECOND } from "./calendar.ts"
import { type Part, userIdOf, type Variant, variantOf } from "./cast.ts"
import { uuid, uuidOfMoment } from "./identifiers.ts"
import { type Itinerary, planVisits } from "./itinerary.ts"
import {
  COMPANIES,
  COMPANY_SIZES,
  COUNTRIES,
  DEVICES,
  FIRST_NAMES,
  LAST_NAMES,
  type Source,
  SOURCES
} from "./names.ts"
import type { Plan } from "./personas.ts"
import { Random } from "./Random.ts"

/** A JSON value as a property may hold it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type Properties = Readonly<Record<string, Json>>

/** A browser on a machine, with the anonymous id it started with. */
export interface Device {
  readonly anonymousId: string
  readonly browser: string
  readonly version: number
  readonly os: string
  readonly type: string
  readonly width: number
}

export interface Person {
  readonly part: Part
  readonly itinerary: Itinerary
  /** What happens beside the story, for each visit of the itinerary. */
  readonly asides: readonly (readonly Aside[])[]
  readonly id: string
  /** Moment the person became known to the project. */
  readonly createdAt: number
  /** `null` for visitors who never sign up. */
  readonly userId: string | null
  readonly variant: Variant | null
  readonly devices: readonly [Device, ...Device[]]
  readonly source: Source
  /** Known before anybody identified. */
  readonly initial: Properties
  /** Known since signing up; the plan is not among them. */
  readonly facts: Properties
  readonly seats: number
  /** Key of the organization, once signed up. */
  readonly company: string
}

export const makePerson = (part: Part, seed: number, calendar: Calendar): Person => {
  const random = new Random(seed, 3, part.index)
  const itinerary = planVisits(part, seed, calendar)
  const earlier = calendar.start - random.between(20, 600) * DAY + random.between(7, 19) * HOUR
  const firstSeen = itinerary.visits[0]?.start ?? calendar.start
  const createdAt =
    part.lot.arrival === "before" ? earlier + random.below(3600) * SECOND + random.below(SECOND) : firstSeen
  const signup = itinerary.visits.find((visit) => visit.kind === "signup")
  const source = random.weighted(SOURCES)
  const visitor = part.lot.arrival === "never"
  const device = (): Device => ({
    anonymousId: uuidOfMoment(createdAt + random.below(60 * SECOND), random),
    ...random.weighted(DEVICES)
  })
  const [first, last] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)]
  const company = random.pick(COMPANIES)
  const companySize = random.weighted(COMPANY_SIZES)
  const { plan } = part.lot
  const seats =
    plan === "free" ? random.between(1, 3) : random.between(2, Math.max(3, Math.min(companySize ?? 6, 40)))
  return {
    part,
    itinerary,
    asides: planAsides(part, itinerary.visits, seed),
    id: uuid(random),
    createdAt,
    userId: visitor ? null : userIdOf(part.index),
    variant: signup === undefined ? null : variantOf(userIdOf(part.index)),
    devices: [device(), ...(itinerary.deviceCount === 2 ? [device()] : [])],
    source,
    initial: {
      $initial_referring_domain: source.domain,
      $initial_utm_source: source.utm?.source ?? null
    },
    facts: visitor
      ? {}
      : {
          email: `${first[1]}.${last[1]}.${part.index + 1}@${company}.example.com`,
          name: `${first[0]} ${last[0]}`,
          company_size: companySize,
          country: random.weighted(COUNTRIES),
          is_admin: random.chance(0.28),
          signed_up_at: isoText(signup?.start ?? createdAt),
          preferences: { theme: random.pick(["light", "dark"]), digest: random.chance(0.5) }
        },
    seats,
    company
  }
}

/** The person's properties, at a moment when the plan is `plan`; `null` before anybody identified. */
export const personProperties = (person: Person, plan: Plan | null): Properties =>
  plan === null || person.userId === null
    ? person.initial
    : { ...person.facts, plan, seats: person.seats, ...person.initial }

/** The plan when the story begins. */
export const planAtStart = (person: Person): Plan | null => {
  const { arrival, plan } = person.part.lot
  return arrival === "before" ? plan : null
}

/** The plan when the story ends. */
export const planAtEnd = (person: Person): Plan | null => {
  const { arrival, cancels, plan } = person.part.lot
  if (arrival === "never") return null
  return cancels ? "free" : plan
}

export const distinctIdsOf = (person: Person): readonly string[] => {
  const anonymous = person.devices.map((device) => device.anonymousId)
  return person.userId === null ? anonymous : [person.userId, ...anonymous]
}
