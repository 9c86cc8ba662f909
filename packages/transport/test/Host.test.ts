import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { resolveHosts } from "../src/Host.ts"

const problemOf = (host: string, more: { ingestHost?: string; allowInsecureHttp?: boolean } = {}) =>
  Effect.map(Effect.flip(resolveHosts({ host, ...more })), (error) => error.message)

describe("resolveHosts", () => {
  for (const region of ["us", "eu"] as const) {
    const expected = {
      api: `https://${region}.posthog.com`,
      ingest: `https://${region}.i.posthog.com`,
      kind: `${region}-cloud`
    }
    for (const host of [
      expected.api,
      `${expected.api}/`,
      expected.ingest,
      `${expected.ingest}/`,
      expected.api.toUpperCase()
    ]) {
      it.effect(`knows both hosts of ${region} from ${host}`, () =>
        Effect.gen(function* () {
          assert.deepStrictEqual({ ...(yield* resolveHosts({ host })) }, expected as never)
        })
      )
    }
  }

  it.effect("uses a self-hosted origin for both", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* resolveHosts({ host: "https://posthog.example.org:8443/" }), {
        api: "https://posthog.example.org:8443",
        ingest: "https://posthog.example.org:8443",
        kind: "self-hosted"
      })
    })
  )

  it.effect("takes an ingest proxy of one's own", () =>
    Effect.gen(function* () {
      const hosts = yield* resolveHosts({
        host: "https://eu.posthog.com",
        ingestHost: "https://e.example.org"
      })
      assert.deepStrictEqual(hosts, {
        api: "https://eu.posthog.com",
        ingest: "https://e.example.org",
        kind: "eu-cloud"
      })
    })
  )

  for (const host of [
    "http://localhost:8000",
    "http://127.0.0.1:1",
    "http://127.9.9.9",
    "http://[::1]:8000",
    "http://app.localhost"
  ]) {
    it.effect(`allows http to ${host}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* resolveHosts({ host })).api, host)
      })
    )
  }

  it.effect("allows http elsewhere only when asked, and never to PostHog Cloud", () =>
    Effect.gen(function* () {
      assert.match(yield* problemOf("http://posthog.internal"), /^host: would send the key unencrypted/)
      for (const lookalike of [
        "localhost.example.org",
        "127.example.org",
        "127.0.0.1.example.org",
        "mylocalhost"
      ]) {
        assert.match(yield* problemOf(`http://${lookalike}`), /unencrypted/)
      }
      assert.strictEqual(
        (yield* resolveHosts({ host: "http://posthog.internal", allowInsecureHttp: true })).api,
        "http://posthog.internal"
      )
      assert.match(
        yield* problemOf("http://us.posthog.com", { allowInsecureHttp: true }),
        /must begin with https/
      )
    })
  )

  for (const [host, expected] of [
    ["", /^host: is empty/],
    ["  ", /is empty/],
    ["us.posthog.com", /no https:\/\/ in front/],
    ["localhost:8000", /no https:\/\/ in front/],
    ["https://", /not an address/],
    ["ftp://us.posthog.com", /must begin with https/],
    ["https://us.posthog.com/project/7", /something after the host name; use https:\/\/us.posthog.com\./],
    ["https://us.posthog.com?a=1", /something after the host name/],
    ["https://app.posthog.com", /not an API host of PostHog Cloud; use https:\/\/us/],
    ["https://posthog.com", /not an API host/],
    ["https://us.posthog.com.", /not an API host/],
    ["https://us.posthog.com:8443", /not an API host/]
  ] as const) {
    it.effect(`refuses "${host}" and says what to write`, () =>
      Effect.gen(function* () {
        assert.match(yield* problemOf(host), expected)
      })
    )
  }

  it.effect("refuses a user name or password without showing it", () =>
    Effect.gen(function* () {
      const problem = yield* problemOf(["https://someone", "hunter2@us.posthog.com"].join(":"))
      assert.match(problem, /holds a user name or password/)
      assert.notInclude(problem, "hunter2")
    })
  )

  it.effect(
    "refuses an ingest host of another region, of the API, or of the cloud beside a self-hosted API",
    () =>
      Effect.gen(function* () {
        const us = "https://us.posthog.com"
        assert.match(
          yield* problemOf(us, { ingestHost: "https://eu.i.posthog.com" }),
          /^ingestHost: .*does not take/
        )
        assert.match(yield* problemOf(us, { ingestHost: us }), /^ingestHost: /)
        assert.match(
          yield* problemOf("https://ph.example.org", { ingestHost: "https://us.i.posthog.com" }),
          /belongs to PostHog Cloud/
        )
      })
  )

  it.effect("names the variable when the setting came from one", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        resolveHosts({ host: "x" }, { host: "POSTHOG_API_URL", ingestHost: "POSTHOG_INGEST_HOST" })
      )
      assert.strictEqual(error.setting, "POSTHOG_API_URL")
    })
  )
})
