import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { createTransport } from "../src/createTransport.ts"
import { resolveLaneLimits, type LaneLimitOptions } from "../src/LaneLimits.ts"
import { resolveSettings, type TransportOptions } from "../src/Settings.ts"
import { options } from "./support/options.ts"

const resolve = (changes?: LaneLimitOptions) => Effect.runSync(resolveLaneLimits("us-cloud", changes))

describe("resolveLaneLimits", () => {
  it("is what PostHog publishes for its cloud", () => {
    const limits = resolve()
    assert.deepStrictEqual(
      Object.entries(limits).map(([lane, { perHour, perMinute }]) => [lane, perMinute, perHour]),
      [
        ["query", 240, 2400],
        ["analytics", 200, 1000],
        ["crud", 480, 4800],
        ["flags", Infinity, Infinity],
        ["definitions", 600, Infinity],
        ["capture", Infinity, Infinity],
        ["exports", 40, 200]
      ]
    )
    assert.strictEqual(limits.query.concurrency, 3)
  })

  it("lets the two lanes of PostHog's class for ClickHouse together send what that class allows, and no more", () => {
    const { analytics, exports } = resolve()
    assert.strictEqual(analytics.perMinute + exports.perMinute, 240)
    assert.strictEqual(analytics.perHour + exports.perHour, 1200)
  })

  it("is what the README says", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    const table = [...readme.matchAll(/^\| `(\w+)` +\|[^|]+\| +(\S+) +\| +(\S+) +\| +(\S+) +\|$/gm)]
    const shown = (limit: number) => (limit === Infinity ? "-" : String(limit))
    assert.deepStrictEqual(
      table.map(([, ...cells]) => cells),
      Object.entries(resolve()).map(([lane, { concurrency, perHour, perMinute }]) => [
        lane,
        ...[perMinute, perHour, concurrency].map(shown)
      ])
    )
  })

  it("limits nothing but requests at once on a host of your own", () => {
    const { query } = Effect.runSync(resolveLaneLimits("self-hosted"))
    assert.deepStrictEqual(query, { perMinute: Infinity, perHour: Infinity, concurrency: 20, queue: 10_000 })
  })

  it("leaves a connection to each attempt that may run, on each host", () => {
    const perHost = (more: Partial<TransportOptions>) =>
      Effect.runSync(resolveSettings({ ...options, ...more })).settings.connections.perHost
    assert.strictEqual(perHost({}), 64)
    assert.strictEqual(perHost({ host: "http://127.0.0.1:1" }), 140)
    assert.strictEqual(perHost({ lanes: { crud: { concurrency: 100 } } }), 114)
    assert.strictEqual(perHost({ lanes: { crud: { concurrency: Infinity } } }), 1024)
    assert.strictEqual(perHost({ connections: { perHost: 5 } }), 5)
  })

  it("changes what is named and keeps the rest", () => {
    const { crud, query } = resolve({ query: { perMinute: 60 } })
    assert.deepStrictEqual(query, { ...resolve().query, perMinute: 60 })
    assert.deepStrictEqual(crud, resolve().crud)
  })

  it("takes an hour's limit below the published minute's as the minute's too", () => {
    assert.strictEqual(resolve({ query: { perHour: 100 } }).query.perMinute, 100)
  })

  for (const [changes, sentence] of [
    [
      { query: { perMinute: 0 } },
      "lanes.query.perMinute: must be a whole number of at least 1, or Infinity: with less nothing could ever be sent."
    ],
    [
      { query: { perMinute: 1.5 } },
      "lanes.query.perMinute: must be a whole number of at least 1, or Infinity: with less nothing could ever be sent."
    ],
    [
      { crud: { perHour: -1 } },
      "lanes.crud.perHour: must be a whole number of at least 1, or Infinity: with less nothing could ever be sent."
    ],
    [
      { crud: { concurrency: NaN } },
      "lanes.crud.concurrency: must be a whole number of at least 1, or Infinity: with less nothing could ever be sent."
    ],
    [{ crud: { queue: -1 } }, "lanes.crud.queue: must be a whole number of at least 0, or Infinity."],
    [
      { crud: { perMinute: 100, perHour: 60 } },
      "lanes.crud.perMinute: must not be above perHour (60): so many can never be sent in one minute."
    ],
    [{ qurey: { perMinute: 1 } }, "lanes.qurey: is not known; perhaps lanes.query is meant."],
    [
      { query: { perSecond: 1 } },
      "lanes.query.perSecond: is not known; there are perMinute, perHour, concurrency, queue."
    ],
    [
      null,
      "lanes: must be an object with some of query, analytics, crud, flags, definitions, capture, exports."
    ],
    [{ query: 5 }, "lanes.query: must be an object with some of perMinute, perHour, concurrency, queue."],
    [
      { query: { toString: 1 } },
      "lanes.query.toString: is not known; there are perMinute, perHour, concurrency, queue."
    ]
  ] as const) {
    it(`refuses ${JSON.stringify(changes)} when the transport is made`, () => {
      assert.throws(
        () => createTransport({ ...options, lanes: changes as unknown as LaneLimitOptions }),
        `Transport.settings: ${sentence}`
      )
    })
  }
})
