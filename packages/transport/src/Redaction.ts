/**
 * What never reaches a log, a span or an error.
 *
 * Two nets: names (headers, query parameters and body fields whose value is dropped whatever it is) and shapes (text that
 * looks like one of PostHog's keys, or is one of ours, wherever it stands).
 */

/** Headers, query parameters and body fields that hold a credential. Compared in lower case. */
export const secretNames: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "api_key",
  "token",
  "personal_api_key",
  "secret_api_key",
  "sharing_access_token",
  "access_token",
  "refresh_token",
  "client_secret",
  "password"
])

/** What stands in the place of a value behind a secret's name. A key that is found by its shape, or is ours, is masked. */
export const redactedMark = "<redacted>"

/**
 * PostHog's prefixes: project, personal, secret, OAuth access and refresh. Behind another letter only in the length of a key, because
 * words end in them too (`graphs_per_second`).
 */
const keyShapes = /\bph[cxsar]_[A-Za-z0-9_-]{8,}|ph[cxsar]_[A-Za-z0-9]{20,}/g

const schemeShapes = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi

const namedShapes = new RegExp(
  `("?\\b(?:${[...secretNames].join("|")})\\b"?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*(?:"|$)|[^\\s,;&}"]+)`,
  "gi"
)

/**
 * Masks the given secrets, and everything shaped like a PostHog key, in a sentence.
 */
export const redactText = (text: string, secrets: ReadonlyArray<string> = []): string => {
  let result = text
  for (const secret of secrets) {
    // A secret can also appear as it looks inside a JSON string or a URL.
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])) {
      result = result.replaceAll(form, () => mask(secret))
    }
  }
  return result.replace(keyShapes, mask)
}

/** A name that somebody else chose, as a sentence can quote it: keys masked, control characters replaced, the beginning of a long one. */
export const shownName = (name: string): string =>
  // Masked before it is cut: what is left of a key is not found any more.
  redactText(name)
    .slice(0, longestName)
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?")

const longestName = 60

/**
 * As {@link redactText}, for headers and bodies: also drops every value behind a secret's name. Too much for a sentence, where
 * "token: SELECT" is about SQL.
 */
export const redactBody = (text: string, secrets: ReadonlyArray<string> = []): string =>
  redactText(text, secrets)
    .replace(schemeShapes, `$1 ${redactedMark}`)
    .replace(namedShapes, (_match, name: string, value: string) =>
      value.startsWith('"') ? `${name}"${redactedMark}"` : `${name}${redactedMark}`
    )

/** Beyond this nothing of a server's text is read: a pattern over millions of characters overflows the stack, or takes seconds. */
const mostRead = 20_000

/** The beginning of a server's text, which ends before a word that would be cut: what is left of a key is not found any more. */
export const beginningOf = (text: string): string => {
  if (text.length <= mostRead) return text
  let end = mostRead
  while (end > 0 && /[^\s"'<>()[\]{},;:&]/.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/**
 * `phx_12...90`: enough to tell two keys apart, too little to use. A key under 20 characters shows only its prefix.
 */
export const mask = (secret: string): string => {
  const prefix = /^ph[a-z]_/.exec(secret)?.[0] ?? ""
  if (secret.length < 20) return `${prefix}...`
  return `${secret.slice(0, prefix.length + 2)}...${secret.slice(-2)}`
}
