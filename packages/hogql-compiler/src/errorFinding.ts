/**
 * An error of a check, from the reason that compiling would be refused with.
 */
import type { Finding, Fix } from "./Finding.ts"
import type { HogqlReason } from "./HogqlCompileError.ts"
import { printHogqlName } from "./print/printHogql.ts"
import { fixOf } from "./resolve/refuse.ts"

export const errorFinding = (reason: HogqlReason, text: string): Finding => {
  const found = {
    rule: reason._tag,
    message: reason.message,
    start: reason.start ?? 0,
    end: reason.end ?? text.length
  }
  const known = fixOf(reason)
  if (known !== undefined) {
    const { start, end } = known.span
    const written = typeof known.text === "string" ? known.text : known.text(text.slice(start, end))
    return { ...found, fix: { start, end, text: written, isSafe: known.isGuess !== true } }
  }
  if (!("suggestion" in reason)) return reason._tag === "UnknownColumn" ? meantAsText(found, text) : found
  // A path such as `e.evnt` is blamed as a whole, and only its wrong part is to be replaced.
  const at = text.slice(found.start, found.end).lastIndexOf(reason.name)
  if (at === -1) return found
  const place = { start: found.start + at, end: found.start + at + reason.name.length }
  const fix: Fix = {
    ...place,
    text: quotedLike(text.charAt(place.start - 1), reason.suggestion, reason._tag === "UnknownTable"),
    isSafe: reason.isCertain === true
  }
  return { ...found, ...place, fix }
}

/** Between quotes a name stands as it is; elsewhere it may need them. A table's name can be a path. */
const quotedLike = (before: string, name: string, isPath: boolean): string => {
  if (before === "`" || before === '"') return name
  return isPath ? name.split(".").map(printHogqlName).join(".") : printHogqlName(name)
}

/** Double quotes stand around a name in HogQL, and around a text in many other languages. */
const meantAsText = (found: Finding, text: string): Finding => {
  const { end, message, start } = found
  const name = /^"([^"'\\]*)"$/.exec(text.slice(start, end))?.[1]
  if (name === undefined) return found
  const written = `'${name}'`
  return {
    ...found,
    message: `${message} A text stands in single quotes: ${written}.`,
    fix: { start, end, text: written, isSafe: false }
  }
}
