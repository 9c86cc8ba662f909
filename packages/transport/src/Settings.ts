/**
 * The options a person gives, checked once, and the settings in force.
 *
 * Everything that can be wrong is found here, before any request, and named in one `InvalidSettings`. Defaults are
 * written once, in {@link TransportOptions}.
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { CacheLimits } from "./AnswerCache.ts"
import type { BreakerPolicy } from "./Circuit.ts"
import { checkAuditOptions, type AuditOptions } from "./audit/AuditOptions.ts"
import { checkOptions } from "./checkOptions.ts"
import { resolveConnections, type ConnectionSettings } from "./Connections.ts"
import type { Credentials } from "./Credentials.ts"
import { resolveHosts, type Hosts } from "./Host.ts"
import { attemptsAtOnce, resolveLaneLimits, type AllLaneLimits, type LaneLimitOptions } from "./LaneLimits.ts"
import { checkLogLevel, parseLogFormat, type LogFormat, type LogLevel, type LogRecord } from "./Logging.ts"
import type { PromiseCacheableMiddleware, PromiseMiddleware } from "./Middleware.ts"
import { checkMiddleware } from "./promiseMiddleware.ts"
import { proxiesFor, type ProxySettings } from "./Proxy.ts"
import { checkSigningOptions, type SigningOptions } from "./signing/signRequest.ts"
import type { SecretSource } from "./secrets/SecretSource.ts"
import { resolveKeys } from "./resolveKeys.ts"
import { resolveBreaker, resolveCache, resolveRetry } from "./resolvePolicies.ts"
import type { RetryPolicy } from "./Retry.ts"
import { optionNames, type SettingNames } from "./SettingNames.ts"
import { checkSharedFile } from "./sharedFile.ts"
import { resolveTelemetry, type OtlpSettings, type TelemetryOptions } from "./telemetry/TelemetryOptions.ts"
import { timeLimit } from "./timeLimit.ts"
import { resolveTls, type TlsOptions, type TlsSettings } from "./Tls.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/**
 * How to reach one PostHog project.
 *
 * @since 0.1.0
 */
export interface TransportOptions {
  /**
   * `https://us.posthog.com`, `https://eu.posthog.com`, or the origin of a self-hosted instance or of the engine.
   * `http://` only for loopback unless `allowInsecureHttp`.
   */
  readonly host: string
  readonly projectId: number
  /** `phx_...`; also an OAuth access token `pha_...` or a project secret key `phs_...`. Goes to the API only. */
  readonly personalApiKey?: string | Redacted.Redacted | undefined
  /** `phc_...`. Goes to the ingest host only, inside the body. */
  readonly projectToken?: string | Redacted.Redacted | undefined
  /**
   * Where keys are kept, instead of the two options above. They are read before the first request, and anew after a 401.
   *
   * @since 0.2.0
   */
  readonly secrets?: SecretSource | undefined
  /** Where events go, when it is a proxy of your own. Derived from `host` unless given. */
  readonly ingestHost?: string | undefined
  /** Time for one call, retries and waits included, in milliseconds; at most 2,147,483,647. 60,000 unless given. */
  readonly timeoutMillis?: number | undefined
  /** Time for one attempt, in milliseconds. Bounded only by the call's time unless given. */
  readonly attemptTimeoutMillis?: number | undefined
  /** What to change in the way failed requests are repeated. */
  readonly retry?: Partial<RetryPolicy> | undefined
  /**
   * What to change in the limits per lane: `{ query: { perMinute: 60 } }`. As published for PostHog Cloud unless given; on any
   * other host only the number of requests at once is limited (20 in each lane).
   *
   * @since 0.2.0
   */
  readonly lanes?: LaneLimitOptions | undefined
  /**
   * When requests to a host that keeps failing are no longer sent, per host and lane; `false` lets them through always.
   *
   * @since 0.2.0
   */
  readonly breaker?: Partial<BreakerPolicy> | false | undefined
  /**
   * How much is kept of the answers to requests with `cache`.
   *
   * @since 0.2.0
   */
  readonly cache?: Partial<CacheLimits> | undefined
  /**
   * A file in which every process that names it shares the permits per minute and hour, made if it is not there. It must be
   * on a local disk. How many requests run at once is still each process's own. Uses `node:sqlite`, which warns on stderr that
   * it is experimental. Each process counts for itself unless given.
   *
   * @since 0.2.0
   */
  readonly sharedLimitsFile?: string | undefined
  /**
   * Signs every request for a gateway that checks it, with HMAC-SHA256 as RFC 9421 says. Nothing is signed unless given.
   *
   * @since 0.2.0
   */
  readonly signing?: SigningOptions | undefined
  /**
   * Writes a line before every write and for every denied call, chained by hashes. None unless given.
   *
   * @since 0.2.0
   */
  readonly audit?: AuditOptions | undefined
  /** Receives the log records at or above `logLevel`. They go to stderr unless given. */
  readonly logger?: ((record: LogRecord) => void) | undefined
  /** `"warning"` unless given. */
  readonly logLevel?: LogLevel | undefined
  /**
   * How records are written to stderr: `"json"`, one object a line, unless given; `"pretty"` for people.
   *
   * @since 0.2.0
   */
  readonly logFormat?: LogFormat | undefined
  /** Allows `http://` to hosts other than loopback. False unless given. */
  readonly allowInsecureHttp?: boolean | undefined
  /**
   * Where spans and metrics are sent. Nowhere unless given; through the Effect door a program's own tracer and metrics see them then.
   *
   * @since 0.2.0
   */
  readonly telemetry?: TelemetryOptions | undefined
  /** Sends the W3C `traceparent` header, and `tracestate` where the trace has one. False unless given. */
  readonly traceHeaders?: boolean | undefined
  /**
   * Code of your own around every attempt; the first is the outermost. It may change path, params, query, body and headers of
   * a request, and never holds a key. Middleware given by `layerMiddleware` stands outside of it. A request with `cache` is refused
   * behind middleware that is not given as `{ middleware, cacheKey }`.
   *
   * @since 0.2.0
   */
  readonly middleware?: ReadonlyArray<PromiseMiddleware | PromiseCacheableMiddleware> | undefined
  /**
   * What to change in the pool of connections.
   *
   * @since 0.2.0
   */
  readonly connections?: Partial<ConnectionSettings> | undefined
  /**
   * What a server must prove: oldest protocol, pinned keys, authorities of your own.
   *
   * @since 0.2.0
   */
  readonly tls?: TlsOptions | undefined
  /**
   * The address of an HTTP proxy, or `false` for none. Unless given, what `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
   * Loopback never goes through a proxy.
   *
   * @since 0.2.0
   */
  readonly proxy?: string | false | undefined
}

