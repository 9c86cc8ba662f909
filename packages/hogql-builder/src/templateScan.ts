/**
 * Reads the fixed text of a template once: quotes, comments, brackets.
 *
 * It is no parser. It answers three questions that decide whether interpolating and nesting are safe: is each
 * interpolation in code (and not inside quotes, where `{v0}` would be plain text)? is every quote, comment and bracket
 * closed, so that a nested fragment cannot end its own brackets? is there a comma outside brackets, which would make
 * a nested fragment a tuple?
 */
import { HogqlBuildError } from "./HogqlBuildError.ts"
import type { TemplateRefused } from "./HogqlBuildError.ts"

export interface ScannedTemplate {
  readonly texts: readonly string[]
  readonly hasLineComment: boolean
  readonly hasTopLevelComma: boolean
}

const messages: Readonly<Record<TemplateRefused["problem"], string>> = {
  "interpolation-in-quotes":
    "A value is interpolated inside quotes, where it would be plain text. Remove the quotes around it.",
  "interpolation-in-comment": "A value is interpolated inside a comment, where it would be lost.",
  "interpolation-touches-word":
    "An interpolation touches a word, with which it would become one name. Put a space between.",
  "unclosed-quote": "A quote is not closed.",
  "unclosed-comment": "A comment is not closed.",
  "unbalanced-brackets": "The brackets do not match.",
  "top-level-comma":
    "A fragment with a comma outside brackets cannot be nested: it would become a tuple. Nest its parts one by one.",
  "format-string": "Format strings (f'…') are not supported in a template. Use concat(…).",
  "definition-outside-select":
    "A template on its own cannot define tables in WITH or windows. Write them in its text, or use it inside select(…).",
  "invalid-escape":
    "The template holds a backslash sequence that JavaScript does not know. Double the backslash."
}

export const refuseTemplate = (problem: TemplateRefused["problem"]): never => {
  throw new HogqlBuildError({ _tag: "TemplateRefused", problem, message: messages[problem] })
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" }

// One token that matters, at the scanner's position: an opening quote (f' alone is a format string), a comment's
// begin (`#` before a digit is a column position), a bracket, a comma, or a word, so that `half'x'` is no format string.
const token =
  /(?<format>f')|(?<word>[A-Za-z_$][\w$]*)|(?<quote>['"`])|(?<line>--|\/\/|#(?!\d))|(?<block>\/\*)|(?<opening>[([{])|(?<close>[)\]}])|(?<comma>,)/g

const wordStart = /^[\w$]/
const wordEnd = /[\w$]$/
const queryStart = /^\s*(?:select|with)\b/i

/** Where quoted text that began before `from` ends: just after its closing quote, or undefined when it does not. */
const quoteEnd = (text: string, quote: string, from: number): number | undefined => {
  for (let index = from; index < text.length; index++) {
    // A backslash hides the next character; a doubled quote closes and opens at once, which comes to the same.
    if (text[index] === "\\") index++
    else if (text[index] === quote) return index + 1
  }
  return undefined
}

/** Where a comment that began before `from` ends, or undefined when it does not. */
const commentEnd = (text: string, isBlock: boolean, from: number): number | undefined => {
  const end = isBlock ? /\*\//g : /[\n\r]/g
  end.lastIndex = from
  return end.test(text) ? end.lastIndex : undefined
}

/** Checks a template's fixed text, as JavaScript decoded it, and says what nesting it has to know. */
export const scanTemplate = (strings: readonly (string | undefined)[]): ScannedTemplate => {
  const open: (string | undefined)[] = []
  const texts: string[] = []
  let hasLineComment = false
  let hasComma = false
  for (const [position, given] of strings.entries()) {
    const text = given ?? refuseTemplate("invalid-escape")
    const isLast = position === strings.length - 1
    if ((position > 0 && wordStart.test(text)) || (!isLast && wordEnd.test(text)))
      refuseTemplate("interpolation-touches-word")
    for (let index = 0; ;) {
      token.lastIndex = index
      const found = token.exec(text)?.groups
      if (found === undefined) break
      index = token.lastIndex
      const { format, quote, line, block, opening, close, comma } = found
      if (format !== undefined) refuseTemplate("format-string")
      else if (quote !== undefined)
        index =
          quoteEnd(text, quote, index) ??
          refuseTemplate(isLast ? "unclosed-quote" : "interpolation-in-quotes")
      else if (line !== undefined || block !== undefined) {
        hasLineComment ||= line !== undefined
        const end = commentEnd(text, block !== undefined, index)
        if (end !== undefined) index = end
        else if (!isLast) refuseTemplate("interpolation-in-comment")
        else if (block !== undefined) refuseTemplate("unclosed-comment")
        else break
      } else if (opening !== undefined) open.push(closing[opening])
      else if (close !== undefined) {
        if (open.pop() !== close) refuseTemplate("unbalanced-brackets")
      } else if (comma !== undefined && open.length === 0) hasComma = true
    }
    texts.push(text)
  }
  if (open.length > 0) refuseTemplate("unbalanced-brackets")
  return { texts, hasLineComment, hasTopLevelComma: hasComma && !queryStart.test(texts[0] ?? "") }
}
