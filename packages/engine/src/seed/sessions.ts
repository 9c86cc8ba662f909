/**
 * Turns a person's itinerary into events, one for every moment, in the order of time.
 *
 * Everything of one person comes from one stream of chance that starts anew on each call: the same person always has
 * the same events, and no event is kept in memory.
 */
import { MINUTE, SECOND } from "./calendar.ts"
import { type Deed, deedProperties, EVENT_NAMES, REPORT_COUNT } from "./details.ts"
import { uuidOfMoment } from "./identifiers.ts"
import type { Visit } from "./itinerary.ts"
import type { Page } from "./journeys.ts"
import { BLOG_POSTS, DOCS_PAGES } from "./names.ts"
import { type Json, type Person, planAtStart, type Properties } from "./people.ts"
import type { Plan } from "./personas.ts"
import { Random } from "./Random.ts"

/** An event before its JSON is written. */
export interface SeedEvent {
  readonly event: string
  /** Microseconds since 1970. */
  readonly moment: number
  /** Microseconds since 1970 at which ingestion saw it. */
  readonly createdAt: number
  readonly uuid: string
  readonly distinctId: string
  readonly sessionId: string | null
  readonly properties: Properties
  readonly elementsChain: string
  /** The person's plan when it happened; `null` before anybody identified. */
  readonly plan: Plan | null
}

const LIBRARY_VERSION = "1.290.0"
const PUBLIC = "https://www.example.com"
const APP = "https://app.example.com"
const PUBLIC_PAGES: ReadonlySet<Page> = new Set(["home", "features", "pricing", "blog", "docs", "signup"])

/** No session lasts longer, and no two moments are closer than two seconds. */
const LONGEST_SESSION = 24 * MINUTE
const SHORTEST_GAP = 2 * SECOND
const LONGEST_GAP = 62 * SECOND

const SAVE_BUTTON = 'button.primary:attr__class="primary"nth-child="2"nth-of-type="1"text="Save"'

export const eventsOfPerson = (person: Person, seed: number): readonly SeedEvent[] => {
  const random = new Random(seed, 4, person.part.index)
  const events: SeedEvent[] = []
  let plan = planAtStart(person)
  for (const visit of person.itinerary.visits) {
    plan =
      visit.kind === "server"
        ? serverEvent(person, visit, plan, random, events)
        : session(person, visit, plan, random, events)
  }
  return events
}

const serverEvent = (
  person: Person,
  visit: Visit,
  plan: Plan | null,
  random: Random,
  events: SeedEvent[]
): Plan | null => {
  const anonymousId = person.devices[0].anonymousId
  events.push({
    event: EVENT_NAMES.invoice_paid,
    moment: visit.start,
    createdAt: visit.start + ingestionDelay(random),
    uuid: uuidOfMoment(visit.start, random),
    distinctId: person.userId ?? anonymousId,
    sessionId: null,
    properties: {
      ...deedProperties("invoice_paid", { person, random, plan, report: 1, anonymousId }),
      $lib: "posthog-node",
      $lib_version: "5.70.0"
    },
    elementsChain: "",
    plan
  })
  return plan
}

const session = (
  person: Person,
  visit: Visit,
  planBefore: Plan | null,
  random: Random,
  events: SeedEvent[]
): Plan | null => {
  const device = person.devices[visit.device] ?? person.devices[0]
  const isFirstTouch = visit === person.itinerary.visits[0] && person.part.lot.arrival !== "before"
  const sessionId = uuidOfMoment(visit.start, random)
  const base = {
    $session_id: sessionId,
    $window_id: uuidOfMoment(visit.start, random),
    $browser: device.browser,
    $browser_version: device.version,
    $os: device.os,
    $device_type: device.type,
    $screen_width: device.width,
    $referring_domain: isFirstTouch ? person.source.domain : "$direct",
    $lib: "web",
    $lib_version: LIBRARY_VERSION
  }
  const gap = Math.min(LONGEST_GAP, Math.floor(LONGEST_SESSION / visit.moments.length)) - SHORTEST_GAP
  const report = 1 + Math.min(random.below(REPORT_COUNT), random.below(REPORT_COUNT))
  let identified = visit.kind === "app" && !visit.moments.includes("identify")
  let plan = planBefore
  let moment = visit.start
  let page = { url: `${APP}/`, path: "/", since: moment }
  visit.moments.forEach((happening, index) => {
    if (index > 0) moment += SHORTEST_GAP + random.below(gap)
    let event: string
    let details: Properties
    if (happening === "leave") {
      event = "$pageleave"
      details = leaveProperties(page.path, moment - page.since, random)
    } else if (isPage(happening)) {
      event = "$pageview"
      page = { ...pageOf(happening, report, random), since: moment }
      details = index === 0 && isFirstTouch ? arrivalProperties(person) : {}
      if (index === 0 && isFirstTouch) page.url += queryOf(person)
    } else {
      event = EVENT_NAMES[happening]
      details = deedProperties(happening, { person, random, plan, report, anonymousId: device.anonymousId })
      if (happening === "identify") {
        identified = true
        plan ??= "free"
      } else if (happening === "subscription_started") plan = person.part.lot.plan
      else if (happening === "subscription_cancelled") plan = "free"
    }
    events.push({
      event,
      moment,
      createdAt: moment + ingestionDelay(random),
      uuid: uuidOfMoment(moment, random),
      distinctId: identified && person.userId !== null ? person.userId : device.anonymousId,
      sessionId,
      properties: { $current_url: page.url, $pathname: page.path, ...details, ...base },
      elementsChain: happening === "autocapture" ? SAVE_BUTTON : "",
      plan
    })
  })
  return plan
}

const isPage = (happening: Deed | `page:${Page}`): happening is `page:${Page}` =>
  happening.startsWith("page:")

const ingestionDelay = (random: Random): number => 150_000 + random.below(2 * SECOND)

const pageOf = (happening: `page:${Page}`, report: number, random: Random): { url: string; path: string } => {
  // The name after "page:" is a Page by the type of `happening`.
  const page = happening.slice(5) as Page
  const path = pathOf(page, report, random)
  return { url: `${PUBLIC_PAGES.has(page) ? PUBLIC : APP}${path}`, path }
}

const pathOf = (page: Page, report: number, random: Random): string => {
  switch (page) {
    case "home":
      return "/"
    case "blog":
      return random.pick(BLOG_POSTS)
    case "docs":
      return random.pick(DOCS_PAGES)
    case "report":
      return `/reports/${report}`
    case "new-project":
      return "/projects/new"
    case "team":
      return "/settings/team"
    case "billing":
      return "/settings/billing"
    default:
      return `/${page}`
  }
}

const leaveProperties = (path: string, stay: number, random: Random): Properties => ({
  $prev_pageview_pathname: path,
  $prev_pageview_duration: Math.floor(stay / 1000) / 1000,
  $prev_pageview_max_scroll_percentage: random.between(10, 100) / 100
})

const arrivalProperties = (person: Person): Readonly<Record<string, Json>> => ({
  $referrer: person.source.referrer,
  ...(person.source.utm === null
    ? {}
    : {
        utm_source: person.source.utm.source,
        utm_medium: person.source.utm.medium,
        utm_campaign: person.source.utm.campaign
      })
})

const queryOf = ({ source: { utm } }: Person): string =>
  utm === null
    ? ""
    : `?utm_source=${encodeURIComponent(utm.source)}&utm_medium=${encodeURIComponent(utm.medium)}&utm_campaign=${encodeURIComponent(utm.campaign)}`
