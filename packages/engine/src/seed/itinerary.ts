/**
 * When a person is there and what for: the plan of all sessions, before any event exists.
 *
 * The bounds that make the planted numbers exact are kept here: who is silent in the last 14 days, who views a report in
 * them, which steps come in time.
 */
import {
  type Calendar,
  DAY,
  firstDayOfWeek,
  HOUR,
  MINUTE,
  SECOND,
  weekdayWeight,
  weekOfDay
} from "./calendar.ts"
import type { Part } from "./cast.ts"
import { Diary, type Draft } from "./Diary.ts"
import { appJourney, type Moment, signupJourney, type Step, visitJourney } from "./journeys.ts"
import { BEHAVIOURS, FUNNEL_WINDOW_DAYS, LAST_14_DAYS, LAST_30_DAYS, POWER_USER_MINIMUM } from "./personas.ts"
import { Random } from "./Random.ts"

/** One session, or one event sent by the server. */
export interface Visit {
  readonly kind: "anonymous" | "signup" | "app" | "server"
  /** A moment in microseconds. */
  readonly start: number
  readonly day: number
  /** Which of the person's devices. */
  readonly device: number
  readonly reports: number
  readonly moments: readonly Moment[]
}

export interface Itinerary {
  /** In the order of time. */
  readonly visits: readonly Visit[]
  readonly deviceCount: number
}

const BILLING_DAYS = 30

/** Plans every visit of one person; the same part and seed give the same plan. */
export const planVisits = (part: Part, seed: number, calendar: Calendar): Itinerary => {
  const random = new Random(seed, 2, part.index)
  const diary = new Diary(random, calendar)
  const until = lastActiveDay(part, random)
  if (part.lot.arrival === "never") planWanderings(diary, part, random, calendar)
  else {
    if (part.lot.arrival === "signup") planSignup(diary, part, random)
    planWeeks(diary, part, until, random, calendar)
    planAssurances(diary, part, until, random)
    planCloseCalls(diary, part, random)
    planSteps(diary, part, random)
  }
  const deviceCount = part.lot.arrival !== "never" && random.chance(0.3) ? 2 : 1
  const visits = toVisits(diary.inOrder(), part, deviceCount, random)
  const all = [...visits, ...planInvoices(diary.inOrder(), part, until, random, calendar)]
  return { visits: all.sort((left, right) => left.start - right.start), deviceCount }
}

/** First day on which the person does nothing any more. */
const lastActiveDay = (part: Part, random: Random): number => {
  const { arrival, detour, persona } = part.lot
  if (persona === "at-risk") return random.between(LAST_30_DAYS + 7, LAST_14_DAYS)
  if (persona === "tire-kicker") return Math.min(part.arrivalDay + 4, 90)
  if (persona !== "churned") return 90
  if (arrival === "before") return random.between(20, LAST_30_DAYS - 1)
  return Math.min(LAST_30_DAYS, part.arrivalDay + (detour === "late" ? 21 : 8) + random.below(30))
}

const planWanderings = (diary: Diary, part: Part, random: Random, calendar: Calendar): void => {
  diary.add("anonymous", part.arrivalDay, 0)
  const again = part.arrivalDay + random.between(1, 5)
  if (random.chance(0.3) && again < calendar.days) diary.add("anonymous", again, 0)
}

const planSignup = (diary: Diary, part: Part, random: Random): void => {
  if (part.arrivalDay > 0 && random.chance(0.45)) {
    diary.add("anonymous", part.arrivalDay - 1 - random.below(Math.min(part.arrivalDay, 6)), 0)
  }
  const looksOnly = part.lot.persona === "tire-kicker"
  // A late arrival has no other day to be seen in the last two weeks.
  const reports = !looksOnly && (part.arrivalDay >= LAST_14_DAYS || random.chance(0.75)) ? 1 : 0
  diary.add("signup", part.arrivalDay, reports)
}

const planWeeks = (diary: Diary, part: Part, until: number, random: Random, calendar: Calendar): void => {
  const { persona } = part.lot
  const from = part.lot.arrival === "signup" ? part.arrivalDay + 1 : 0
  if (persona === "tire-kicker") {
    if (from < until && random.chance(0.3)) diary.add("app", random.between(from, until - 1), 0)
    return
  }
  const behaviour = BEHAVIOURS[persona]
  for (let week = weekOfDay(calendar, from); week <= weekOfDay(calendar, until - 1); week++) {
    const first = Math.max(firstDayOfWeek(calendar, week), from)
    const last = Math.min(firstDayOfWeek(calendar, week) + 6, until - 1)
    if (first > last) continue
    const share = (last - first + 1) / 7
    if (persona !== "power" && !random.chance(behaviour.weekly * (0.4 + 0.6 * share))) continue
    const sessions = Math.ceil(random.between(...behaviour.sessions) * share)
    for (let session = 0; session < sessions; session++) {
      const reports = random.between(...behaviour.reports)
      diary.add(
        "app",
        dayByWeight(first, last, random, calendar),
        session === 0 || persona === "power" ? reports : Math.min(reports, 1)
      )
    }
  }
}

const dayByWeight = (first: number, last: number, random: Random, calendar: Calendar): number => {
  let mark = random.below(1_000_000) / 1_000_000
  let total = 0
  for (let day = first; day <= last; day++) total += weekdayWeight(calendar, day)
  mark *= total
  for (let day = first; day < last; day++) {
    mark -= weekdayWeight(calendar, day)
    if (mark < 0) return day
  }
  return last
}

