/**
 * Cuts HogQL text into tokens: strings, names, comments left out, brackets, operators.
 *
 * It is no parser. It knows just enough to say where a string ends, how deep brackets go and which words stand where,
 * for the checks that must happen before or beside PostHog's own parser. The odd corner is the template string
 * `f'a{b}c'`, whose braces hold expressions that may hold strings again.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/grammar/HogQLLexer.common.g4
 */
import type { Span } from "../ast/Span.ts"

export type TokenKind =
  "word" | "quoted" | "string" | "number" | "operator" | "open" | "close" | "comma" | "semicolon"

export interface Token extends Span {
  readonly kind: TokenKind
  /** The piece of text; words in lower case. Empty for strings and quoted names, whose content says nothing here. */
  readonly text: string
}

/** What was opened and never closed, and where. */
export interface Unclosed {
  readonly what: "string" | "quoted name" | "comment"
  readonly start: number
}

export interface Scan {
  readonly tokens: readonly Token[]
  readonly unclosed: Unclosed | undefined
  /** Characters outside string literals, comments and blanks included. */
  readonly lengthOutsideStrings: number
}

/** Longest first, because the first that fits wins. */
const operators = [
  "!~*",
  "=~*",
  "<=>",
  "?.",
  "??",
  "::",
  ":=",
  "->",
  "=>",
  "==",
  "=~",
  "!=",
  "!~",
  "<=",
  ">=",
  "<>",
  "</",
  "/>",
  "||"
] as const

const wordPattern = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*/uy
const numberPattern = /0[xX][0-9a-fA-F]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const blankPattern = /\s+/y

/**
 * Scans the whole text; never fails. What is left open is reported in `unclosed`, and scanning ends there.
 */
export const scan = (text: string): Scan => new Scanner(text).run()

class Scanner {
  private readonly tokens: Token[] = []
  private position = 0
  private inStrings = 0
  private unclosed: Unclosed | undefined
  /** For every open brace, whether closing it leads back into a template string. */
  private readonly braces: boolean[] = []
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  run(): Scan {
    while (this.position < this.text.length && this.unclosed === undefined) this.step()
    return {
      tokens: this.tokens,
      unclosed: this.unclosed,
      lengthOutsideStrings: this.text.length - this.inStrings
    }
  }

  private step(): void {
    const { text, position } = this
    const character = text.charAt(position)
    if (this.skip(blankPattern)) return
    if (this.skipComment(character)) return
    if ((character === "f" || character === "F") && text[position + 1] === "'")
      this.template(position, position + 2)
    else if (character === "'") this.delimited("string", "'")
    else if (character === "`" || character === '"') this.delimited("quoted", character)
    else if (character === "(" || character === "[") this.push("open", position + 1)
    else if (character === ")" || character === "]") this.push("close", position + 1)
    else if (character === "{") {
      this.braces.push(false)
      this.push("open", position + 1)
    } else if (character === "}") {
      this.push("close", position + 1)
      if (this.braces.pop() === true) this.template(position + 1, position + 1)
    } else if (character === ",") this.push("comma", position + 1)
    else if (character === ";") this.push("semicolon", position + 1)
    else this.longToken(character)
  }

  private longToken(character: string): void {
    const { text, position } = this
    const digitFollows = /\d/.test(text.charAt(position + 1))
    if (/\d/.test(character) || (character === "." && digitFollows && !this.followsOperand())) {
      numberPattern.lastIndex = position
      // After a dot stands a tuple index: `t.1.2` is two of them, not the number 1.2.
      const length = this.tokens.at(-1)?.text === "." ? /^\d+/ : undefined
      const end = length?.exec(text.slice(position, position + 32))?.[0].length
      this.push("number", end === undefined ? this.endOf(numberPattern) : position + end)
      return
    }
    wordPattern.lastIndex = position
    if (wordPattern.test(text)) {
      this.push("word", wordPattern.lastIndex)
      return
    }
    const operator = operators.find((candidate) => text.startsWith(candidate, position))
    // `?.5` is a question mark and a number, `?.a` is one operator; both are refused or counted alike by the parser.
    const width =
      operator === undefined ? ((text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1) : operator.length
    this.push("operator", position + width)
  }

  private followsOperand(): boolean {
    const last = this.tokens.at(-1)
    return (
      last !== undefined && last.end === this.position && last.kind !== "operator" && last.kind !== "open"
    )
  }

  private endOf(pattern: RegExp): number {
    return pattern.test(this.text) ? pattern.lastIndex : this.position + 1
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.position
    if (!pattern.test(this.text)) return false
    this.position = pattern.lastIndex
    return true
  }

  /** `--`, `//` and `#` to the end of the line; `#1` is a positional reference; block comments do not nest. */
  private skipComment(character: string): boolean {
    const { text, position } = this
    const pair = text.slice(position, position + 2)
    if (pair === "--" || pair === "//" || (character === "#" && !/\d/.test(text.charAt(position + 1)))) {
      const lineEnd = text.indexOf("\n", position)
      this.position = lineEnd === -1 ? text.length : lineEnd
      return true
    }
    if (pair !== "/*") return false
    const end = text.indexOf("*/", position + 2)
    if (end === -1) this.unclosed = { what: "comment", start: position }
    else this.position = end + 2
    return true
  }

  private delimited(kind: "string" | "quoted", quote: string): void {
    const start = this.position
    for (let index = start + 1; index < this.text.length; index++) {
      const character = this.text.charAt(index)
      if (character === "\\") index++
      else if (character === quote) {
        if (this.text[index + 1] === quote) index++
        else {
          if (kind === "string") this.inStrings += index + 1 - start
          this.push(kind, index + 1)
          return
        }
      }
    }
    this.unclosed = { what: kind === "string" ? "string" : "quoted name", start }
  }

  /** Reads template text from `from` to its end or to the next brace; `start` is where the token begins. */
  private template(start: number, from: number): void {
    for (let index = from; index < this.text.length; index++) {
      const character = this.text.charAt(index)
      if (character === "\\") index++
      else if (character === "'" && this.text[index + 1] === "'") index++
      else if (character === "'" || character === "{") {
        this.inStrings += index - start
        this.position = start
        this.push("string", index + (character === "'" ? 1 : 0))
        if (character === "{") {
          this.braces.push(true)
          this.push("open", index + 1)
        }
        return
      }
    }
    this.unclosed = { what: "string", start }
  }

  private push(kind: TokenKind, end: number): void {
    const start = this.position
    const piece = kind === "string" || kind === "quoted" ? "" : this.text.slice(start, end)
    this.tokens.push({ kind, text: kind === "word" ? piece.toLowerCase() : piece, start, end })
    this.position = end
  }
}
