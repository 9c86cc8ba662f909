/**
 * Gives every person of the story a lot, a day to sign up and a variant of the experiment.
 *
 * The counts come from `personas.ts` and stay exact; chance only decides who gets which lot. The experiment's better
 * variant is planted by favouring its persons a little when the deeper funnel lots are handed out.
 */
import { createHash } from "node:crypto"
import { apportion, type Calendar, weekdayWeight } from "./calendar.ts"
import type { SeedSize } from "./Dataset.ts"
import { BEHAVIOURS, LOTS, type Lot, scaled } from "./personas.ts"
import { Random } from "./Random.ts"

/** The multivariate flag behind the experiment. */
export const EXPERIMENT_FLAG = "onboarding-checklist"

export type Variant = "control" | "test"

/** A part to be played. */
export interface Part {
  readonly index: number
  readonly lot: Lot
  /** Day of signing up for lots that do, of the first visit for visitors, 0 for earlier customers. */
  readonly arrivalDay: number
}

/** What a lateral step or a late one needs: at least this many days after signing up. */
const LAST_DAY_FOR_LATE_STEPS = 60
const FAVOUR = 0.1

/** The id the application identifies a person with. */
export const userIdOf = (index: number): string => `user_${String(index + 1).padStart(5, "0")}`

/**
 * The variant PostHog's SDKs give a distinct id when two variants have 50% each: SHA-1 of `key.distinctId` + salt,
 * first 15 hex digits over the largest such number.
 */
export const variantOf = (distinctId: string): Variant => {
  const digest = createHash("sha1").update(`${EXPERIMENT_FLAG}.${distinctId}variant`).digest("hex")
  return Number.parseInt(digest.slice(0, 15), 16) / 0xfffffffffffffff < 0.5 ? "control" : "test"
}

export const castPeople = (seed: number, size: SeedSize, calendar: Calendar): readonly Part[] => {
  const random = new Random(seed, 1, 0)
  const total = LOTS.reduce((sum, lot) => sum + scaled(lot.count, size), 0)
  const order = random.shuffled(Array.from({ length: total }, (_, index) => index))
  const signups = LOTS.filter((lot) => lot.arrival === "signup")
  const others = LOTS.filter((lot) => lot.arrival !== "signup")
  const signupCount = signups.reduce((sum, lot) => sum + scaled(lot.count, size), 0)

  const favoured = order
    .slice(0, signupCount)
    .map((index) => ({
      index,
      key: random.below(1_000_000) / 1_000_000 + (variantOf(userIdOf(index)) === "test" ? FAVOUR : 0)
    }))
    .sort((left, right) => right.key - left.key || left.index - right.index)
    .map(({ index }) => index)

  const lotOf = new Map<number, Lot>()
  const handOut = (lots: readonly Lot[], people: readonly number[]): void => {
    let next = 0
    for (const lot of lots) {
      for (const index of people.slice(next, next + scaled(lot.count, size))) lotOf.set(index, lot)
      next += scaled(lot.count, size)
    }
  }
  handOut(signups, favoured)
  handOut(others, order.slice(signupCount))

  const days = signupDays(lotOf, signupCount, random, calendar)
  return Array.from(lotOf.entries(), ([index, lot]) => ({
    index,
    lot,
    arrivalDay: lot.arrival === "before" ? 0 : (days.get(index) ?? random.below(calendar.days))
  })).sort((left, right) => left.index - right.index)
}

/** Sign-ups a day follow growth and weekday exactly; who has the least freedom chooses first. */
const signupDays = (
  lotOf: ReadonlyMap<number, Lot>,
  signupCount: number,
  random: Random,
  calendar: Calendar
): ReadonlyMap<number, number> => {
  const growth = (day: number): number => 0.6 + (0.8 * day) / calendar.days
  const places = apportion(
    signupCount,
    Array.from({ length: calendar.days }, (_, day) => growth(day) * weekdayWeight(calendar, day))
  )
  const people = random
    .shuffled(Array.from(lotOf.entries()).filter(([, lot]) => lot.arrival === "signup"))
    .map(([index, lot]) => ({ index, last: lastSignupDay(lot) }))
    .sort((left, right) => left.last - right.last)
  const chosen = new Map<number, number>()
  for (const { index, last } of people) {
    const free = places.slice(0, last + 1).reduce((sum, count) => sum + count, 0)
    let mark = random.below(free)
    const day = places.findIndex((count) => (mark -= count) < 0)
    places[day] = (places[day] ?? 0) - 1
    chosen.set(index, day)
  }
  return chosen
}

const lastSignupDay = (lot: Lot): number => {
  const last = BEHAVIOURS[lot.persona].lastSignupDay
  return lot.detour === "late" ? Math.min(last, LAST_DAY_FOR_LATE_STEPS) : last
}
