import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { layerOverProvider } from "../src/layers.ts"
import { layerSecrets, makeSecretProvider, SecretProvider } from "../src/SecretProvider.ts"
import { scriptedClient } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { SecretUnavailable } from "../src/failures/unsent.ts"
import { problemOf, readOnce } from "./support/opened.ts"
import { personalApiKey, projectToken } from "./support/options.ts"

const withVariables = (env: Record<string, string>) =>
  Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env))

describe("secrets from the environment", () => {
  it.effect("reads the variables, by name or alias", () =>
    Effect.gen(function* () {
      const signingKey = "s".repeat(32)
      const env = {
        POSTHOG_API_KEY: personalApiKey,
        POSTHOG_PROJECT_TOKEN: projectToken,
        POSTHOG_SIGNING_KEY: signingKey
      }
      assert.deepStrictEqual(yield* withVariables(env)(readOnce({ from: "environment" })), {
        personalApiKey,
        projectToken,
        signingKey
      })
    })
  )

  it.effect("names the variables when none is set, and two that differ", () =>
    Effect.gen(function* () {
      assert.match(
        yield* withVariables({ POSTHOG_PERSONAL_API_KEY: "" })(problemOf({ from: "environment" })),
        /^missing: .*none of 'POSTHOG_PERSONAL_API_KEY', 'POSTHOG_PROJECT_TOKEN', 'POSTHOG_SIGNING_KEY'/
      )
      const both = { POSTHOG_API_KEY: personalApiKey, POSTHOG_PERSONAL_API_KEY: `${personalApiKey}2` }
      const problem = yield* withVariables(both)(problemOf({ from: "environment" }))
      assert.match(
        problem,
        /^malformed: .*POSTHOG_PERSONAL_API_KEY, POSTHOG_API_KEY mean the same but differ/
      )
      assert.notInclude(problem, personalApiKey)
    })
  )
})

describe("secrets from a function", () => {
  it.effect("takes texts, closed texts and an expiry", () =>
    Effect.gen(function* () {
      const read = () =>
        Promise.resolve({ personalApiKey, projectToken: Redacted.make(projectToken), expiresAtMillis: 5 })
      assert.deepStrictEqual(yield* readOnce({ from: "custom", read }), {
        personalApiKey,
        projectToken,
        expiresAtMillis: 5
      })
    })
  )

  it.effect("fails without its words when it throws, rejects, or gives something else", () =>
    Effect.gen(function* () {
      const of = (read: () => unknown) =>
        // What untyped JavaScript can give.
        problemOf({ from: "custom", read: read as () => Promise<Record<string, string>> })
      for (const read of [
        () => Promise.reject(new TypeError(personalApiKey)),
        () => {
          throw new TypeError(personalApiKey)
        }
      ]) {
        const problem = yield* of(read)
        assert.match(problem, /^unreachable: .*its function failed/)
        assert.notInclude(problem, personalApiKey)
      }
      assert.match(yield* of(() => Promise.resolve(undefined)), /^malformed/)
      assert.match(yield* of(() => Promise.resolve({})), /^missing/)
      assert.match(yield* of(() => ({ personalApiKey: 7 })), /^malformed: .*not text/)
      for (const expiresAtMillis of ["2027-01-01", new Date(), Number.NaN, null]) {
        assert.match(yield* of(() => ({ personalApiKey, expiresAtMillis })), /^malformed: .*expiresAtMillis/)
      }
    })
  )

  it.live("is given up on, and told so, when it does not end in time", () =>
    Effect.gen(function* () {
      const aborted = Promise.withResolvers<unknown>()
      const problem = yield* problemOf({
        from: "custom",
        timeoutMillis: 20,
        read: (signal) => {
          signal.addEventListener("abort", aborted.resolve)
          return new Promise(() => undefined)
        }
      })
      assert.match(problem, /^unreachable: .*nothing within 20 ms/)
      yield* Effect.promise(() => aborted.promise)
    })
  )
})

