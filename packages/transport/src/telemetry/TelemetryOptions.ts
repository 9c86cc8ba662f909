/**
 * Where telemetry is sent. What sends it is loaded only when somewhere is named.
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { closeSecretHeader } from "../Credentials.ts"
import { checkNames } from "../checkNames.ts"
import { isLoopback } from "../Host.ts"
import { isTimeLimit } from "../timeLimit.ts"
import { checkAuthorities } from "../Tls.ts"
import { InvalidSettings } from "../failures/unsent.ts"

/**
 * An OpenTelemetry collector, spoken to with OTLP over HTTP (protobuf).
 *
 * @since 0.2.0
 */
export interface OtlpOptions {
  /**
   * The address that `/v1/traces` and `/v1/metrics` are added to: `http://localhost:4318`. `http://` only for loopback unless
   * `allowInsecureHttp`. It is reached directly, not through a proxy.
   */
  readonly url: string
  /** Sent with every export; a value can be a secret. */
  readonly headers?: Readonly<Record<string, string | Redacted.Redacted>> | undefined
  /** `service.name` of the resource. `"posthog-driver"` unless given. */
  readonly serviceName?: string | undefined
  /** How long spans are gathered, and how often metrics are sent. 10,000 ms unless given; at least 100 ms. */
  readonly intervalMillis?: number | undefined
  /** Certificates of authorities, as PEM, trusted instead of the public ones. */
  readonly ca?: string | ReadonlyArray<string> | undefined
}

/**
 * What becomes of spans and metrics.
 *
 * @since 0.2.0
 */
export interface TelemetryOptions {
  /** Sends them to a collector. A collector that is down costs its spans and a warning, never a call. */
  readonly otlp?: OtlpOptions | undefined
}

/** A collector whose address and headers can be used. */
export interface OtlpSettings {
  /** Without a slash at the end. */
  readonly url: string
  readonly headers: Readonly<Record<string, Redacted.Redacted>>
  readonly serviceName: string
  readonly intervalMillis: number
  readonly ca: ReadonlyArray<string>
}

const known = {
  telemetry: ["otlp"],
  otlp: ["url", "headers", "serviceName", "intervalMillis", "ca"]
} as const

/** Headers that the exporter sets itself, or that would change where a request ends. */
const ownHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding"
])

/** Checks the options and fills in the defaults; undefined when nothing is sent anywhere. */
export const resolveTelemetry = Effect.fnUntraced(function* (
  options: TelemetryOptions | undefined,
  allowInsecureHttp: boolean
): Effect.fn.Return<OtlpSettings | undefined, InvalidSettings> {
  if (options === undefined) return undefined
  yield* checkNames("telemetry", options, known.telemetry)
  const { otlp } = options
  if (otlp === undefined) return undefined
  yield* checkNames("telemetry.otlp", otlp, known.otlp)
  const { intervalMillis = 10_000, serviceName = "posthog-driver" } = otlp
  if (typeof (serviceName as unknown) !== "string" || !/^[^\p{Cc}]{1,200}$/u.test(serviceName)) {
    return yield* refuse("serviceName", "must be a text of 1 to 200 characters")
  }
  if (!isTimeLimit(intervalMillis) || intervalMillis < 100) {
    return yield* refuse("intervalMillis", "must be a number of milliseconds of at least 100")
  }
  return {
    url: yield* checkUrl(otlp.url, allowInsecureHttp),
    headers: yield* closeHeaders(otlp.headers ?? {}),
    serviceName,
    intervalMillis,
    ca: yield* checkAuthorities(otlp.ca, "telemetry.otlp.ca")
  }
})

const refuse = (name: keyof OtlpOptions, problem: string): InvalidSettings =>
  new InvalidSettings({ setting: `telemetry.otlp.${name}`, problem })

const checkUrl = (value: unknown, allowInsecureHttp: boolean): Effect.Effect<string, InvalidSettings> => {
  const example = "the address of a collector, such as http://localhost:4318"
  if (typeof value !== "string" || !URL.canParse(value))
    return Effect.fail(refuse("url", `must be ${example}`))
  const url = new URL(value)
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return Effect.fail(refuse("url", `must be ${example}`))
  if (url.username !== "" || url.password !== "") {
    return Effect.fail(refuse("url", "holds a user name or password; give them as a header in headers"))
  }
  if (url.search !== "" || url.hash !== "")
    return Effect.fail(refuse("url", "has something after the path; leave it out"))
  if (/\/v1\/(traces|metrics)\/?$/.test(url.pathname))
    return Effect.fail(refuse("url", "must end before /v1/, which is added for traces and for metrics"))
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !allowInsecureHttp) {
    return Effect.fail(
      refuse(
        "url",
        "would send telemetry unencrypted; use https://, or set allowInsecureHttp for a network you trust"
      )
    )
  }
  return Effect.succeed(url.origin + url.pathname.replace(/\/+$/, ""))
}

const closeHeaders = Effect.fnUntraced(function* (
  given: NonNullable<OtlpOptions["headers"]>
): Effect.fn.Return<OtlpSettings["headers"], InvalidSettings> {
  const headers: Record<string, Redacted.Redacted> = {}
  yield* checkNames("telemetry.otlp.headers", given, Object.keys(given))
  for (const [name, value] of Object.entries(given)) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || ownHeaders.has(name.toLowerCase())) {
      return yield* refuse("headers", "has a name that is no header's, or one that the exporter sets itself")
    }
    if (name === "__proto__") {
      // Setting it would set no header.
      return yield* refuse("headers", "has '__proto__', which is not sent as a header; leave it out")
    }
    headers[name] = yield* closeSecretHeader(value, `telemetry.otlp.headers.${name}`)
  }
  return headers
})