/**
 * The settings in force, safe to print: keys are masked.
 *
 * @since 0.1.0
 */
export interface TransportSettings {
  readonly hosts: Hosts
  readonly projectId: number
  readonly personalApiKey: string | undefined
  readonly projectToken: string | undefined
  readonly timeoutMillis: number
  readonly attemptTimeoutMillis: number | undefined
  readonly retry: RetryPolicy
  readonly lanes: AllLaneLimits
  readonly sharedLimitsFile: string | undefined
  readonly breaker: BreakerPolicy | false
  readonly cache: CacheLimits
  readonly traceHeaders: boolean
  /** The collector that telemetry is sent to, if any. The values of its headers are closed. */
  readonly otlp: OtlpSettings | undefined
  /** The name of the key that requests are signed with, if they are. */
  readonly signingKeyId: string | undefined
  readonly connections: ConnectionSettings
  readonly tls: TlsSettings
  /** The proxy of each origin that has one. User and password are closed. */
  readonly proxies: Readonly<Record<string, ProxySettings>>
}

/** Checks the options; gives the settings in force and the closed credentials. */
export const resolveSettings = Effect.fnUntraced(function* (
  options: TransportOptions,
  names: SettingNames = optionNames,
  /** The keys come from a service. */
  hasProvider: boolean = false
): Effect.fn.Return<
  { readonly settings: TransportSettings; readonly credentials: Credentials },
  InvalidSettings
> {
  yield* checkOptions(options)
  const hosts = yield* resolveHosts(
    {
      host: options.host,
      ...(options.ingestHost === undefined ? {} : { ingestHost: options.ingestHost }),
      allowInsecureHttp: options.allowInsecureHttp ?? false
    },
    names
  )
  if (!Number.isSafeInteger(options.projectId) || options.projectId < 1) {
    return yield* new InvalidSettings({
      setting: names.projectId,
      problem: "must be the project's number, as in the address of its settings page"
    })
  }
  if (options.logLevel !== undefined) yield* checkLogLevel(names.logLevel, options.logLevel)
  if (options.logFormat !== undefined) yield* parseLogFormat(names.logFormat, options.logFormat)
  if (options.signing !== undefined) yield* checkSigningOptions(options.signing)
  if (options.audit !== undefined) yield* checkAuditOptions(options.audit)
  const credentials = yield* resolveKeys(options, names, hasProvider)
  const timeoutMillis = yield* timeLimit("timeoutMillis", options.timeoutMillis ?? 60_000)
  const attemptTimeoutMillis =
    options.attemptTimeoutMillis === undefined
      ? undefined
      : yield* timeLimit("attemptTimeoutMillis", options.attemptTimeoutMillis)
  const retry = yield* resolveRetry(options.retry)
  const lanes = yield* resolveLaneLimits(hosts.kind, options.lanes)
  if (options.sharedLimitsFile !== undefined) yield* checkSharedFile(options.sharedLimitsFile)
  yield* checkMiddleware(options.middleware)
  return {
    settings: {
      hosts,
      projectId: options.projectId,
      personalApiKey: credentials.masked.personalApiKey,
      projectToken: credentials.masked.projectToken,
      timeoutMillis,
      attemptTimeoutMillis,
      retry,
      lanes,
      sharedLimitsFile: options.sharedLimitsFile,
      breaker: yield* resolveBreaker(options.breaker),
      cache: yield* resolveCache(options.cache),
      signingKeyId: options.signing?.keyId,
      traceHeaders: options.traceHeaders ?? false,
      otlp: yield* resolveTelemetry(options.telemetry, options.allowInsecureHttp ?? false),
      connections: yield* resolveConnections(options.connections ?? {}, attemptsAtOnce(lanes, hosts)),
      tls: yield* resolveTls(options.tls ?? {}, hosts),
      proxies: yield* proxiesFor(hosts, options.proxy)
    },
    credentials
  }
})
