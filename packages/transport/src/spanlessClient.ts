/**
 * Effect's own HTTP clients make a span for each request, which records the filled-in URL, and always send trace headers. The transport makes
 * the spans of its calls itself, so those are switched off; a client that makes none is known, and is spared the switch.
 */
import * as Effect from "effect/Effect"
import { HttpClient } from "./EffectHttp.ts"

const spanless = new WeakSet<HttpClient.HttpClient>()

/** Marks a client that makes no spans. */
export const spanlessClient = (client: HttpClient.HttpClient): HttpClient.HttpClient => {
  spanless.add(client)
  return client
}

/** Sends a request without the span of the client. */
export const withoutClientSpan = <A, E>(
  client: HttpClient.HttpClient,
  sent: Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  spanless.has(client) ? sent : Effect.provideService(sent, HttpClient.TracerDisabledWhen, () => true)
