/** A client over a scripted transport: what it sends is recorded, what it gets is written in the test. */
import type { ScriptedAnswer, SentRequest } from "@posthog-driver/transport/testing"
import { layerScripted, scriptedClient } from "@posthog-driver/transport/testing"
import * as Layer from "effect/Layer"
import { expect } from "vitest"
import { fromLayer } from "../src/createPostHog.ts"
import type { PostHog, PostHogOptions } from "../src/index.ts"
import { PostHogError } from "../src/index.ts"
import { layerNoTransport } from "../src/PostHog.ts"

export const keys = {
  personalApiKey: `phx_${"canary".repeat(7)}1`,
  projectToken: `phc_${"canary".repeat(7)}2`
}

export const settings: PostHogOptions = {
  host: "https://posthog.test",
  projectId: 7,
  ...keys,
  logLevel: "none",
  retry: { attempts: 1 }
}

type Script = ReadonlyArray<ScriptedAnswer> | ((request: SentRequest, index: number) => ScriptedAnswer)

export function scripted(
  script: Script,
  options: Partial<PostHogOptions> = {}
): { readonly posthog: PostHog; readonly sent: ReadonlyArray<SentRequest> } {
  const client = scriptedClient(script)
  const transport = layerScripted(client, { ...settings, ...options })
  const posthog = fromLayer(layerNoTransport.pipe(Layer.provide(Layer.orDie(transport))))
  return { posthog, sent: client.sent }
}

/** The JSON that the n-th request carried. */
export const bodyOf = (request: SentRequest | undefined): Record<string, unknown> => {
  const body: unknown = JSON.parse(request?.body ?? "null")
  expect(body).toBeTypeOf("object")
  return body as Record<string, unknown>
}

/** The typed failure of a call that must fail. */
export async function failure(promise: Promise<unknown>): Promise<PostHogError> {
  const error = await promise.then(
    (value) => expect.fail(`succeeded with ${JSON.stringify(value)}`),
    (cause: unknown) => cause
  )
  expect(error).toBeInstanceOf(PostHogError)
  return error as PostHogError
}

/** An error body as PostHog writes them. */
export const refusal = (status: number, type: string, code: string, detail: string): ScriptedAnswer => ({
  status,
  json: { type, code, detail, attr: null }
})

/** The answer to a query. */
export const rows = (
  columns: ReadonlyArray<string>,
  results: ReadonlyArray<ReadonlyArray<unknown>>,
  more: object = {}
) => ({
  json: { columns, results, types: columns.map((column) => [column, "String"]), ...more }
})
