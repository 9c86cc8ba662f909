/**
 * What an event of the application says about itself: every property that is not about browser, page or session.
 *
 * All JSON kinds occur: integers, floats that are exact in binary, amounts that are not, booleans, null, arrays, nested
 * objects, and text with quotes, line breaks, accents, other scripts and emoji.
 */
import { EXPERIMENT_FLAG } from "./cast.ts"
import type { Moment } from "./journeys.ts"
import { ERRORS, FEATURES, REPORT_TITLES, TAGS } from "./names.ts"
import { type Person, personProperties, type Properties } from "./people.ts"
import type { Plan } from "./personas.ts"
import type { Random } from "./Random.ts"
import { weighted } from "./Random.ts"

/** Moments that are neither a page view nor a page leave. */
export type Deed = Exclude<Moment, `page:${string}` | "leave">

export const EVENT_NAMES: Readonly<Record<Deed, string>> = {
  identify: "$identify",
  signed_up: "signed_up",
  flag_called: "$feature_flag_called",
  project_created: "project_created",
  teammate_invited: "teammate_invited",
  subscription_started: "subscription_started",
  subscription_cancelled: "subscription_cancelled",
  report_viewed: "report_viewed",
  report_exported: "report_exported",
  feature_used: "feature_used",
  autocapture: "$autocapture",
  app_error: "app_error",
  invoice_paid: "invoice_paid"
}

export const REPORT_COUNT = REPORT_TITLES.length

/** Cents a month for one seat. */
const SEAT_PRICES: Readonly<Record<Plan, number>> = { free: 0, team: 1249, business: 2490 }

const FORMATS = weighted(["csv", 55], ["xlsx", 30], ["pdf", 15])
const TEMPLATES = weighted<string | null>(["blank", 40], ["saas-metrics", 30], ["marketing", 18], [null, 12])
const ROLES = weighted(["editor", 55], ["viewer", 35], ["admin", 10])
const REASONS = weighted<string | null>(
  ["too expensive", 35],
  ["missing a feature", 30],
  ["we “moved on”", 15],
  [null, 20]
)
const METHODS = weighted(["email", 60], ["sso", 40])

/** What a deed needs to know about its moment. */
export interface Scene {
  readonly person: Person
  readonly random: Random
  /** The plan before the deed. */
  readonly plan: Plan | null
  /** The report on screen, from 1 to `REPORT_COUNT`. */
  readonly report: number
  readonly anonymousId: string
}

export const deedProperties = (deed: Deed, scene: Scene): Properties => {
  const { person, random } = scene
  const variant = person.variant === null ? {} : { [`$feature/${EXPERIMENT_FLAG}`]: person.variant }
  switch (deed) {
    case "identify":
      return {
        $anon_distinct_id: scene.anonymousId,
        $set: personProperties(person, scene.plan ?? "free"),
        $set_once: person.initial
      }
    case "signed_up":
      return {
        method: random.weighted(METHODS),
        plan: "free",
        utm_source: person.source.utm?.source ?? null,
        referral_code: null
      }
    case "flag_called":
      return { $feature_flag: EXPERIMENT_FLAG, $feature_flag_response: person.variant }
    case "project_created": {
      const template = random.weighted(TEMPLATES)
      return { template, from_template: template !== null && template !== "blank", ...variant }
    }
    case "teammate_invited":
      return { role: random.weighted(ROLES), invited: random.between(1, 4), ...variant }
    case "subscription_started": {
      const coupon = random.chance(0.2)
      return {
        plan: person.part.lot.plan,
        previous_plan: "free",
        seats: person.seats,
        amount: monthlyCents(person, coupon) / 100,
        currency: "USD",
        coupon: coupon ? "WELCOME-10" : null,
        ...variant
      }
    }
    case "subscription_cancelled":
      return {
        plan: person.part.lot.plan,
        amount: monthlyCents(person, false) / 100,
        currency: "USD",
        reason: random.weighted(REASONS)
      }
    case "report_viewed":
      return {
        report_id: scene.report,
        title: REPORT_TITLES[scene.report - 1] ?? REPORT_TITLES[0],
        load_seconds: random.between(1, 40) / 8,
        widgets: random.between(2, 14),
        cached: random.chance(0.4),
        filters: { range: { last: random.pick([7, 30, 90]), unit: "day" }, compare: random.chance(0.3) }
      }
    case "report_exported": {
      const rows = random.between(12, 48_000)
      // An export that was given up has no duration.
      const duration = random.chance(0.02) ? null : 180 + Math.floor(rows / 6) + random.between(0, 1800) / 2
      return {
        report_id: scene.report,
        format: random.weighted(FORMATS),
        rows,
        duration_ms: duration
      }
    }
    case "feature_used":
      return {
        feature: random.weighted(FEATURES),
        tags: Array.from({ length: random.below(4) }, () => random.pick(TAGS)),
        success: random.chance(0.94),
        details: { source: { panel: random.pick(["left", "top", "command"]), position: random.below(8) } }
      }
    case "autocapture":
      return { $event_type: "click", $el_text: "Save “changes”" }
    case "app_error": {
      const error = random.weighted(ERRORS)
      return { message: error.message, code: error.code, handled: random.chance(0.7) }
    }
    case "invoice_paid": {
      const usage = random.chance(0.3) ? random.between(100, 9000) : 0
      return {
        plan: person.part.lot.plan,
        seats: person.seats,
        amount: (monthlyCents(person, false) + usage) / 100,
        currency: "USD",
        tax_rate: random.pick([0.19, 0.2, null]),
        lines: [
          { kind: "seats", cents: monthlyCents(person, false) },
          { kind: "usage", cents: usage }
        ]
      }
    }
  }
}

const monthlyCents = (person: Person, coupon: boolean): number => {
  const cents = SEAT_PRICES[person.part.lot.plan] * person.seats
  return coupon ? cents - Math.floor(cents / 10) : cents
}
