/**
 * Reads a regular expression as RE2 does, far enough to say what it would not take.
 *
 * ClickHouse takes some more: it looks at simple patterns itself, and then a closing bracket too many is text, as is a backslash at the end. What is not sure is left to it.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */

/** The number of groups that capture, or why RE2 cannot read it. */
export type ReadRegex =
  | { readonly groups: number; readonly problem?: never }
  | { readonly problem: string; readonly groups?: never }

const MOST_REPETITIONS = 1000

/** What is written after a backslash and is no letter or digit stands for itself. */
const plainEscape = /^\\[!-/:-@[-`{-~\s]/
const escape =
  /^\\(?:[aftnrvdDsSwWABbCz]|x[0-9a-fA-F]{2}|x\{0*[0-9a-fA-F]{1,6}\}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[pP](?:\{\^?\w+\}|[A-Za-z]))/
const classEscape =
  /^\\(?:[aftnrvdDsSwW]|x[0-9a-fA-F]{2}|x\{0*[0-9a-fA-F]{1,6}\}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[pP](?:\{\^?\w+\}|[A-Za-z]))/
/** What can stand at an end of a range. */
const single = /^\\(?:[aftnrv]|x|[0-7])/
const namedClass =
  /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/
const repetition = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/
const opening = /^\((?:\?(?:P?<\w+>|[imsU]*(?:-[imsU]+)?[:)]))?/

export const readRegex = (pattern: string): ReadRegex => {
  const quotedParts = pattern.replaceAll(/\\\\|\\Q[^]*?(?:\\E|$)/g, (part) => (part === "\\\\" ? part : "q"))
  return walk(quotedParts)
}

const walk = (pattern: string): ReadRegex => {
  let at = 0
  let groups = 0
  let depth = 0
  /** Whether something stands before that can be repeated. */
  let canRepeat = false
  while (at < pattern.length) {
    const rest = pattern.slice(at, at + 64)
    const character = rest.charAt(0)
    if (character === "\\") {
      // At the end, too, ClickHouse may take it for itself.
      if (rest.length === 1) return { groups }
      const length = (plainEscape.exec(rest) ?? escape.exec(rest))?.[0].length
      if (length === undefined) return { problem: escapeProblem(rest) }
      at += length
      canRepeat = true
    } else if (character === "[") {
      const end = classEnd(pattern, at)
      if (typeof end !== "number") return end
      at = end
      canRepeat = true
    } else if (character === "(") {
      const opened = opening.exec(rest)?.[0] ?? "("
      if (opened === "(" && rest.startsWith("(?")) return { problem: groupProblem(rest) }
      if (opened === "(" || opened.endsWith(">")) groups++
      at += opened.length
      // Flags alone are nothing of their own: what stands before them is what is repeated.
      if (opened.endsWith(")")) continue
      depth++
      canRepeat = false
    } else if (character === ")") {
      depth--
      at++
      canRepeat = true
      // RE2 would refuse it, and ClickHouse may not ask it.
      if (depth < 0) return { groups }
    } else if (repetition.test(rest)) {
      const repeated = repetition.exec(rest)?.[0] ?? ""
      if (!canRepeat) return { problem: `nothing stands before ${repeated} that it could repeat` }
      const size = sizeProblem(repeated)
      if (size !== undefined) return { problem: size }
      at += repeated.length
      const next = repetition.exec(pattern.slice(at, at + 64))?.[0]
      if (next !== undefined) return { problem: `${repeated} and ${next} repeat the same thing` }
    } else {
      at++
      canRepeat = character !== "|"
    }
  }
  return depth > 0 ? { problem: "a bracket ( is not closed" } : { groups }
}

const sizeProblem = (repeated: string): string | undefined => {
  const [, low, high] = /^\{(\d+)(?:,(\d*))?\}/.exec(repeated) ?? []
  if (low === undefined) return undefined
  const least = Number(low)
  const most = high === undefined || high === "" ? least : Number(high)
  if (Math.max(least, most) > MOST_REPETITIONS)
    return `${repeated} repeats more than ${MOST_REPETITIONS} times`
  return most < least ? `${repeated} ends before it begins` : undefined
}

const escapeProblem = (rest: string): string => {
  if (rest.length === 1) return "it ends with a backslash"
  if (/^\\[1-9]/.test(rest)) return "RE2 has no references back to a group"
  return `RE2 does not know ${Array.from(rest).slice(0, 2).join("")}`
}

const groupProblem = (rest: string): string => {
  if (/^\(\?(?:=|!|<=|<!)/.test(rest)) return "RE2 cannot look ahead or behind"
  return "what follows (? is no group or flag of RE2"
}

/** Where a class such as `[a-z]` ends. */
const classEnd = (pattern: string, start: number): number | { readonly problem: string } => {
  const unclosed = { problem: "a bracket [ is not closed" }
  let at = start + (pattern.charAt(start + 1) === "^" ? 2 : 1)
  let isFirst = true
  while (isFirst || pattern.charAt(at) !== "]") {
    if (at >= pattern.length) return unclosed
    isFirst = false
    const rest = pattern.slice(at, at + 64)
    const named = namedClass.exec(rest)?.[0]
    if (named !== undefined) {
      at += named.length
      continue
    }
    const unknown = /^\[:\^?\w+:\]/.exec(rest)?.[0]
    if (unknown !== undefined) return { problem: `RE2 knows no class ${unknown}` }
    const low = classItem(rest)
    if (low === undefined) return { problem: escapeProblem(rest) }
    at += low.length
    if (pattern.charAt(at) !== "-" || pattern.charAt(at + 1) === "]" || at + 1 >= pattern.length) continue
    const high = classItem(pattern.slice(at + 1, at + 65))
    if (high === undefined) return { problem: escapeProblem(pattern.slice(at + 1, at + 65)) }
    if (
      !low.startsWith("\\") &&
      !high.startsWith("\\") &&
      (low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)
    )
      return { problem: `the range ${low}-${high} is the wrong way round` }
    // A class such as \d is no end of a range, and then the minus is read as itself or refused.
    at += isSingle(low) && isSingle(high) ? 1 + high.length : 1
  }
  return at + 1
}

const isSingle = (item: string): boolean =>
  !item.startsWith("\\") || single.test(item) || plainEscape.test(item)

const classItem = (rest: string): string | undefined => {
  if (!rest.startsWith("\\")) return String.fromCodePoint(rest.codePointAt(0) ?? 0)
  return (plainEscape.exec(rest) ?? classEscape.exec(rest))?.[0]
}
