/**
 * How many connections are kept, and for how long.
 *
 * An idle connection is closed before the server would close it: a request that is written while the server hangs up is lost, and a
 * `"write"` is never sent twice. Node's and uvicorn's servers hang up after 5 s, and uvicorn does not say so.
 *
 * @see https://nodejs.org/api/http.html#serverkeepalivetimeout
 */
import * as Effect from "effect/Effect"
import { checkNames } from "./checkNames.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/**
 * The pool of connections.
 *
 * @since 0.2.0
 */
export interface ConnectionSettings {
  /**
   * The most connections to one host at a time; further requests wait for one. From 1 to 1,024; unless given 64, or as many as the
   * lanes let run at once, so that no lane waits for a connection that another holds.
   */
  readonly perHost: number
  /**
   * How long an idle connection is kept when the server does not say how long it keeps it. 4,000 ms unless given. When the server says,
   * the connection is kept 2 s less than that, and at most 60 s.
   */
  readonly keepAliveMillis: number
  /** Time for making one connection, the TLS handshake and a proxy's tunnel included. 10,000 ms unless given. */
  readonly connectTimeoutMillis: number
}

const defaults: ConnectionSettings = { perHost: 64, keepAliveMillis: 4_000, connectTimeoutMillis: 10_000 }

const mostPerHost = 1_024

/** A longer idle time gains nothing, and a firewall between may have forgotten the connection. */
export const longestKeepAliveMillis = 60_000

/** Checks the options and fills in the defaults. */
export const resolveConnections = Effect.fnUntraced(function* (
  options: { readonly [Key in keyof ConnectionSettings]?: ConnectionSettings[Key] | undefined },
  attemptsAtOnce: number
): Effect.fn.Return<ConnectionSettings, InvalidSettings> {
  yield* checkNames("connections", options, Object.keys(defaults))
  const perHost = options.perHost ?? Math.min(mostPerHost, Math.max(defaults.perHost, attemptsAtOnce))
  if (!Number.isInteger(perHost) || perHost < 1 || perHost > mostPerHost) {
    return yield* new InvalidSettings({
      setting: "connections.perHost",
      problem: `must be a whole number from 1 to ${mostPerHost}`
    })
  }
  return {
    perHost,
    keepAliveMillis: yield* millis("keepAliveMillis", options.keepAliveMillis, longestKeepAliveMillis),
    connectTimeoutMillis: yield* millis("connectTimeoutMillis", options.connectTimeoutMillis, 300_000)
  }
})

const millis = (
  name: "keepAliveMillis" | "connectTimeoutMillis",
  given: number | undefined,
  most: number
): Effect.Effect<number, InvalidSettings> => {
  const value = given ?? defaults[name]
  return Number.isFinite(value) && value >= 1 && value <= most
    ? Effect.succeed(value)
    : Effect.fail(
        new InvalidSettings({
          setting: `connections.${name}`,
          problem: `must be a number of milliseconds from 1 to ${most}`
        })
      )
}
