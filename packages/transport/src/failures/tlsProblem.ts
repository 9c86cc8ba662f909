/**
 * What the codes of OpenSSL, Node and this package say of a server that did not prove who it is: the one table. None of it passes by itself.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */

/** What is wrong with a server's proof. */
export type TlsProblem =
  "version" | "pin" | "expired" | "not-yet-valid" | "host-name" | "untrusted" | "not-tls" | "handshake"

const known: Readonly<Record<string, TlsProblem>> = {
  ERR_PIN_MISMATCH: "pin",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "host-name",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "version",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "version",
  ERR_SSL_WRONG_VERSION_NUMBER: "not-tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not-tls"
}

/** The problem that a code names; undefined when it is about something else. */
export const tlsProblemOf = (code: string): TlsProblem | undefined => {
  if (Object.hasOwn(known, code)) return known[code]
  if (/CERT|SELF_SIGNED|^UNABLE_TO_|^INVALID_CA$|^INVALID_PURPOSE$|^PATH_LENGTH_EXCEEDED$/.test(code))
    return "untrusted"
  return /^ERR_SSL_|^ERR_TLS_|^EPROTO$/.test(code) ? "handshake" : undefined
}
