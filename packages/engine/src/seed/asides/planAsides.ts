/**
 * Which asides come in which visit, before any event exists: their number has to be known first.
 */
import type { Part } from "../cast.ts"
import type { Visit } from "../itinerary.ts"
import type { Moment } from "../journeys.ts"
import type { Persona } from "../personas.ts"
import { Random, weighted } from "../Random.ts"
import type { Aside, Conversation, SimpleKind } from "./Aside.ts"

/** Where prices are shown, and so the flag about billing is asked. */
const PRICES: ReadonlySet<Moment> = new Set(["page:pricing", "page:billing"])

/** Chance that somebody asks the assistant on opening the dashboard. */
const TALKATIVE: Readonly<Record<Persona, number>> = {
  power: 0.1,
  regular: 0.08,
  "at-risk": 0.06,
  churned: 0.04,
  "free-loader": 0.03,
  "tire-kicker": 0.02,
  visitor: 0
}

const TURNS = weighted([1, 55], [2, 25], [3, 14], [4, 6])
const TOOLS = weighted([0, 55], [1, 30], [2, 15])
const ANSWERS = weighted<"survey sent" | "survey dismissed" | null>(
  ["survey sent", 55],
  ["survey dismissed", 25],
  [null, 20]
)

/** The asides of every visit, in the order of `visits`. */
export const planAsides = (
  part: Part,
  visits: readonly Visit[],
  seed: number
): readonly (readonly Aside[])[] => {
  const random = new Random(seed, 8, part.index)
  // A survey is shown once, on the first dashboard from this visit on.
  let surveyFrom = random.chance(0.3) ? random.below(visits.length) : Infinity
  return visits.map((visit, index) => {
    const asides: Aside[] = []
    visit.moments.slice(0, -1).forEach((moment, after) => {
      asides.push(...asidesOf(part, visit, moment, after, random))
      if (moment !== "page:dashboard" || index < surveyFrom) return
      surveyFrom = Infinity
      asides.push({ after, kind: "survey shown" })
      const answer = random.weighted(ANSWERS)
      if (answer !== null) asides.push({ after, kind: answer })
    })
    return asides
  })
}

const asidesOf = (part: Part, visit: Visit, moment: Moment, after: number, random: Random): Aside[] => {
  const asides: Aside[] = []
  const mayAdd = (kind: SimpleKind, probability: number): void => {
    if (random.chance(probability)) asides.push({ after, kind })
  }
  if (moment === "app_error") mayAdd("exception", 1)
  if (!moment.startsWith("page:")) return asides
  mayAdd("web vitals", 0.1)
  mayAdd("exception", 0.004)
  if (PRICES.has(moment)) mayAdd("flag called", 0.6)
  if (visit.kind === "anonymous") return asides
  mayAdd("click", 0.025)
  mayAdd("rage click", 0.002)
  if (moment !== "page:dashboard") return asides
  if (random.chance(TALKATIVE[part.lot.persona])) asides.push({ after, ...conversation(random) })
  if (part.lot.plan !== "free") mayAdd("addon purchased", 0.03)
  return asides
}

const conversation = (random: Random): Conversation => ({
  kind: "conversation",
  turns: random.weighted(TURNS),
  tools: random.weighted(TOOLS),
  embedding: random.chance(0.4),
  feedback: random.chance(0.12)
})
