/** The transport over a pool made with settings that only tests can give. */
import { Effect, Layer, Schema } from "effect"
import { onTestFinished } from "vitest"
import type { ApiResponse, RequestShape } from "../../src/ApiRequest.ts"
import { HttpClient } from "../../src/EffectHttp.ts"
import { layerOverClient } from "../../src/layers.ts"
import { resolveSettings, type TransportOptions } from "../../src/Settings.ts"
import { Transport } from "../../src/Transport.ts"
import type { TransportError } from "../../src/TransportError.ts"
import { openUndici, type UndiciOptions } from "../../src/UndiciClient.ts"

export type Wire = (request: RequestShape) => Promise<ApiResponse<unknown> | TransportError>

/** Sends requests; a failure is a value. The pool is closed when the test ends. */
export const openWire = async (
  options: TransportOptions,
  more: Partial<UndiciOptions> = {}
): Promise<Wire> => {
  const { settings } = await Effect.runPromise(resolveSettings(options))
  const pool = openUndici({ ...settings, ...more })
  onTestFinished(pool.close)
  const layer = Layer.provide(
    layerOverClient({ logLevel: "none", ...options }),
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) => pool.send(request))
    )
  )
  return (request) =>
    Effect.flatMap(Transport, (transport) => transport.execute({ ...request, schema: Schema.Unknown })).pipe(
      Effect.catch((error) => Effect.succeed(error)),
      Effect.provide(layer),
      Effect.runPromise
    )
}

/** A lookup that gives these addresses for every name. */
export const lookupOf =
  (
    ...addresses: ReadonlyArray<{ readonly address: string; readonly family: 4 | 6 }>
  ): UndiciOptions["lookup"] =>
  (_name, options, done) => {
    const [first] = addresses
    if (options.all === true) done(null, [...addresses])
    else done(null, first!.address, first!.family)
  }
