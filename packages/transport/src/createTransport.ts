/**
 * The Promise client: one line per operation, no logic of its own.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { ApiResponse, RequestShape } from "./ApiRequest.ts"
import type { TransportHealth } from "./Breaker.ts"
import { checkTransportOptions } from "./checkTransportOptions.ts"
import { environmentOptions, type EnvironmentOptions } from "./Environment.ts"
import { makeRunner, type CallOptions, type Runner } from "./facade.ts"
import type { TransportBudget } from "./Lanes.ts"
import { layer } from "./layers.ts"
import { layerLogging } from "./Logging.ts"
import type { TransportOptions, TransportSettings } from "./Settings.ts"
import { fromStandardSchema, isStandardSchema, type StandardSchema } from "./StandardSchema.ts"
import { notStandardSchema } from "./schemaProblem.ts"
import { Transport } from "./Transport.ts"
import { InvalidSettings } from "./failures/unsent.ts"
import { TransportError } from "./TransportError.ts"

/**
 * A request for the Promise door. Without a schema the answer is not checked: its type is `unknown`, or the word of the caller.
 *
 * @since 0.1.0
 */
export interface PromiseRequest<A> extends RequestShape {
  readonly schema?: StandardSchema<A>
}

/**
 * Sends requests to one PostHog project.
 *
 * @since 0.1.0
 */
export interface TransportClient extends AsyncDisposable {
  /** Sends a request. Rejects with {@link TransportError}, or with the reason of an aborted signal. */
  readonly execute: <A = unknown>(request: PromiseRequest<A>, call?: CallOptions) => Promise<ApiResponse<A>>
  /**
   * What may still be sent, lane by lane, and what PostHog says queries may still read. Sends nothing.
   *
   * @since 0.2.0
   */
  readonly budget: (call?: CallOptions) => Promise<TransportBudget>
  /**
   * Sends a request and gives the bytes of its answer as they come, decompressed. It is read no faster than the loop asks; leaving the loop
   * closes the connection. `timeoutMillis` counts to the end of the body. What is sent again is sent again until the body begins; a body
   * that breaks off rejects. Each loop sends the request anew.
   *
   * @since 0.2.0
   */
  readonly stream: (request: RequestShape, call?: CallOptions) => AsyncIterable<Uint8Array>
  /**
   * The circuits of every host and lane that was used. Sends nothing.
   *
   * @since 0.2.0
   */
  readonly health: (call?: CallOptions) => Promise<TransportHealth>
  /**
   * Tells the metrics how many events wait in an outbox, a whole number from 0; whoever keeps one calls this when that changes. Rejects with
   * `TransportError` (`InvalidSettings`) for anything else.
   *
   * @since 0.2.0
   */
  readonly reportOutboxDepth: (events: number, call?: CallOptions) => Promise<void>
  /** What is in force. Keys appear masked; safe to print. */
  readonly settings: TransportSettings
  /** Ends running calls and closes every connection. Calling it twice is fine. */
  readonly close: () => Promise<void>
}

/**
 * A client for one PostHog project. Makes no request by itself, and only tries whether a shared limits file can be used. Its first call
 * opens what the options name (an audit log, a shared limits file); when that fails, the next call tries again.
 *
 * @throws TransportError (`InvalidSettings`) when an option is wrong. Keys that must be read from elsewhere first (`secrets`)
 *   are for {@link openTransport}.
 * @since 0.1.0
 */
export const createTransport = (options: TransportOptions): TransportClient => {
  const settings = Effect.runSync(Effect.tap(checkTransportOptions(options), checkNoSecrets(options)))
  return clientOf(runnerOf(options), () => settings)
}

/**
 * A client for one PostHog project, whose keys were read from where they are kept (`secrets`). Asks that place, and nothing else.
 *
 * Rejects with `TransportError`: `InvalidSettings` when an option is wrong, `SecretUnavailable` when the keys cannot be read.
 *
 * @since 0.2.0
 */
export const openTransport = async (
  options: TransportOptions,
  call?: CallOptions
): Promise<TransportClient> => {
  const runner = runnerOf(options)
  try {
    const transport = await runner.runPromise(Transport, call)
    return clientOf(runner, () => transport.settings)
  } catch (cause) {
    await runner.close()
    throw cause
  }
}

/**
 * A client for the project that the environment names: `POSTHOG_HOST`, `POSTHOG_PROJECT_ID`, `POSTHOG_PERSONAL_API_KEY` and
 * `POSTHOG_PROJECT_TOKEN` as variables, then in the file `.env`, then in a configuration file that `POSTHOG_CONFIG_FILE` names.
 *
 * @throws TransportError (`InvalidSettings`) naming what is missing or wrong.
 * @since 0.1.0
 */
export const createTransportFromEnv = (options: EnvironmentOptions = {}): TransportClient =>
  createTransport(Effect.runSync(environmentOptions(options)))

/**
 * As {@link createTransportFromEnv}, with keys read from where `settings.secrets` says. Rejects as {@link openTransport} does.
 *
 * @since 0.2.0
 */
export const openTransportFromEnv = (
  options: EnvironmentOptions = {},
  call?: CallOptions
): Promise<TransportClient> =>
  Effect.runPromise(environmentOptions(options)).then((settings) => openTransport(settings, call))

const checkNoSecrets = (options: TransportOptions) => (): Effect.Effect<void, TransportError> => {
  if (options.secrets === undefined) return Effect.void
  const reason = new InvalidSettings({
    setting: "secrets",
    problem: "must be read first; use openTransport, which waits for them"
  })
  return Effect.fail(new TransportError({ operation: "Transport.settings", reason }))
}

type TransportRunner = Runner<Transport>

const runnerOf = (options: TransportOptions): TransportRunner =>
  // What is no object at all, from untyped JavaScript, is refused by the first of the two.
  makeRunner(Layer.provideMerge(layer(options), layerLogging(Object(options) as TransportOptions)))

/** Without a schema A is unknown, and `Schema.Unknown` decodes to that. What is no schema stays to be refused with its request. */
const decoderOf = <A>(schema: StandardSchema<A> | undefined): Schema.Decoder<A> => {
  if (schema === undefined) return Schema.Unknown as unknown as Schema.Decoder<A>
  return isStandardSchema(schema)
    ? fromStandardSchema(schema)
    : (notStandardSchema as unknown as Schema.Decoder<A>)
}

const clientOf = (runner: TransportRunner, settings: () => TransportSettings): TransportClient => ({
  execute: <A = unknown>(given: PromiseRequest<A>, call?: CallOptions) => {
    // What is no object at all, from untyped JavaScript, is refused like any other odd request.
    const { schema, ...request } = Object(given) as PromiseRequest<A>
    return runner.runPromise(
      Effect.flatMap(Transport, (transport) =>
        transport.execute<A>({
          ...request,
          schema: decoderOf(schema)
        })
      ),
      call
    )
  },
  stream: (request, call) =>
    runner.iterate(Stream.unwrap(Effect.map(Transport, (transport) => transport.stream(request))), call),
  budget: (call) =>
    runner.runPromise(
      Effect.flatMap(Transport, (transport) => transport.budget),
      call
    ),
  health: (call) =>
    runner.runPromise(
      Effect.flatMap(Transport, (transport) => transport.health),
      call
    ),
  reportOutboxDepth: (events, call) =>
    runner.runPromise(
      Effect.flatMap(Transport, (transport) => transport.reportOutboxDepth(events)),
      call
    ),
  get settings() {
    return settings()
  },
  close: runner.close,
  [Symbol.asyncDispose]: runner.close
})
