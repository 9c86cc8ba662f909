/**
 * What happens beside the story: telemetry of pages, conversations with a language model, errors, surveys, clicks.
 *
 * An aside never moves a moment of the story, adds no session, and has chance streams of its own: everything the story
 * plants stays as it is. It comes within two seconds after a moment that has another one behind it.
 */
import type { Device, Person, Properties } from "../people.ts"
import type { Random } from "../Random.ts"

/** A conversation with the assistant: one trace with its generations and what they called. */
export interface Conversation {
  readonly kind: "conversation"
  readonly turns: number
  readonly tools: number
  readonly embedding: boolean
  readonly feedback: boolean
}

export type SimpleKind =
  | "web vitals"
  | "exception"
  | "flag called"
  | "survey shown"
  | "survey sent"
  | "survey dismissed"
  | "click"
  | "rage click"
  | "addon purchased"

/** Happens right after the moment with the index `after` of its session. */
export type Aside = (Conversation | { readonly kind: SimpleKind }) & { readonly after: number }

/** How many events an aside becomes. */
export const eventsOfAside = (aside: Aside): number =>
  aside.kind === "conversation"
    ? 1 + aside.turns + aside.tools + Number(aside.embedding) + Number(aside.feedback)
    : 1

/** What an aside needs to know about its moment. */
export interface AsideScene {
  readonly person: Person
  readonly random: Random
  readonly device: Device
  readonly sessionId: string
}

/** An event beside the story, before it has a time and an id. */
export interface AsideEvent {
  readonly event: string
  readonly properties: Properties
  /** Sent by a server: it has neither a browser nor a page. */
  readonly fromServer?: boolean
  readonly elementsChain?: string
}