/** What the planted numbers need whatever chance decided. */
const planAssurances = (diary: Diary, part: Part, until: number, random: Random): void => {
  const { persona } = part.lot
  if (persona === "at-risk") diary.add("app", random.between(until - 4, until - 1), 1)
  const stays = persona === "regular" || persona === "free-loader"
  const seen = diary.known().some((draft) => draft.reports > 0 && draft.day >= LAST_14_DAYS)
  if (stays && !seen) diary.add("app", random.between(LAST_14_DAYS, 89), 1)
  if (diary.known().length === 0) diary.add("app", random.below(until), 0)
}

/** Some power users have just enough reports, some regulars one too few: `>` in place of `>=` gives a wrong answer. */
const planCloseCalls = (diary: Diary, part: Part, random: Random): void => {
  const { persona } = part.lot
  const target =
    persona === "power" && random.chance(0.4)
      ? POWER_USER_MINIMUM
      : persona === "regular" && random.chance(0.1)
        ? POWER_USER_MINIMUM - 1
        : undefined
  const recent = diary.known().filter((draft) => draft.day >= LAST_30_DAYS && draft.reports > 0)
  if (target === undefined || recent.length < 4 || recent.length > target) return
  let missing = target - recent.reduce((sum, draft) => sum + draft.reports, 0)
  const step = Math.sign(missing)
  for (let turn = 0; missing !== 0; turn++) {
    const draft = recent[turn % recent.length]
    // Nobody loses the only report of a session: who came back in a week stays the same.
    if (draft === undefined || draft.reports + step < 1) continue
    draft.reports += step
    missing -= step
  }
}

const planSteps = (diary: Diary, part: Part, random: Random): void => {
  const { arrival, cancels, depth, detour, plan } = part.lot
  const sessions = diary.known()
  if (arrival === "signup") {
    const inTime = sessions.filter((draft) => draft.day < part.arrivalDay + FUNNEL_WINDOW_DAYS)
    const from = (index: number): number =>
      random.chance(0.45) ? index : index + random.below(Math.min(inTime.length - index, 4))
    const second = from(0)
    const third = from(second)
    const fourth = from(third)
    const put = (index: number, step: Step): void => void inTime[index]?.steps.push(step)
    if (detour === "invite-only" || detour === "invite-first") put(second, "teammate_invited")
    if (depth >= 2) put(second, "project_created")
    if (depth >= 3) put(third, "teammate_invited")
    if (depth >= 4) put(fourth, "subscription_started")
    if (detour === "late") {
      const later = diary.add("app", part.arrivalDay + FUNNEL_WINDOW_DAYS + random.between(1, 5), 0)
      later.steps.push(depth === 2 ? "teammate_invited" : "subscription_started")
    }
  }
  if (cancels) {
    const last = sessions.at(-1)
    const goodbye =
      last === undefined || last.steps.includes("subscription_started")
        ? diary.add("app", (last?.day ?? 0) + random.between(1, 3), 0)
        : last
    goodbye.steps.push("subscription_cancelled")
  }
  // Later projects and invitations change no funnel: these persons have both steps behind them.
  if (arrival === "before" || (depth >= 3 && plan !== "free")) {
    for (const draft of diary.known()) {
      const settled = arrival === "before" || draft.day >= part.arrivalDay + FUNNEL_WINDOW_DAYS
      if (!settled || draft.steps.length > 0) continue
      if (random.chance(0.03)) draft.steps.push("project_created")
      else if (random.chance(0.03)) draft.steps.push("teammate_invited")
    }
  }
}

const toVisits = (drafts: readonly Draft[], part: Part, deviceCount: number, random: Random): Visit[] => {
  let secondDeviceKnown = false
  return drafts.map(({ day, kind, reports, start, steps }) => {
    if (kind === "anonymous") {
      return { kind, day, start, device: 0, reports: 0, moments: visitJourney(random) }
    }
    const device = kind === "app" && deviceCount === 2 && random.chance(0.35) ? 1 : 0
    const newDevice = device === 1 && !secondDeviceKnown
    secondDeviceKnown ||= newDevice
    const errand = { reports, steps, newDevice, brief: part.lot.persona === "tire-kicker" }
    const moments = kind === "signup" ? signupJourney(random, errand) : appJourney(random, errand)
    return { kind, day, start, device, reports, moments }
  })
}

/** A subscription is paid when it starts and every 30 days while the person is there. */
const planInvoices = (
  drafts: readonly Draft[],
  part: Part,
  until: number,
  random: Random,
  calendar: Calendar
): Visit[] => {
  const { arrival, plan } = part.lot
  const started = drafts.find((draft) => draft.steps.includes("subscription_started"))
  const ended = drafts.find((draft) => draft.steps.includes("subscription_cancelled"))?.day ?? until
  if (plan === "free" || (arrival === "signup" && started === undefined)) return []
  const invoice = (day: number, start: number): Visit => ({
    kind: "server",
    day,
    start,
    device: 0,
    reports: 0,
    moments: ["invoice_paid"]
  })
  const invoices = started === undefined ? [] : [invoice(started.day, started.start + 45 * MINUTE)]
  const first = started === undefined ? random.below(BILLING_DAYS) : started.day + BILLING_DAYS
  for (let day = first; day < Math.min(ended, until); day += BILLING_DAYS) {
    const start = calendar.start + day * DAY + 4 * HOUR + random.below(3600) * SECOND + random.below(SECOND)
    invoices.push(invoice(day, start))
  }
  return invoices
}
