/**
 * Writes the place of a property as HogQL reads it: bare where that is possible, in backticks where it is not.
 *
 * Inside backticks a backtick is doubled and a backslash starts an escape (measured with PostHog's parser); PostHog refuses a
 * percent sign in an identifier, so a name with one is written as a key in brackets.
 */

const BARE = /^[A-Za-z_$][A-Za-z0-9_$]*$/

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
  "\u0007": "\\a",
  "\v": "\\v"
}

/** Whether HogQL reads a name without quotes. */
export function isBare(name: string): boolean {
  return BARE.test(name)
}

/** `properties.plan`, `` properties.`plan name` `` or `properties['50% off']`. */
export function propertyPath(name: string): string {
  if (isBare(name)) return `properties.${name}`
  const escaped = Array.from(name, (character) => ESCAPES[character] ?? character).join("")
  return name.includes("%")
    ? `properties['${escaped.replaceAll("'", "''")}']`
    : `properties.\`${escaped.replaceAll("`", "``")}\``
}
