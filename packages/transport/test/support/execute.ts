import { Effect, Random, Schema } from "effect"
import type { ApiRequest } from "../../src/ApiRequest.ts"
import type { TransportOptions } from "../../src/Settings.ts"
import { layerScripted, type ScriptedAnswer, type ScriptedClient } from "../../src/testing.ts"
import { Transport } from "../../src/Transport.ts"
import { options, readRequest } from "./options.ts"

export const ok: ScriptedAnswer = { json: { n: 1 } }
export const busy: ScriptedAnswer = { status: 503, text: "<html>" }
export const throttled = (headers: Record<string, string>): ScriptedAnswer => ({
  status: 429,
  headers,
  json: { type: "throttled_error", code: "throttled", detail: "Request was throttled.", attr: null }
})

export const execute = (
  script: ScriptedClient,
  request: Partial<ApiRequest<unknown>> = {},
  more: Partial<TransportOptions> = {}
) =>
  Effect.flatMap(Transport, (transport) =>
    transport.execute({ ...readRequest, schema: Schema.Unknown, ...request })
  ).pipe(Effect.provide(layerScripted(script, { ...options, ...more })), Random.withSeed("transport"))

export const reasonOf = (
  script: ScriptedClient,
  request: Partial<ApiRequest<unknown>> = {},
  more: Partial<TransportOptions> = {}
) => Effect.map(Effect.flip(execute(script, request, more)), (error) => error.reason)
