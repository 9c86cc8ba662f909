import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { fixedCredentials } from "../src/CredentialStore.ts"
import type { RefuseCall } from "../src/beginCall.ts"
import { makeRequestCheck } from "../src/checkRequest.ts"
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