describe("SecretProvider", () => {
  const settings = { host: "https://us.posthog.com", projectId: 7 }
  const noClient = scriptedClient([]).layer

  it.effect("is a service: one of your own, or one of a source", () =>
    Effect.gen(function* () {
      const keyOf = (provider: Layer.Layer<SecretProvider, unknown>) =>
        Effect.map(Transport, (transport) => transport.settings.personalApiKey).pipe(
          Effect.provide(Layer.provide(layerOverProvider(settings), Layer.merge(provider, noClient)))
        )
      const own = Layer.succeed(SecretProvider, {
        read: Effect.succeed({ personalApiKey: Redacted.make(personalApiKey) })
      })
      assert.strictEqual(yield* keyOf(own), "phx_Ca...ef")
      const source = layerSecrets({ from: "custom", read: () => Promise.resolve({ personalApiKey }) })
      assert.strictEqual(yield* keyOf(source), "phx_Ca...ef")
    })
  )

  it.effect("that fails, fails the layer with its reason", () =>
    Effect.gen(function* () {
      const reason = new SecretUnavailable({ source: "provider", kind: "refused", problem: "no" })
      const layer = Layer.provide(
        layerOverProvider(settings),
        Layer.merge(Layer.succeed(SecretProvider, { read: Effect.fail(reason) }), noClient)
      )
      const error = yield* Effect.flip(Effect.provide(Transport, layer))
      assert.strictEqual(error.reason, reason)
      assert.strictEqual(error.operation, "Transport.settings")
    })
  )

  it.effect("that gives no key fails the layer, and so does one that gives only what nobody signs with", () =>
    Effect.gen(function* () {
      for (const keys of [{}, { signingKey: Redacted.make("0123456789abcdef0123456789abcdef") }]) {
        const provider = Layer.succeed(SecretProvider, { read: Effect.succeed(keys) })
        const layer = Layer.provide(layerOverProvider(settings), Layer.merge(provider, noClient))
        const { reason } = yield* Effect.flip(Effect.provide(Transport, layer))
        assert.deepInclude(reason, {
          _tag: "SecretUnavailable",
          kind: "missing",
          problem: "it holds neither personalApiKey nor projectToken"
        })
      }
    })
  )

  it.effect("refuses keys beside it, which nobody would use", () =>
    Effect.gen(function* () {
      const provider = Layer.succeed(SecretProvider, {
        read: Effect.succeed({ personalApiKey: Redacted.make(personalApiKey) })
      })
      for (const [setting, beside] of [
        ["personalApiKey", { personalApiKey }],
        ["secrets", { secrets: { from: "environment" } }],
        ["signing.key", { signing: { keyId: "gateway", key: "0123456789abcdef0123456789abcdef" } }]
      ] as const) {
        const layer = Layer.provide(
          layerOverProvider({ ...settings, ...beside }),
          Layer.merge(provider, noClient)
        )
        const { reason } = yield* Effect.flip(Effect.provide(Transport, layer))
        assert.deepInclude(reason, { _tag: "InvalidSettings", setting })
      }
    })
  )

  it.effect("refuses what untyped JavaScript can give in the place of options", () =>
    Effect.gen(function* () {
      const auth = { method: "token", token: "x" }
      const vault = { from: "vault", address: "https://vault.example.org", path: "x", auth }
      for (const [setting, source] of [
        ["secrets.path", { from: "file" }],
        ["secrets.path", { from: "file", path: "" }],
        ["secrets.path", { from: "file", path: "a\0b" }],
        ["secrets.path", { from: "file", path: {} }],
        ["secrets.path", { from: "file", path: { key: "a" } }],
        ["secrets.path.projectToken", { from: "file", path: { projectToken: 7 } }],
        ["secrets.service", { from: "keychain", service: "" }],
        ["secrets.address", { ...vault, address: undefined }],
        ["secrets.path", { ...vault, path: undefined }],
        ["secrets.auth.method", { ...vault, auth: undefined }],
        ["secrets.auth.method", { ...vault, auth: { method: "password" } }],
        ["secrets.auth.token", { ...vault, auth: { method: "token" } }],
        ["secrets.auth.roleId", { ...vault, auth: { method: "approle", secretId: "x" } }],
        ["secrets.auth.secretId", { ...vault, auth: { method: "approle", roleId: "x" } }],
        ["secrets.secretId", { from: "aws" }],
        ["secrets.credentials", { from: "aws", secretId: "x", credentials: "x" }],
        ["secrets.credentials.accessKey", { from: "aws", secretId: "x", credentials: { accessKey: "x" } }],
        ["secrets.credentials.accessKeyId", { from: "aws", secretId: "x", credentials: {} }],
        ["secrets.read", { from: "custom" }],
        ["secrets.timeoutMillis", { from: "custom", read: () => undefined, timeoutMillis: "5000" }],
        ["secrets.timeoutMillis", { from: "custom", read: () => undefined, timeoutMillis: Number.NaN }],
        ["secrets.timeoutMillis", { from: "aws", secretId: "x", timeoutMillis: -1 }],
        ["secrets.from", {}]
      ] as const) {
        const problem = yield* problemOf(source as never)
        assert.isTrue(problem.startsWith(`settings: ${setting}: `), `${setting}: ${problem}`)
      }
    })
  )

  it.effect("asks nothing before it is read", () =>
    Effect.gen(function* () {
      let reads = 0
      const read = () => {
        reads += 1
        return Promise.resolve({ personalApiKey })
      }
      const provider = yield* makeSecretProvider({ from: "custom", read })
      assert.strictEqual(reads, 0)
      yield* provider.read
      yield* provider.read
      assert.strictEqual(reads, 2)
    })
  )
})

describe("Credentials.ts", () => {
  it("is the only file of the package that opens a secret", () => {
    const src = fileURLToPath(new URL("../src", import.meta.url))
    const opening = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
      (name) =>
        name.endsWith(".ts") && /Redacted\.value|Redacted\.wipe/.test(readFileSync(`${src}/${name}`, "utf8"))
    )
    assert.deepStrictEqual(opening, ["Credentials.ts"])
  })
})
