/**
 * Whether a server's verified chain holds a pinned key.
 *
 * Node hands over the chain as the server sent it, linked by names only; anybody can append a certificate to it. So a key above the server's
 * own counts only when every signature from the server's certificate up to it holds.
 */
import { createHash, X509Certificate } from "node:crypto"
import { checkServerIdentity, type DetailedPeerCertificate, type PeerCertificate } from "node:tls"

/** The code of a chain without a pinned key. */
export const pinMismatchCode = "ERR_PIN_MISMATCH"

/** A check for `tls.connect`: the host name as always, then the pins. */
export const pinnedIdentity =
  (pins: ReadonlyArray<string>) =>
  (hostname: string, certificate: PeerCertificate): Error | undefined =>
    checkServerIdentity(hostname, certificate) ??
    // Node passes the detailed form here: https://nodejs.org/api/tls.html#tlscheckserveridentityhostname-cert
    (keysOf(certificate as DetailedPeerCertificate).some((key) => pins.includes(key))
      ? undefined
      : Object.assign(new RangeError("no pinned key"), { code: pinMismatchCode }))

/** The pins of the server's key and of every authority whose signature leads to it. */
const keysOf = (leaf: DetailedPeerCertificate): ReadonlyArray<string> => {
  const keys: Array<string> = []
  let current = leaf
  let certificate = new X509Certificate(leaf.raw)
  for (;;) {
    keys.push(pinOf(certificate))
    const above = current.issuerCertificate as DetailedPeerCertificate | undefined // absent when the server sent no more
    // A self-signed certificate is its own issuer.
    if (above === undefined || above === current) return keys
    const issuer = new X509Certificate(above.raw)
    if (!issuer.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return keys
    current = above
    certificate = issuer
  }
}

const pinOf = (certificate: X509Certificate): string =>
  `sha256/${createHash("sha256")
    .update(certificate.publicKey.export({ type: "spki", format: "der" }))
    .digest("base64")}`
