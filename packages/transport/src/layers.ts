/**
 * The transport as layers: from options or from the environment, over undici or over a given `HttpClient`.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HttpClient } from "./EffectHttp.ts"
import { environmentOptions, type EnvironmentOptions } from "./Environment.ts"
import { makeLanes } from "./Lanes.ts"
import { ownLogging } from "./Logging.ts"
import { CurrentMiddleware, fromPromiseMiddleware } from "./Middleware.ts"
import { resolveSettings, type TransportOptions, type TransportSettings } from "./Settings.ts"
import { Transport, make } from "./Transport.ts"
import { TransportError } from "./TransportError.ts"

/**
 * The transport over an `HttpClient` of your own (a scripted one, one with a proxy).
 *
 * That client must not follow redirects or retry: the transport decides both.
 *
 * @since 0.1.0
 */
export const layerOverClient = (
  options: TransportOptions
): Layer.Layer<Transport, TransportError, HttpClient.HttpClient> =>
  Layer.effect(
    Transport,
    Effect.flatMap(checked(options), ({ credentials, settings }) =>
      Effect.flatMap(CurrentMiddleware, (given) =>
        make(settings, {
          credentials,
          logging: ownLogging(options),
          lanes: makeLanes({ limits: settings.lanes }),
          middleware: [...given, ...(options.middleware ?? []).map(fromPromiseMiddleware)]
        })
      )
    )
  )

const checked = (options: TransportOptions) =>
  Effect.mapError(
    resolveSettings(options),
    (reason) => new TransportError({ operation: "Transport.settings", reason })
  )

/**
 * An `HttpClient` over undici. Undici is loaded, and the pool opened, by the first request; the scope closes it.
 */
const layerUndici = (settings: TransportSettings): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const open = yield* Effect.cached(
        Effect.map(
          Effect.promise(() => import("./UndiciClient.ts")), // a file of this package: it cannot be missing
          (loaded) => loaded.openUndici(settings)
        )
      )
      let used = false
      yield* Effect.addFinalizer(() =>
        Effect.suspend(() =>
          used ? Effect.flatMap(open, (pool) => Effect.promise(() => pool.close())) : Effect.void
        )
      )
      return HttpClient.make((request, url, signal) =>
        Effect.flatMap(
          Effect.suspend(() => {
            used = true
            return open
          }),
          (pool) => pool.send(request, url, signal)
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
    Effect.map(checked(options), ({ settings }) =>
      Layer.provide(layerOverClient(options), layerUndici(settings))
    )
  )

/**
 * The transport from the environment: the `ConfigProvider` in force, then the file `.env`. See {@link environmentOptions}.
 *
 * @since 0.1.0
 */
export const layerConfig = (options: EnvironmentOptions = {}): Layer.Layer<Transport, TransportError> =>
  Layer.unwrap(Effect.map(environmentOptions(options), layer))
