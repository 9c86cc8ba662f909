/**
 * Which proxy a request goes through: the one given, or the one the environment names.
 *
 * `HTTPS_PROXY` is for https hosts, `HTTP_PROXY` for http hosts, `ALL_PROXY` for both where theirs is not set, `NO_PROXY` lists what needs
 * none. The name in small letters wins, as in curl. Loopback never goes through a proxy: on another machine it is another machine.
 *
 * Only variables count, never the file `.env`: that belongs to whoever wrote the working directory, and a proxy sees every request.
 *
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 */
import { BlockList, isIP } from "node:net"
import * as Config from "effect/Config"
import type * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { isLoopback, type Hosts } from "./Host.ts"
import { providerInForce } from "./presentVariables.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/**
 * A proxy in force. Safe to print: the user and the password of its address are closed.
 *
 * @since 0.2.0
 */
export interface ProxySettings {
  /** Scheme, name and port. */
  readonly origin: string
  /** The value of `proxy-authorization`. */
  readonly authorization: Redacted.Redacted | undefined
}

/** The proxy of an origin, or none. Fails with `InvalidSettings`, which never shows the address: it can hold a password. */
const proxyFor = Effect.fnUntraced(function* (
  origin: string,
  /** An address; `false` for no proxy; the environment's unless given. */
  given: string | false | undefined
): Effect.fn.Return<ProxySettings | undefined, InvalidSettings> {
  const url = new URL(origin)
  if (given === false) return undefined
  // An address that is wrong is told of where it is not used, too.
  const named = given === undefined ? undefined : yield* parseProxy("proxy", given)
  if (isLoopback(url.hostname)) return undefined
  if (named !== undefined) return named
  const provider = yield* providerInForce
  const found =
    (yield* variable(provider, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY")) ??
    (yield* variable(provider, "ALL_PROXY"))
  if (found === undefined) return undefined
  const without = yield* variable(provider, "NO_PROXY")
  if (without !== undefined && needsNoProxy(url, without.value)) return undefined
  return yield* parseProxy(found.name, found.value)
})

/** The proxy of each origin that has one. */
export const proxiesFor = Effect.fnUntraced(function* (
  hosts: Pick<Hosts, "api" | "ingest">,
  given: string | false | undefined
): Effect.fn.Return<Readonly<Record<string, ProxySettings>>, InvalidSettings> {
  const proxies: Record<string, ProxySettings> = {}
  for (const origin of new Set([hosts.api, hosts.ingest])) {
    const proxy = yield* proxyFor(origin, given)
    if (proxy !== undefined) proxies[origin] = proxy
  }
  return proxies
})

const variable = Effect.fnUntraced(function* (
  provider: ConfigProvider.ConfigProvider,
  upper: string
): Effect.fn.Return<{ readonly name: string; readonly value: string } | undefined, InvalidSettings> {
  for (const name of [upper.toLowerCase(), upper]) {
    const found = yield* Effect.mapError(
      Config.option(Config.String(name)).parse(provider),
      () => new InvalidSettings({ setting: name, problem: "cannot be read" })
    )
    if (Option.isSome(found) && found.value.trim() !== "") return { name, value: found.value.trim() }
  }
  return undefined
})

const parseProxy = (setting: string, text: string): Effect.Effect<ProxySettings, InvalidSettings> => {
  const refuse = (problem: string) => Effect.fail(new InvalidSettings({ setting, problem }))
  const advice = "set it to an address such as http://proxy.example:3128"
  // Options can come from untyped JavaScript.
  if (typeof (text as unknown) !== "string") return refuse(`is not the address of a proxy; ${advice}`)
  // curl takes "proxy.example:3128" for an http proxy, so everybody writes that.
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(full)) return refuse(`is not the address of a proxy; ${advice}`)
  const url = new URL(full)
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refuse("names a kind of proxy that is not supported; use one that begins with http:// or https://")
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    return refuse(`has something after its port; ${advice}`)
  if (url.username === "" && url.password === "")
    return Effect.succeed({ origin: url.origin, authorization: undefined })
  return Effect.matchEffect(
    Effect.try({
      try: () => `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
      catch: () => undefined
    }),
    {
      onFailure: () => refuse("has a % in its user or password that is no escape; write %25 for it"),
      onSuccess: (pair) =>
        Effect.succeed({
          origin: url.origin,
          authorization: Redacted.make(`Basic ${Buffer.from(pair, "utf8").toString("base64")}`, {
            label: setting
          })
        })
    }
  )
}

/**
 * Whether an entry of the list covers the host: `*`, a name (and every name below it, with or without a leading dot or `*.`), an address,
 * a network (`10.0.0.0/8`); a name or an address may end in a port.
 */
export const needsNoProxy = (url: URL, list: string): boolean => {
  const host = bare(url.hostname)
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === "" || entry === "*") return entry === "*"
      if (entry.includes("/")) return isInNetwork(host, entry)
      const [, name = entry, entryPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? []
      if (entryPort !== undefined && entryPort !== port) return false
      const suffix = bare(name).replace(/^\*?\./, "")
      return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`))
    })
}

/** Without the brackets of an IPv6 address and the dot at the end of a name. */
const bare = (name: string): string => name.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "")

const isInNetwork = (host: string, network: string): boolean => {
  const family = isIP(host)
  const [address = "", length = ""] = network.split("/")
  if (family === 0 || isIP(bare(address)) !== family || !/^\d{1,3}$/.test(length)) return false
  const bits = Number(length)
  if (bits > (family === 4 ? 32 : 128)) return false
  const type = family === 4 ? "ipv4" : "ipv6"
  const list = new BlockList()
  list.addSubnet(bare(address), bits, type)
  return list.check(host, type)
}
