/**
 * The sessions of one person while they are being planned.
 *
 * Sessions start in two-hour slots between 6:00 and 22:00 UTC, at most an hour into the slot, and last less than 25
 * minutes: they never overlap, never cross midnight, and are more than 30 minutes apart.
 */
import { type Calendar, HOUR, momentOfDay, SECOND } from "./calendar.ts"
import type { Step } from "./journeys.ts"
import { type Random, weighted } from "./Random.ts"

/** A session whose reports and steps may still change. */
export interface Draft {
  readonly kind: "anonymous" | "signup" | "app"
  readonly day: number
  readonly start: number
  reports: number
  readonly steps: Step[]
}

const SLOTS = weighted([0, 4], [1, 11], [2, 17], [3, 13], [4, 16], [5, 13], [6, 6], [7, 3])
const FIRST_SLOT = 6 * HOUR

/** No slot of a day is used twice. */
export class Diary {
  private readonly drafts: Draft[] = []
  private readonly taken = new Set<number>()
  private readonly random: Random
  private readonly calendar: Calendar

  constructor(random: Random, calendar: Calendar) {
    this.random = random
    this.calendar = calendar
  }

  add(kind: Draft["kind"], day: number, reports: number): Draft {
    let slot = this.random.weighted(SLOTS)
    while (this.taken.has(day * 8 + slot)) slot = (slot + 1) % 8
    this.taken.add(day * 8 + slot)
    const start =
      momentOfDay(this.calendar, day) +
      FIRST_SLOT +
      slot * 2 * HOUR +
      this.random.below(3600) * SECOND +
      this.random.below(SECOND)
    const draft: Draft = { kind, day, start, reports, steps: [] }
    this.drafts.push(draft)
    return draft
  }

  inOrder(): readonly Draft[] {
    return this.drafts.sort((left, right) => left.start - right.start)
  }

  /** Sessions with an account: the sign-up itself and everything after. */
  known(): readonly Draft[] {
    return this.inOrder().filter((draft) => draft.kind !== "anonymous")
  }
}
