import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { resolveSettings, type TransportOptions } from "../src/Settings.ts"
import { options } from "./support/options.ts"

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
})
