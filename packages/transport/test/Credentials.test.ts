import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { inspect } from "node:util"
import { makeCredentials } from "../src/Credentials.ts"
import { personalApiKey, projectToken } from "./support/options.ts"

const names = { personalApiKey: "personalApiKey", projectToken: "projectToken" }

describe("Credentials", () => {
  it.effect("sends the personal key as a bearer token and the project token in the body", () =>
    Effect.gen(function* () {
      const credentials = yield* makeCredentials(
        { personalApiKey, projectToken: Redacted.make(projectToken) },
        names
      )
      assert.deepStrictEqual(credentials.authorize({ accept: "*/*" }), {
        accept: "*/*",
        authorization: `Bearer ${personalApiKey}`
      })
      const body = { batch: [] }
      assert.deepStrictEqual(credentials.withToken(body), { api_key: projectToken, batch: [] })
      assert.deepStrictEqual(body, { batch: [] })
    })
  )

  it.effect("are told apart by each of their keys", () =>
    Effect.gen(function* () {
      const fingerprints = yield* Effect.forEach(
        [
          { personalApiKey },
          { projectToken },
          { personalApiKey, projectToken },
          { personalApiKey, projectToken: `${projectToken}2` },
          { personalApiKey: `${personalApiKey}2`, projectToken }
        ],
        (keys) => Effect.map(makeCredentials(keys, names), ({ fingerprint }) => fingerprint)
      )
      assert.strictEqual(new Set(fingerprints).size, 5)
      assert.notInclude(fingerprints.join(), "Canary")
    })
  )

  it.effect("shows keys masked", () =>
    Effect.gen(function* () {
      const credentials = yield* makeCredentials({ personalApiKey, projectToken }, names)
      assert.deepStrictEqual(credentials.masked, {
        personalApiKey: "phx_Ca...ef",
        projectToken: "phc_Ca...ef"
      })
      const shown = inspect(credentials, { depth: 9 }) + JSON.stringify(credentials)
      assert.notInclude(shown, personalApiKey)
      assert.notInclude(shown, projectToken)
    })
  )

  for (const key of [
    personalApiKey,
    "pha_oauthaccesstoken12345",
    "phs_projectsecretkey12345",
    "0123456789abcdef0123456789abcdef"
  ]) {
    it.effect(`takes ${key.slice(0, 4)}... as a personal key`, () =>
      Effect.gen(function* () {
        assert.isTrue((yield* makeCredentials({ personalApiKey: key }, names)).hasPersonalApiKey)
      })
    )
  }

  const secret = "SomethingVerySecret0123456789"
  for (const [setting, value, expected] of [
    ["personalApiKey", "", /^personalApiKey: is empty/],
    [
      "personalApiKey",
      `phc_${secret}`,
      /^personalApiKey: holds a project token; set it to a personal API key/
    ],
    ["personalApiKey", `phr_${secret}`, /refresh token/],
    ["personalApiKey", ` phx_${secret}`, /blank or a line break/],
    ["personalApiKey", `phx_${secret}\n`, /blank or a line break/],
    ["personalApiKey", `phx_${secret}\r\nx-evil: 1`, /blank or a line break/],
    ["personalApiKey", `"phx_${secret}"`, /quotation marks/],
    ["personalApiKey", `phx_${secret}\u00e9`, /a character no key has/],
    ["personalApiKey", `phx_${secret}\u0000`, /a character no key has/],
    ["personalApiKey", `phx_${secret}`.repeat(200), /longer than any key/],
    ["projectToken", "", /^projectToken: is empty/],
    [
      "projectToken",
      `phx_${secret}`,
      /^projectToken: holds a personal API key, which must never be in events/
    ],
    ["projectToken", `phs_${secret}`, /secret key/],
    ["projectToken", `pha_${secret}`, /access token/],
    ["projectToken", `phc_${secret} `, /blank/],
    ["projectToken", `phc_${secret.repeat(3)}`, /longer than any key/]
  ] as const) {
    it.effect(`refuses as ${setting} ${JSON.stringify(value.slice(0, 12))}: ${expected.source}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(makeCredentials({ [setting]: value }, names))
        assert.match(error.message, expected)
        assert.notInclude(inspect(error, { depth: 9 }) + JSON.stringify(error) + String(error.stack), secret)
      })
    )
  }

  it.effect("refuses what is not text", () =>
    Effect.gen(function* () {
      const key: string = yield* Schema.decodeUnknownEffect(Schema.Any)(12345)
      assert.match((yield* Effect.flip(makeCredentials({ personalApiKey: key }, names))).message, /is empty/)
    })
  )
})
