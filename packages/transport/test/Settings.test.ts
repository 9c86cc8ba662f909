import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { resolveSettings, type TransportOptions } from "../src/Settings.ts"
import { options } from "./support/options.ts"

const withoutKeys = { personalApiKey: undefined, projectToken: undefined }

describe("resolveSettings", () => {
  it.effect("fills in the documented defaults", () =>
    Effect.gen(function* () {
      const { settings } = yield* resolveSettings({ ...options, retry: { attempts: undefined } as never })
      assert.strictEqual(settings.timeoutMillis, 60_000)
      assert.isUndefined(settings.attemptTimeoutMillis)
      assert.isFalse(settings.traceHeaders)
      assert.deepStrictEqual(settings.retry, {
        attempts: 4,
        baseMillis: 500,
        capMillis: 30_000,
        totalMillis: 60_000,
        retryAfterCeilingMillis: 60_000,
        budget: 100
      })
    })
  )

  for (const [wrong, setting] of [
    [{ timeoutMilis: 5 } as object, "timeoutMilis"],
    [{ timeoutMilis: undefined } as object, "timeoutMilis"],
    [{ personalApiKey: undefined, projectToken: undefined }, "personalApiKey, projectToken"],
    [{ secrets: { from: "attic" } as never, ...withoutKeys }, "secrets.from"],
    [{ secrets: null as never, ...withoutKeys }, "secrets.from"],
    [
      { secrets: { from: "file", path: "x", followLink: true } as never, ...withoutKeys },
      "secrets.followLink"
    ],
    [{ secrets: { from: "environment", refreshMillis: 0 }, ...withoutKeys }, "secrets.refreshMillis"],
    [
      { secrets: { from: "keychain", accounts: { token: "x" } as object }, ...withoutKeys },
      "secrets.accounts.token"
    ],
    [{ secrets: { from: "vault", address: "x", path: "x" } as never, ...withoutKeys }, "secrets.auth.method"],
    [
      {
        secrets: { from: "vault", address: "x", path: "x", auth: { method: "token", tokn: "x" } as never },
        ...withoutKeys
      },
      "secrets.auth.tokn"
    ],
    [{ retry: { budget: -1 } }, "retry.budget"],
    [{ retry: { budget: Number.NaN } }, "retry.budget"],
    [{ retry: { attempt: 3 } as object }, "retry.attempt"],
    [{ retry: null as never }, "retry"],
    [{ retry: { budget: "100" as never } }, "retry.budget"],
    [{ breaker: { failure: 3 } as object }, "breaker.failure"],
    [{ breaker: null as never }, "breaker"],
    [{ breaker: true as never }, "breaker"],
    [{ cache: false as never }, "cache"],
    [{ cache: { maxEntry: 3 } as object }, "cache.maxEntry"],
    [{ tls: { pin: ["sha256/"] } as object }, "tls.pin"],
    [{ tls: "TLSv1.2" as never }, "tls"],
    [{ tls: { ca: 5 as never } }, "tls.ca"],
    [{ connections: { perhost: 1 } as object }, "connections.perhost"],
    [{ connections: "1" as never }, "connections"],
    [{ audit: null as never }, "audit"],
    [{ audit: { file: "audit.jsonl", onfailure: "continue" } as never }, "audit.onfailure"],
    [{ audit: { file: "audit.jsonl", params: "false" as never } }, "audit.params"],
    [{ proxy: "ftp://proxy.example", host: "http://127.0.0.1:1" }, "proxy"],
    [{ proxy: null as never, host: "http://127.0.0.1:1" }, "proxy"],
    [
      { secrets: { from: "file", path: "x", followLinks: "false" } as never, ...withoutKeys },
      "secrets.followLinks"
    ],
    [
      { secrets: { from: "file", path: "x", allowGroupRead: 0 } as never, ...withoutKeys },
      "secrets.allowGroupRead"
    ],
    [
      {
        secrets: {
          from: "vault",
          address: "x",
          path: "x",
          auth: { method: "token-file", path: "x", followLinks: "no" }
        } as never,
        ...withoutKeys
      },
      "secrets.auth.followLinks"
    ],
    [{ signing: null as never }, "signing"],
    [{ signing: { keyID: "gateway" } as never }, "signing.keyID"],
    [{ allowInsecureHttp: "false" as never }, "allowInsecureHttp"],
    [{ traceHeaders: "false" as never }, "traceHeaders"],
    [{ logger: {} as never }, "logger"],
    [{ sharedLimitsFile: "file:///limits" }, "sharedLimitsFile"],
    [{ cache: { maxEntries: 0 } }, "cache.maxEntries"],
    [{ cache: { maxBytes: 1.5 } }, "cache.maxBytes"],
    [{ breaker: { failures: 0 } }, "breaker.failures"],
    [{ breaker: { openMillis: -1 } }, "breaker.openMillis"],
    [{ breaker: { openMillis: 5000, longestOpenMillis: 4000 } }, "breaker.longestOpenMillis"],
    [{ projectId: 0 }, "projectId"],
    [{ projectId: 1.5 }, "projectId"],
    [{ projectId: Number.NaN }, "projectId"],
    [{ timeoutMillis: 0 }, "timeoutMillis"],
    [{ timeoutMillis: Number.POSITIVE_INFINITY }, "timeoutMillis"],
    [{ timeoutMillis: 2 ** 31 }, "timeoutMillis"],
    [{ attemptTimeoutMillis: -1 }, "attemptTimeoutMillis"],
    [{ logLevel: "constructor" as never }, "logLevel"],
    [{ logLevel: "WARN" as never }, "logLevel"],
    [{ logLevel: Object.create(null) as never }, "logLevel"],
    [{ retry: { attempts: 0 } }, "retry.attempts"],
    [{ retry: { attempts: 2.5 } }, "retry.attempts"],
    [{ retry: { baseMillis: 0 } }, "retry.baseMillis"],
    [{ retry: { baseMillis: 100, capMillis: 50 } }, "retry.capMillis"],
    [{ retry: { totalMillis: Number.NaN } }, "retry.totalMillis"],
    [{ retry: { retryAfterCeilingMillis: -1 } }, "retry.retryAfterCeilingMillis"]
  ] as ReadonlyArray<readonly [Partial<TransportOptions>, string]>) {
    it.effect(`refuses ${JSON.stringify(wrong)} and names ${setting}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* Effect.flip(resolveSettings({ ...options, ...wrong }))).setting, setting)
      })
    )
  }

  const sentenceOf = (given: unknown) =>
    Effect.map(Effect.flip(resolveSettings(given as TransportOptions)), ({ message }) => message)

  it.effect("says which option a misspelt one was meant to be, or which there are", () =>
    Effect.gen(function* () {
      const with_ = (name: string) => sentenceOf({ ...options, [name]: 1 })
      assert.strictEqual(
        yield* with_("timeoutMilis"),
        "timeoutMilis: is not known; perhaps timeoutMillis is meant."
      )
      assert.strictEqual(
        yield* with_("personalAPIKey"),
        "personalAPIKey: is not known; perhaps personalApiKey is meant."
      )
      assert.match(yield* with_("url"), /^url: is not known; there are host, projectId, .*, proxy\.$/)
    })
  )

  it.effect("refuses what is no object", () =>
    Effect.gen(function* () {
      for (const given of [undefined, null, "https://us.posthog.com", [options]]) {
        assert.match(yield* sentenceOf(given), /^options: must be an object with some of host, projectId, /)
      }
    })
  )

  it.effect("shows no key that stands in the place of a name", () =>
    Effect.gen(function* () {
      const sentence = yield* sentenceOf({ ...options, [options.personalApiKey]: true })
      assert.notInclude(sentence, options.personalApiKey)
    })
  )

  it.effect("says what to set when there is no key at all", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* sentenceOf({ ...options, ...withoutKeys }),
        "personalApiKey, projectToken: are not set; set the personal API key (phx_...) for PostHog's API, the project token (phc_...) for events, or secrets to say where they are kept."
      )
    })
  )

  it.effect("is content with one key, with a place where keys are kept, or with a key to sign with", () =>
    Effect.gen(function* () {
      for (const keys of [
        { personalApiKey: options.personalApiKey },
        { projectToken: options.projectToken },
        { secrets: { from: "environment" } },
        { signing: { keyId: "gateway", key: "0123456789abcdef0123456789abcdef" } }
      ] as const) {
        yield* resolveSettings({ host: options.host, projectId: 7, ...keys })
      }
    })
  )
})
