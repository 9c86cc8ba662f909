/**
 * What a server must prove before anything is sent to it.
 *
 * Pins are checked beside the usual verification, not instead of it. A pin is the SHA-256 of a public key (its SubjectPublicKeyInfo), so it
 * outlives the certificate. It may be the server's own key or that of an authority above it; the second pin, of a key in reserve, is what
 * keeps a lost or replaced key from locking every client out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7469#section-2.4
 */
import { X509Certificate } from "node:crypto"
import * as Effect from "effect/Effect"
import { checkNames } from "./checkNames.ts"
import type { Hosts } from "./Host.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/**
 * The demands on a server.
 *
 * @since 0.2.0
 */
export interface TlsSettings {
  /** The oldest protocol spoken. `"TLSv1.3"` unless given. */
  readonly minVersion: "TLSv1.2" | "TLSv1.3"
  /**
   * Public keys, as `sha256/` and the base64 of their SHA-256: at least two, one of them a reserve. One of them must be in the server's
   * verified chain. None unless given. They are asked of every https host of the client.
   */
  readonly pins: ReadonlyArray<string>
  /** Certificates of authorities, as PEM, trusted instead of the public ones. The public ones unless given. */
  readonly ca: ReadonlyArray<string>
}

/**
 * What to change in the demands on a server.
 *
 * @since 0.2.0
 */
export interface TlsOptions {
  readonly minVersion?: TlsSettings["minVersion"] | undefined
  readonly pins?: ReadonlyArray<string> | undefined
  readonly ca?: string | ReadonlyArray<string> | undefined
}

/** Checks the options and fills in the defaults. */
export const resolveTls = Effect.fnUntraced(function* (
  options: TlsOptions,
  hosts: Hosts
): Effect.fn.Return<TlsSettings, InvalidSettings> {
  yield* checkNames("tls", options, ["minVersion", "pins", "ca"])
  const minVersion = options.minVersion ?? "TLSv1.3"
  if (!["TLSv1.2", "TLSv1.3"].includes(minVersion)) {
    return yield* new InvalidSettings({
      setting: "tls.minVersion",
      problem: 'must be "TLSv1.3", or "TLSv1.2" for a server that is not there yet'
    })
  }
  const pins = yield* checkPins(options.pins, hosts)
  return { minVersion, pins, ca: yield* checkAuthorities(options.ca, "tls.ca") }
})

const howToPin = 'write a pin as "sha256/" and the base64 of the SHA-256 of the public key'

const checkPins = Effect.fnUntraced(function* (
  pins: ReadonlyArray<string> | undefined,
  hosts: Hosts
): Effect.fn.Return<ReadonlyArray<string>, InvalidSettings> {
  if (pins === undefined) return []
  const refuse = (problem: string) => new InvalidSettings({ setting: "tls.pins", problem })
  // Options can come from untyped JavaScript. Kept apart from the type of `pins`, which it would make `any`.
  const isList: boolean = Array.isArray(pins)
  if (!isList) return yield* refuse(`must be a list; ${howToPin}`)
  for (const [index, pin] of pins.entries()) {
    if (!isPin(pin)) return yield* refuse(`pin ${index + 1} is not one; ${howToPin}`)
  }
  if (new Set(pins).size < 2) {
    return yield* refuse(
      "must hold two different pins or more: that of the key in use, and a backup, or a replaced key locks every client out"
    )
  }
  if ([hosts.api, hosts.ingest].some((origin) => !origin.startsWith("https:"))) {
    return yield* refuse("cannot be checked over http; use an https host, or leave the pins out")
  }
  return [...pins]
})

const isPin = (pin: unknown): boolean => {
  if (typeof pin !== "string" || !pin.startsWith("sha256/")) return false
  const text = pin.slice("sha256/".length)
  const bytes = Buffer.from(text, "base64")
  return bytes.length === 32 && bytes.toString("base64") === text
}

/** The certificates in one text or several, each by itself; `setting` is blamed for what is none. */
export const checkAuthorities = Effect.fnUntraced(function* (
  given: TlsOptions["ca"],
  setting: string
): Effect.fn.Return<ReadonlyArray<string>, InvalidSettings> {
  if (given === undefined) return []
  const authorities: Array<string> = []
  // Options can come from untyped JavaScript. What is no list of texts is no certificate.
  const texts: ReadonlyArray<unknown> = Array.isArray(given) ? given : [given]
  for (const text of texts) {
    // A file of authorities holds one after the other.
    const found = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
    const certificates = typeof text === "string" ? (text.match(found) ?? []) : []
    authorities.push(...certificates)
    if (certificates.length === 0 || !certificates.every(isCertificate)) {
      return yield* new InvalidSettings({
        setting,
        problem:
          "is not a certificate in PEM; give the text of the authority's file, from -----BEGIN CERTIFICATE----- on"
      })
    }
  }
  if (authorities.length === 0) {
    return yield* new InvalidSettings({
      setting,
      problem: "holds no certificate; leave it out to trust the public authorities"
    })
  }
  return authorities
})

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
