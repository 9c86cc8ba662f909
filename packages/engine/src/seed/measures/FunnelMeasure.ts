/**
 * The ordered funnel, walked the plain way: from every first step of a person, forward in time, taking each next step
 * when it comes, until the window closes.
 */
import { DAY } from "../calendar.ts"
import type { SeedSize } from "../Dataset.ts"
import { FUNNEL_STEPS, FUNNEL_WINDOW_DAYS, planted } from "../personas.ts"
import type { SeedEvent } from "../sessions.ts"
import type { FunnelTruth } from "../truth.ts"

const WINDOW = FUNNEL_WINDOW_DAYS * DAY

export class FunnelMeasure {
  private readonly reached = FUNNEL_STEPS.map(() => 0)
  private readonly did = FUNNEL_STEPS.map(() => 0)

  see(events: readonly SeedEvent[]): void {
    let deepest = 0
    events.forEach((event, index) => {
      if (event.event === FUNNEL_STEPS[0]) deepest = Math.max(deepest, depthFrom(events, index))
    })
    FUNNEL_STEPS.forEach((step, index) => {
      if (index < deepest) this.reached[index] = (this.reached[index] ?? 0) + 1
      if (events.some((event) => event.event === step)) this.did[index] = (this.did[index] ?? 0) + 1
    })
  }

  result(size: SeedSize): FunnelTruth {
    return {
      steps: FUNNEL_STEPS,
      windowDays: FUNNEL_WINDOW_DAYS,
      windowSeconds: FUNNEL_WINDOW_DAYS * 86_400,
      persons: this.reached,
      planted: FUNNEL_STEPS.map((_, index) => planted(size, (lot) => lot.depth > index)),
      personsUnordered: this.did
    }
  }
}

const depthFrom = (events: readonly SeedEvent[], anchor: number): number => {
  const opened = events[anchor]?.moment ?? 0
  let depth = 1
  for (const event of events.slice(anchor + 1)) {
    if (event.moment - opened > WINDOW) break
    if (event.event === FUNNEL_STEPS[depth]) depth++
  }
  return depth
}
