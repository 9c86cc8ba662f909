/**
 * Turns a person's itinerary into events, one for every moment and those beside it, in the order of time.
 *
 * Everything of one person comes from two streams of chance that start anew on each call, one for the story and one for
 * what happens beside it: the same person always has the same events, and no event is kept in memory.
 */
import { type Aside, type AsideScene, eventsOfAside } from "./asides/Aside.ts"
import { asideEvents } from "./asides/asideEvents.ts"
import {
  type Campaign,
  campaignProperties,
  returningCampaign,
  utmProperties,
  type UtmTags
} from "./asides/campaign.ts"
import { placeOf } from "./asides/places.ts"
import { MINUTE, SECOND } from "./calendar.ts"
import { type Deed, deedProperties, EVENT_NAMES, REPORT_COUNT } from "./details.ts"
import { uuidOfMoment } from "./identifiers.ts"
import type { Visit } from "./itinerary.ts"
import type { Page } from "./journeys.ts"
import { BLOG_POSTS, DOCS_PAGES } from "./names.ts"
import { type Person, planAtStart, type Properties } from "./people.ts"
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
/** Sixteen asides fit between two moments. */
const ASIDE_GAP = 120_000

const SAVE_BUTTON = 'button.primary:attr__class="primary"nth-child="2"nth-of-type="1"text="Save"'

/** How many events a person has, without making them. */
export const eventCountOf = ({ asides, itinerary }: Person): number =>
  itinerary.visits.reduce((count, visit) => count + visit.moments.length, 0) +
  asides.flat().reduce((count, aside) => count + eventsOfAside(aside), 0)

export const eventsOfPerson = (person: Person, seed: number): readonly SeedEvent[] => {
  const random = new Random(seed, 4, person.part.index)
  const asideRandom = new Random(seed, 9, person.part.index)
  const events: SeedEvent[] = []
  let plan = planAtStart(person)
  person.itinerary.visits.forEach((visit, index) => {
    plan =
      visit.kind === "server"
        ? serverEvent(person, visit, plan, random, events)
        : session(person, visit, person.asides[index] ?? [], plan, { random, asideRandom }, events)
  })
  return events
}

interface Chances {
  readonly random: Random
  readonly asideRandom: Random
}

const SERVER = { $lib: "posthog-node", $lib_version: "5.70.0" }

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
      ...SERVER
    },
    elementsChain: "",
    plan
  })
  return plan
}

const session = (
  person: Person,
  visit: Visit,
  asides: readonly Aside[],
  planBefore: Plan | null,
  { asideRandom, random }: Chances,
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
  const place = placeOf(person.facts["country"], person.part.index)
  const campaign = isFirstTouch ? null : returningCampaign(person, asideRandom)
  const distinctId = (): string => (identified && person.userId !== null ? person.userId : device.anonymousId)
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
      details = {
        ...(index === 0 ? arrivalProperties(person, isFirstTouch, campaign, sessionId) : {}),
        ...place
      }
      if (index === 0) page.url += queryOf(isFirstTouch ? person.source.utm : campaign)
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
      distinctId: distinctId(),
      sessionId,
      properties: { $current_url: page.url, $pathname: page.path, ...details, ...base },
      elementsChain: happening === "autocapture" ? SAVE_BUTTON : "",
      plan
    })
    const scene: AsideScene = { person, random: asideRandom, device, sessionId }
    asides
      .filter((aside) => aside.after === index)
      .flatMap((aside) => asideEvents(aside, scene))
      .forEach((aside, place) => {
        const at = moment + ASIDE_GAP / 2 + place * ASIDE_GAP + asideRandom.below(ASIDE_GAP / 2)
        const onPage = { $current_url: page.url, $pathname: page.path, ...aside.properties, ...base }
        events.push({
          event: aside.event,
          moment: at,
          createdAt: at + ingestionDelay(asideRandom),
          uuid: uuidOfMoment(at, asideRandom),
          distinctId: distinctId(),
          sessionId: aside.fromServer === true ? null : sessionId,
          properties: aside.fromServer === true ? { ...aside.properties, ...SERVER } : onPage,
          elementsChain: aside.elementsChain ?? "",
          plan
        })
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

const arrivalProperties = (
  person: Person,
  isFirstTouch: boolean,
  campaign: Campaign | null,
  sessionId: string
): Properties => {
  if (!isFirstTouch) return campaign === null ? {} : campaignProperties(campaign, sessionId.slice(0, 13))
  const { referrer, utm } = person.source
  return { $referrer: referrer, ...(utm === null ? {} : utmProperties(utm)) }
}

const queryOf = (utm: UtmTags | null): string =>
  utm === null
    ? ""
    : `?utm_source=${encodeURIComponent(utm.source)}&utm_medium=${encodeURIComponent(utm.medium)}&utm_campaign=${encodeURIComponent(utm.campaign)}`
