/**
 * From one host setting to two origins: the private API, and the public host that takes events and evaluates flags.
 *
 * On PostHog Cloud they are different machines (`us.posthog.com` and `us.i.posthog.com`) and each credential belongs to
 * one of them only. Either host of a region names the region. Anything else is self-hosted (or the local engine), where
 * one origin serves both unless `ingestHost` says otherwise.
 *
 * @see https://posthog.com/docs/api (read 2026-11)
 */
import * as Effect from "effect/Effect"
import { InvalidSettings } from "./failures/unsent.ts"

/**
 * Where requests go. Origins have no trailing slash.
 *
 * @since 0.1.0
 */
export interface Hosts {
  readonly api: string
  readonly ingest: string
  readonly kind: "us-cloud" | "eu-cloud" | "self-hosted"
}

/** The names under which the two settings appear in failures: option names, or the variables they came from. */
export interface HostNames {
  readonly host: string
  readonly ingestHost: string
}

const clouds = [
  { kind: "us-cloud", api: "https://us.posthog.com", ingest: "https://us.i.posthog.com" },
  { kind: "eu-cloud", api: "https://eu.posthog.com", ingest: "https://eu.i.posthog.com" }
] as const

/**
 * Checks both settings and derives the origins. Fails with `InvalidSettings` naming the setting and what to write instead.
 */
export const resolveHosts = Effect.fnUntraced(function* (
  options: { readonly host: string; readonly ingestHost?: string; readonly allowInsecureHttp?: boolean },
  names: HostNames = { host: "host", ingestHost: "ingestHost" }
): Effect.fn.Return<Hosts, InvalidSettings> {
  const allowInsecureHttp = options.allowInsecureHttp ?? false
  const host = yield* parseOrigin(names.host, options.host, allowInsecureHttp)
  const cloud = clouds.find((each) => each.api === host.origin || each.ingest === host.origin)
  if (cloud === undefined && isPostHogDomain(host.hostname)) {
    return yield* new InvalidSettings({
      setting: names.host,
      problem: `${host.origin} is not an API host of PostHog Cloud; use https://us.posthog.com or https://eu.posthog.com`
    })
  }
  if (options.ingestHost === undefined) {
    return cloud ?? { api: host.origin, ingest: host.origin, kind: "self-hosted" }
  }
  const ingest = yield* parseOrigin(names.ingestHost, options.ingestHost, allowInsecureHttp)
  const expected = cloud?.ingest
  if (isPostHogDomain(ingest.hostname) && ingest.origin !== expected) {
    return yield* new InvalidSettings({
      setting: names.ingestHost,
      problem:
        expected === undefined
          ? `${ingest.origin} belongs to PostHog Cloud but ${names.host} does not`
          : `${ingest.origin} does not take the events of ${names.host}; leave it out, or use ${expected} or your own proxy`
    })
  }
  return { api: cloud?.api ?? host.origin, ingest: ingest.origin, kind: cloud?.kind ?? "self-hosted" }
})

const isPostHogDomain = (hostname: string): boolean => /(^|\.)posthog\.com\.?$/.test(hostname)

/** The name and the port of an origin, the usual port too. */
export const serverOf = (origin: string): { readonly server: string; readonly port: number } => {
  const { hostname, port, protocol } = new URL(origin)
  return { server: hostname, port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) }
}

/** Names and addresses that never leave the machine. */
export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

const parseOrigin = (
  setting: string,
  value: string,
  allowInsecureHttp: boolean
): Effect.Effect<URL, InvalidSettings> => {
  const refuse = (problem: string) => Effect.fail(new InvalidSettings({ setting, problem }))
  const example = "an address such as https://us.posthog.com"
  // Options can come from untyped JavaScript.
  if (typeof (value as unknown) !== "string" || value.trim() === "")
    return refuse(`is empty; set it to ${example}`)
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return refuse(`has no https:// in front; set it to ${example}`)
  if (!URL.canParse(value)) return refuse(`is not an address; set it to ${example}`)
  const url = new URL(value)
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`must begin with https://; set it to ${example}`)
  if (url.username !== "" || url.password !== "") {
    return refuse("holds a user name or password; remove it: keys have settings of their own")
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return refuse(`has something after the host name; use ${url.origin}`)
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    if (isPostHogDomain(url.hostname))
      return refuse("must begin with https://: PostHog Cloud takes nothing else")
    if (!allowInsecureHttp) {
      return refuse(
        "would send the key unencrypted; use https://, or set allowInsecureHttp for a network you trust"
      )
    }
  }
  return Effect.succeed(url)
}
