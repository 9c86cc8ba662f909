/**
 * A query for a person to read.
 *
 * The text is what is sent, with line breaks; values stay out of it and are listed below as comments, written as JSON so
 * that none can be taken for something else. Whatever could move a terminal's cursor or turn text around is shown by
 * its code.
 */
import type { QueryNode } from "./ast/SelectNode.ts"
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import { compile } from "./compile.ts"
import type { BoundValue } from "./value.ts"

const longestValue = 200

const isUnsafe = /[^\P{C}\n]|[\u2028\u2029\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu

const showSafely = (text: string): string =>
  text.replace(isUnsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)

const shownValue = (value: BoundValue): string => {
  const text = JSON.stringify(value)
  return text.length <= longestValue
    ? text
    : `${text.slice(0, longestValue).toWellFormed()}… (${text.length} characters)`
}

export const explain = (node: QueryNode | ExpressionNode): string => {
  const { query, values } = compile(node, { pretty: true })
  const legend = Object.entries(values).map(([name, value]) => `-- ${name} = ${shownValue(value)}`)
  return showSafely([query, ...legend].join("\n"))
}
