import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { resolveTelemetry, type TelemetryOptions } from "../../src/telemetry/TelemetryOptions.ts"

const refusal = (options: unknown, allowInsecureHttp = false): string =>
  // As untyped JavaScript would give it.
  Effect.runSync(Effect.flip(resolveTelemetry(options as TelemetryOptions, allowInsecureHttp))).message

const otlp = (more: object) => ({ otlp: { url: "https://collector.example", ...more } })

describe("telemetry", () => {
  it.each([
    ["nothing to read", true, "telemetry: must be an object with some of otlp"],
    ["a misspelt name", { oltp: {} }, "telemetry.oltp: is not known; perhaps telemetry.otlp is meant"],
    [
      "a misspelt option",
      otlp({ header: {} }),
      "telemetry.otlp.header: is not known; perhaps telemetry.otlp.headers is meant"
    ],
    [
      "no address",
      { otlp: {} },
      "telemetry.otlp.url: must be the address of a collector, such as http://localhost:4318"
    ],
    [
      "another protocol",
      otlp({ url: "grpc://collector:4317" }),
      "telemetry.otlp.url: must be the address of a collector, such as http://localhost:4318"
    ],
    [
      "a password in the address",
      otlp({ url: "https://me:secret@collector.example" }),
      "telemetry.otlp.url: holds a user name or password; give them as a header in headers"
    ],
    [
      "the address of one signal",
      otlp({ url: "https://collector.example/v1/traces" }),
      "telemetry.otlp.url: must end before /v1/, which is added for traces and for metrics"
    ],
    [
      "a query",
      otlp({ url: "https://collector.example/?token=secret" }),
      "telemetry.otlp.url: has something after the path; leave it out"
    ],
    [
      "http to elsewhere",
      otlp({ url: "http://collector.example:4318" }),
      "telemetry.otlp.url: would send telemetry unencrypted; use https://, or set allowInsecureHttp for a network you trust"
    ],
    [
      "a line break in a header",
      otlp({ headers: { authorization: "Bearer secret\r\nx: y" } }),
      "telemetry.otlp.headers.authorization: is empty, or holds a line break or a character no header can have"
    ],
    [
      "a header that every object has",
      otlp({ headers: Object.fromEntries([["__proto__", "secret"]]) }),
      "telemetry.otlp.headers: has '__proto__', which is not sent as a header; leave it out"
    ],
    [
      "a header of its own",
      otlp({ headers: { "Content-Length": "1" } }),
      "telemetry.otlp.headers: has a name that is no header's, or one that the exporter sets itself"
    ],
    [
      "an interval of nothing",
      otlp({ intervalMillis: 0 }),
      "telemetry.otlp.intervalMillis: must be a number of milliseconds of at least 100"
    ],
    [
      "an empty name",
      otlp({ serviceName: "" }),
      "telemetry.otlp.serviceName: must be a text of 1 to 200 characters"
    ],
    [
      "no certificate",
      otlp({ ca: "secret" }),
      "telemetry.otlp.ca: is not a certificate in PEM; give the text of the authority's file, from -----BEGIN CERTIFICATE----- on"
    ]
  ])("is refused with %s, without showing it", (_name, options, expected) => {
    const message = refusal(options)
    assert.include(message, expected)
    assert.notInclude(message, "secret")
  })

  it("is nowhere unless asked for, and has defaults", () => {
    const resolve = (options: TelemetryOptions | undefined) => Effect.runSync(resolveTelemetry(options, true))
    assert.isUndefined(resolve(undefined))
    assert.isUndefined(resolve({}))
    assert.deepStrictEqual(resolve({ otlp: { url: "http://collector.example:4318/prefix/" } }), {
      url: "http://collector.example:4318/prefix",
      headers: {},
      serviceName: "posthog-driver",
      intervalMillis: 10_000,
      ca: []
    })
    const { headers } = resolve(otlp({ headers: { "api-key": "SurelyPrivate" } })) ?? {}
    assert.isTrue(Redacted.isRedacted(headers?.["api-key"]))
  })
})
