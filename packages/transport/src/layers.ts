/**
 * The transport as layers: from options or from the environment, over undici or over a given `HttpClient`.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { makeBreaker, noBreaker, type CircuitState } from "./Breaker.ts"
import { logCircuit } from "./callLog.ts"
import { noAuditLog } from "./audit/AuditOptions.ts"
import type { Credentials } from "./Credentials.ts"
import { fixedCredentials, openCredentialStore } from "./CredentialStore.ts"
import { HttpClient, type HttpClientError, type HttpClientRequest } from "./EffectHttp.ts"
import { environmentOptions, type EnvironmentOptions } from "./Environment.ts"
import { makeLanes } from "./Lanes.ts"
import { ownLogging } from "./Logging.ts"
import { CurrentMiddleware } from "./Middleware.ts"
import { fromPromiseDoor } from "./promiseMiddleware.ts"
import { makeSecretProvider, SecretProvider } from "./SecretProvider.ts"
import { resolveSettings, type TransportOptions, type TransportSettings } from "./Settings.ts"
import { openSharedLanes } from "./sharedLanes.ts"
import { spanlessClient } from "./spanlessClient.ts"
import { makeMeters } from "./telemetry/Meters.ts"
import { Transport, make } from "./Transport.ts"
import { SecretUnavailable } from "./failures/unsent.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"
import type { UndiciPool } from "./UndiciClient.ts"

/**
 * The transport over an `HttpClient` of your own (a scripted one, one with a proxy).
 *
 * That client must not follow redirects or retry: the transport decides both.
 *
 * @since 0.1.0
 */
export const layerOverClient = (
  options: TransportOptions
): Layer.Layer<Transport, TransportError, HttpClient.HttpClient> => Layer.effect(Transport, open(options))

/**
 * The transport over an `HttpClient` and a `SecretProvider` of your own.
 *
 * @since 0.2.0
 */
export const layerOverProvider = (
  options: Omit<TransportOptions, "personalApiKey" | "projectToken" | "secrets">
): Layer.Layer<Transport, TransportError, HttpClient.HttpClient | SecretProvider> =>
  Layer.effect(
    Transport,
    Effect.flatMap(SecretProvider, (provider) => open(options, provider))
  )

const settingsFailure = (reason: TransportReason) =>
  new TransportError({ operation: "Transport.settings", reason })

const open = Effect.fnUntraced(function* (options: TransportOptions, given?: SecretProvider["Service"]) {
  const { credentials, settings } = yield* resolveSettings(options, undefined, given !== undefined)
  const logging = ownLogging(options)
  // First, so that it is closed last: what the rest does while it closes is told too.
  const { otlp } = settings
  const telemetry =
    otlp &&
    (yield* Effect.flatMap(
      Effect.promise(() => import("./telemetry/openOtlp.ts")), // a file of this package: it cannot be missing
      ({ openOtlp }) => openOtlp(otlp, logging)
    ))
  const meters = makeMeters(settings.hosts, telemetry ?? (yield* Effect.context()))
  const provider = given ?? (options.secrets && (yield* makeSecretProvider(options.secrets)))
  const store =
    provider === undefined ? fixedCredentials(credentials) : yield* openCredentialStore(provider, logging)
  const lack = lackOf(store.now(), settings)
  if (lack !== undefined) {
    const source = options.secrets?.from ?? "provider"
    return yield* new SecretUnavailable({ source, kind: "missing", problem: lack })
  }
  const middleware = [...(yield* CurrentMiddleware), ...(options.middleware ?? []).map(fromPromiseDoor)]
  const lanes = makeLanes({
    limits: settings.lanes,
    shared: yield* openSharedLanes(settings, logging),
    ...meters
  })
  const onCircuit = (state: CircuitState, requestId: string) =>
    Effect.andThen(
      Effect.sync(() => meters.onCircuit(state)),
      logCircuit(logging)(state, requestId)
    )
  const breaker = settings.breaker === false ? noBreaker : makeBreaker(settings.breaker, onCircuit)
  const { audit: auditOptions } = options
  const audit =
    auditOptions === undefined
      ? noAuditLog
      : yield* Effect.flatMap(
          Effect.promise(() => import("./audit/AuditLog.ts")), // a file of this package: it cannot be missing
          (loaded) => loaded.openAuditLog(auditOptions, settings, store, logging)
        )
  return yield* make(settings, { store, logging, lanes, breaker, meters, telemetry, middleware, audit })
}, Effect.mapError(settingsFailure))

/** What a source should have held and did not. */
const lackOf = (
  { hasPersonalApiKey, hasProjectToken, sign }: Credentials,
  { signingKeyId }: TransportSettings
): string | undefined => {
  if (signingKeyId !== undefined)
    return sign === undefined ? "it holds no signingKey, and requests are to be signed" : undefined
  return hasPersonalApiKey || hasProjectToken ? undefined : "it holds neither personalApiKey nor projectToken"
}

/**
 * An `HttpClient` over undici. Undici is loaded, and the pool opened, by the first request; the scope closes it.
 */
const layerUndici = (settings: TransportSettings): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      let pool: UndiciPool | undefined
      const open = yield* Effect.cached(
        Effect.map(
          Effect.promise(() => import("./UndiciClient.ts")), // a file of this package: it cannot be missing
          ({ openUndici }) => (pool = openUndici(settings))
        )
      )
      yield* Effect.addFinalizer(() =>
        Effect.suspend(() => (pool === undefined ? Effect.void : Effect.promise(pool.close)))
      )
      const send = (request: HttpClientRequest.HttpClientRequest) =>
        pool === undefined ? Effect.flatMap(open, (opened) => opened.send(request)) : pool.send(request)
      // Without the spans, the second reading of the address and the abort controller of `HttpClient.make`: the pool ends a request itself.
      return spanlessClient(
        HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
          (sending) => Effect.flatMap(sending, send),
          Effect.succeed
        )
      )
    })
  )

/**
 * The transport from options. Fails with `TransportError` (`InvalidSettings`) when an option is wrong.
 *
 * @since 0.1.0
 */
export const layer = (options: TransportOptions): Layer.Layer<Transport, TransportError> =>
  Layer.unwrap(
    Effect.map(Effect.mapError(resolveSettings(options), settingsFailure), ({ settings }) =>
      Layer.provide(layerOverClient(options), layerUndici(settings))
    )
  )

/**
 * The transport from the environment: the `ConfigProvider` in force, then the file `.env`, then a configuration file. See
 * {@link environmentOptions}, which says how it fails.
 *
 * @since 0.1.0
 */
export const layerConfig = (options: EnvironmentOptions = {}): Layer.Layer<Transport, TransportError> =>
  Layer.unwrap(Effect.map(environmentOptions(options), layer))
