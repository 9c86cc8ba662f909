/**
 * What somebody does during one session, as a list of moments. One moment is exactly one event, so the number of events
 * is known before any row exists.
 */
import type { Random } from "./Random.ts"

/** A page seen ($pageview), by the name of the page. */
export type Page =
  | "home"
  | "features"
  | "pricing"
  | "blog"
  | "docs"
  | "signup"
  | "login"
  | "dashboard"
  | "report"
  | "new-project"
  | "team"
  | "billing"
  | "settings"

/** A step the plan of a person puts into a session. */
export type Step = "project_created" | "teammate_invited" | "subscription_started" | "subscription_cancelled"

export type Moment =
  | `page:${Page}`
  | Step
  | "identify"
  | "signed_up"
  | "flag_called"
  | "report_viewed"
  | "report_exported"
  | "feature_used"
  | "autocapture"
  | "app_error"
  | "leave"
  | "invoice_paid"

/** What the plan asks of a session in the application. */
export interface Errand {
  readonly reports: number
  readonly steps: readonly Step[]
  /** First session on a device: anonymous until the login. */
  readonly newDevice: boolean
  /** A session of somebody who only looks around. */
  readonly brief: boolean
}

const STEP_PAGES: Readonly<Record<Step, Page>> = {
  project_created: "new-project",
  teammate_invited: "team",
  subscription_started: "billing",
  subscription_cancelled: "billing"
}

const MARKETING_PAGES: readonly [Page, ...Page[]] = ["features", "pricing", "blog", "docs", "home"]
const LANDING_PAGES: readonly [Page, ...Page[]] = [
  "home",
  "home",
  "home",
  "blog",
  "features",
  "docs",
  "pricing"
]

/** An anonymous visit of the public pages. */
export const visitJourney = (random: Random): Moment[] => {
  const moments: Moment[] = [`page:${random.pick(LANDING_PAGES)}`]
  for (let more = random.below(4); more > 0; more--) moments.push(`page:${random.pick(MARKETING_PAGES)}`)
  return leave(random, moments)
}

/** From a public page through the form to the first steps inside. */
export const signupJourney = (random: Random, errand: Errand): Moment[] => {
  const moments: Moment[] = [`page:${random.pick(LANDING_PAGES)}`]
  if (random.chance(0.6)) moments.push("page:pricing")
  moments.push("page:signup", "identify", "signed_up", "flag_called", "page:dashboard")
  moments.push(...work(random, errand))
  return leave(random, moments)
}

/** A session of somebody who has an account. */
export const appJourney = (random: Random, errand: Errand): Moment[] => {
  const moments: Moment[] = []
  if (errand.newDevice) moments.push("page:login", "identify")
  else if (random.chance(0.12)) moments.push("page:login")
  moments.push("page:dashboard", ...work(random, errand))
  return leave(random, moments)
}

const work = (random: Random, errand: Errand): Moment[] => {
  const moments: Moment[] = []
  for (const step of errand.steps) moments.push(`page:${STEP_PAGES[step]}`, step)
  for (let report = 0; report < errand.reports; report++) {
    moments.push("page:report", "report_viewed")
    if (random.chance(0.22)) moments.push("report_exported")
  }
  if (errand.brief) return moments
  if (random.chance(0.5)) moments.push("feature_used")
  if (random.chance(0.1)) moments.push("autocapture")
  if (random.chance(0.12)) moments.push("page:settings")
  if (random.chance(0.03)) moments.push("app_error")
  return moments
}

const leave = (random: Random, moments: Moment[]): Moment[] => {
  if (random.chance(0.6)) moments.push("leave")
  return moments
}
