/**
 * Who plays in the story, and how many of each: the planted numbers.
 *
 * Every person belongs to one lot, a group with the same fate. Lots are written for the standard size; all counts are
 * multiples of 20, so that the small size, a twentieth, has the same proportions exactly. What the truth manifest calls
 * `planted` is added up here and nowhere else.
 */
import type { SeedSize } from "./Dataset.ts"

export type Persona = "power" | "regular" | "at-risk" | "churned" | "free-loader" | "tire-kicker" | "visitor"
export type Plan = "free" | "team" | "business"

/** How a person leaves the straight way through the funnel. */
export type Detour =
  | "none"
  /** Does the next step too late to count. */
  | "late"
  /** Invites a teammate without ever having made a project. */
  | "invite-only"
  /** Invites a teammate first and makes a project afterwards. */
  | "invite-first"

/** A group of persons with the same fate. */
export interface Lot {
  readonly persona: Persona
  /** `before`: a customer when the story begins. `signup`: signs up in it. `never`: an anonymous visitor. */
  readonly arrival: "before" | "signup" | "never"
  /** Steps of the funnel reached within its window; 0 for those who do not sign up in the story. */
  readonly depth: 0 | 1 | 2 | 3 | 4
  readonly detour: Detour
  /** The plan at the end, or the one given up. */
  readonly plan: Plan
  readonly cancels: boolean
  readonly count: number
}

/** What a persona does in a week, and the bounds that make the planted numbers exact. */
export interface Behaviour {
  /** Chance that a full week is an active one. */
  readonly weekly: number
  /** Fewest and most sessions of an active week. */
  readonly sessions: readonly [number, number]
  /** Fewest and most reports viewed in the first session of a week; later sessions of regulars have one. */
  readonly reports: readonly [number, number]
  /** Last day on which this persona may sign up. */
  readonly lastSignupDay: number
}

export const STORY_DAYS = 90
export const FUNNEL_STEPS = [
  "signed_up",
  "project_created",
  "teammate_invited",
  "subscription_started"
] as const
export const FUNNEL_WINDOW_DAYS = 14
export const RETENTION_LAST_WEEK = 8
export const POWER_USER_DAYS = 30
export const POWER_USER_MINIMUM = 20
export const CHURN_LOOKBACK_DAYS = 30
export const CHURN_INACTIVE_DAYS = 14
/** First day of the last 30 and of the last 14. */
export const LAST_30_DAYS = STORY_DAYS - CHURN_LOOKBACK_DAYS
export const LAST_14_DAYS = STORY_DAYS - CHURN_INACTIVE_DAYS

/**
 * A power user has at least three full weeks in any 30 days: 3 × 4 sessions × 2 reports ≥ 20. Everyone else has at most
 * 6 partial weeks × 3 reports and one on the day of signing up: 19.
 */
export const BEHAVIOURS: Readonly<Record<Persona, Behaviour>> = {
  power: { weekly: 1, sessions: [4, 5], reports: [2, 3], lastSignupDay: 45 },
  regular: { weekly: 0.6, sessions: [1, 2], reports: [1, 2], lastSignupDay: 89 },
  "at-risk": { weekly: 0.7, sessions: [1, 2], reports: [1, 2], lastSignupDay: 58 },
  churned: { weekly: 0.65, sessions: [1, 2], reports: [0, 2], lastSignupDay: 38 },
  "free-loader": { weekly: 0.45, sessions: [1, 1], reports: [1, 1], lastSignupDay: 89 },
  "tire-kicker": { weekly: 0, sessions: [1, 1], reports: [0, 0], lastSignupDay: 89 },
  visitor: { weekly: 0, sessions: [1, 1], reports: [0, 0], lastSignupDay: 89 }
}

const before = (persona: Persona, plan: Plan, count: number, cancels = false): Lot => ({
  persona,
  arrival: "before",
  depth: 0,
  detour: "none",
  plan,
  cancels,
  count
})

const signup = (
  persona: Persona,
  depth: Lot["depth"],
  plan: Plan,
  count: number,
  more: Partial<Pick<Lot, "detour" | "cancels">> = {}
): Lot => ({ persona, arrival: "signup", depth, detour: "none", plan, cancels: false, count, ...more })

/** Deepest sign-ups first: the order in which the experiment's better variant is favoured. */
export const LOTS: readonly Lot[] = [
  signup("power", 4, "business", 60),
  signup("power", 4, "team", 40),
  signup("regular", 4, "business", 60),
  signup("regular", 4, "team", 140),
  signup("at-risk", 4, "business", 20),
  signup("at-risk", 4, "team", 40),
  signup("churned", 4, "team", 40, { cancels: true }),
  signup("power", 3, "free", 20),
  signup("regular", 3, "free", 260),
  signup("regular", 3, "team", 40, { detour: "late" }),
  signup("at-risk", 3, "free", 100),
  signup("churned", 3, "free", 200),
  signup("free-loader", 3, "free", 80),
  signup("regular", 2, "free", 180),
  signup("regular", 2, "free", 60, { detour: "late" }),
  signup("at-risk", 2, "free", 100),
  signup("churned", 2, "free", 280),
  signup("churned", 2, "free", 40, { detour: "late" }),
  signup("free-loader", 2, "free", 400),
  signup("free-loader", 2, "free", 40, { detour: "invite-first" }),
  signup("regular", 1, "free", 40),
  signup("regular", 1, "free", 20, { detour: "invite-only" }),
  signup("at-risk", 1, "free", 40),
  signup("churned", 1, "free", 140),
  signup("free-loader", 1, "free", 100),
  signup("free-loader", 1, "free", 60, { detour: "invite-only" }),
  signup("tire-kicker", 1, "free", 800),
  before("power", "business", 40),
  before("power", "team", 40),
  before("power", "free", 20),
  before("regular", "business", 120),
  before("regular", "team", 260),
  before("regular", "free", 60),
  before("at-risk", "business", 40),
  before("at-risk", "team", 60),
  before("churned", "team", 60, true),
  before("churned", "free", 40),
  before("free-loader", "free", 260),
  { persona: "visitor", arrival: "never", depth: 0, detour: "none", plan: "free", cancels: false, count: 600 }
]

/** Persons of a static cohort at the standard size. */
export const BETA_TESTERS = 120

/** A count of the standard size, at the size asked for. */
export const scaled = (count: number, size: SeedSize): number => (size === "standard" ? count : count / 20)

/** How many persons the lots plant that satisfy a condition. */
export const planted = (size: SeedSize, condition: (lot: Lot) => boolean): number =>
  LOTS.reduce((sum, lot) => (condition(lot) ? sum + scaled(lot.count, size) : sum), 0)
