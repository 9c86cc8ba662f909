import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { fixedCredentials } from "../src/CredentialStore.ts"
import type { RefuseCall } from "../src/beginCall.ts"
import { makeRequestCheck } from "../src/checkRequest.ts"
import { createTransport } from "../src/createTransport.ts"
import { resolveSettings } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, readRequest } from "./support/options.ts"

const credentialsWith = (personalApiKey: string) =>
  Effect.map(resolveSettings({ ...options, personalApiKey }), ({ credentials }) => credentials)

const refuse: RefuseCall = ({ operation }, reason) => Effect.fail(new TransportError({ operation, reason }))

describe("a request whose name holds a key", () => {
  it.effect("is refused, each time, and not shown", () =>
    Effect.gen(function* () {
      const check = makeRequestCheck(
        fixedCredentials(yield* credentialsWith("phx_firstkey0123456789")),
        refuse
      )
      yield* check(readRequest)
      for (let n = 0; n < 2; n++) {
        const failure = yield* Effect.flip(check({ ...readRequest, operation: "x-phx_firstkey0123456789" }))
        assert.strictEqual(failure.reason._tag, "RequestRefused")
        assert.notInclude(failure.message, "firstkey")
      }
    })
  )

  it.effect("is found when the key came later, although the name was clean before", () =>
    Effect.gen(function* () {
      const before = yield* credentialsWith("phx_firstkey0123456789")
      let current = before
      const check = makeRequestCheck({ ...fixedCredentials(before), now: () => current }, refuse)
      const named = { ...readRequest, operation: "Team.ownword-ownword-ownword" }
      yield* check(named)
      current = yield* credentialsWith("ownword-ownword-ownword")
      assert.strictEqual((yield* Effect.flip(check(named))).reason._tag, "RequestRefused")
      current = before
      yield* check(named)
    })
  )
})

describe("a name that is not known", () => {
  it.each([
    ["of the request", (name: string) => ({ [name]: 1 })],
    ["of its params", (name: string) => ({ params: { [name]: 1 } })]
  ])("%s is shown without a part of a key, and cannot write on the terminal", async (_, more) => {
    await using transport = createTransport(options)
    for (const name of [`${"n".repeat(45)}-phx_secretsecretsecret`, "\u001b[2Jforged\u202e\n"]) {
      const failure = await transport.execute({ ...readRequest, ...more(name) }).then(
        () => assert.fail("it was sent"),
        (error: unknown) => error as TransportError // it rejects with nothing else
      )
      assert.strictEqual(failure.reason._tag, "RequestRefused")
      assert.notMatch(failure.message, /phx_secret|[\u001b\u202e\n]/)
    }
  })
})

describe("what is no request", () => {
  it.each([undefined, null, "text", 1])("is refused, not thrown at: %s", async (odd) => {
    await using transport = createTransport(options)
    // As untyped JavaScript can call it.
    const given = odd as unknown as typeof readRequest
    const executed: unknown = await transport.execute(given).catch((error: unknown) => error)
    const streamed: unknown = await transport
      .stream(given)
      [Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error)
    for (const failure of [executed, streamed]) {
      assert.instanceOf(failure, TransportError)
      assert.strictEqual(failure.reason._tag, "RequestRefused")
    }
  })

  it("is a stream with a schema, which nobody would read", async () => {
    await using transport = createTransport(options)
    const failure: unknown = await transport
      .stream({ ...readRequest, schema: {} } as typeof readRequest)
      [Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error)
    assert(failure instanceof TransportError, String(failure))
    assert.include(failure.message, "leave out schema")
  })
})
