/**
 * What a signature covers, as RFC 9421 (HTTP Message Signatures) writes it: method, path, query and the digest of the body
 * (RFC 9530), with the time, a nonce and the name of the key. Standard, so that a gateway can check it with a library of its own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9421#name-creating-the-signature-base
 * @see https://www.rfc-editor.org/rfc/rfc9530#name-the-content-digest-field
 */
import { createHash } from "node:crypto"

/** The components every signature covers, in the order they are written in. */
export const coveredComponents = ["@method", "@path", "@query", "content-digest"] as const

/** The label of the signature in its two headers. */
export const signatureLabel = "sig1"

/** The parts of a request that are signed. */
export interface SignedParts {
  readonly method: string
  /** As it is sent: percent-encoded, beginning with `/`. */
  readonly path: string
  /** With its `?`, or empty. */
  readonly query: string
  readonly contentDigest: string
}

/** `sha-256=:...:`, of an empty body too, so that a body cannot be added. */
export const contentDigestOf = (body: Uint8Array): string =>
  `sha-256=:${createHash("sha256").update(body).digest("base64")}:`

/** The text that is signed. `parameters` are the inner list and its parameters, as they stand in `Signature-Input`. */
export const signatureBase = (
  parts: SignedParts,
  components: ReadonlyArray<string>,
  parameters: string
): string => {
  const values: Readonly<Record<string, string>> = {
    "@method": parts.method,
    "@path": parts.path === "" ? "/" : parts.path,
    // Without a query the component is a single question mark.
    "@query": parts.query === "" ? "?" : parts.query,
    "content-digest": parts.contentDigest
  }
  return [
    ...components.map((name) => `"${name}": ${values[name] ?? ""}`),
    `"@signature-params": ${parameters}`
  ].join("\n")
}
