/**
 * A fence around what came out of PostHog. Event names, URLs and survey answers are written by strangers; inside the fence
 * they are data, and nothing in them can end it or steer a terminal.
 */

/** The tag that opens and closes data. @since 0.1.0 */
export const fenceTag = "posthog-data"

const tagInData = new RegExp(`<(?=[\\s/]*${fenceTag})`, "gi")

/** Puts text inside the fence; a tag of the same name inside is made harmless. */
export function fence(text: string): string {
  return `<${fenceTag}>\n${text.replace(tagInData, "&lt;")}\n</${fenceTag}>`
}

// C0 and C1 controls, line and paragraph separators, bidirectional overrides, and the invisible tag characters in which
// a hidden instruction can be spelt.
const invisible = /[\p{Cc}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu

/** Writes control and invisible characters as `\u{…}`, so that a reader sees that they are there. Line breaks included. */
export function withoutControls(text: string): string {
  return text.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
