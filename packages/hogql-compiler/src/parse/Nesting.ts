/**
 * Measures how deep a query nests, from its tokens alone, and refuses what is too deep.
 *
 * Depth is what costs the parser stack: brackets inside brackets, and also `a + b + c`, which is a tree as deep as it has
 * operators. A looser operator ends the chain of the tighter ones, so `a = 1 and b = 2 and …` is as deep as its ANDs only.
 * The sum over everything that is open at one place, weighted by the stack it was measured to take, is the `weight`.
 */
import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import {
  binary,
  clauseWords,
  groupingWords,
  type Level,
  levels,
  levelWeight,
  separators
} from "./operators.ts"
import type { Token } from "./scan.ts"

/** The limits of the gate, each with the sentence that tells what to do about it. */
const limits = {
  "brackets inside brackets": { most: 40, advice: "Flatten it, or name the inner parts in a WITH clause." },
  "calls inside calls": { most: 20, advice: "Name the inner parts in a WITH clause." },
  "chained operators": { most: 150, advice: "Use IN (…), arrayExists or arraySum instead of a long chain." },
  "joined tables": { most: 100, advice: "Join fewer tables, or join in subqueries." },
  "nested tags": { most: 20, advice: "Nest fewer tags." },
  "nested CASE": { most: 40, advice: "Use more WHEN branches instead of CASE inside CASE." },
  "repeated NOT": { most: 20, advice: "Two NOTs cancel out." },
  weight: { most: 220, advice: "Flatten it, or name the inner parts in a WITH clause." }
} as const
type LimitName = keyof typeof limits

type FrameKind = "group" | "call" | "case" | "tag"

const frameWeight: Record<FrameKind, number> = { group: 4, call: 4, case: 2, tag: 4 }

interface Frame {
  readonly kind: FrameKind
  readonly bracket: string
  readonly start: number
  readonly counts: number[]
  /** The deepest finished operand under each level of the chain that is still open. */
  readonly deepest: number[]
  /** The deepest finished expression of this frame. */
  total: number
  /** The deepest bracket met since the last operator. */
  operand: number
  /** Tables after the first in the FROM being read; joins are a chain for the parser too. */
  joins: number
  inFrom: boolean
}

const newFrame = (kind: FrameKind, bracket: string, start: number): Frame => ({
  kind,
  bracket,
  start,
  counts: levels.map(() => 0),
  deepest: levels.map(() => 0),
  total: 0,
  operand: 0,
  joins: 0,
  inFrom: false
})

/** How deep a text nests. */
export interface Depth {
  /** Everything that is open at one place, in units of one chained operator; at most 220. */
  readonly weight: number
  /** Calls inside calls; at most 20. */
  readonly calls: number
}

export class Nesting {
  private readonly frames: Frame[] = [newFrame("group", "", 0)]
  private readonly open: Record<FrameKind, number> = { group: 0, call: 0, case: 0, tag: 0 }
  private previous: Token | undefined
  private readonly depth = { weight: 0, calls: 0 }

  /** Measures the deepest places; throws `InputRefused` where a limit is passed. */
  check(tokens: readonly Token[]): Depth {
    for (const [index, token] of tokens.entries()) {
      this.visit(token, tokens[index + 1])
      this.previous = token
    }
    while (this.frames.length > 1) this.leave(tokens.at(-1))
    this.separate(this.top, tokens.at(-1))
    return this.depth
  }

  private get top(): Frame {
    const frame = this.frames.at(-1)
    // The bottom frame is never left, so this branch is not taken; it spares a cast.
    return frame ?? newFrame("group", "", 0)
  }

  private visit(token: Token, next: Token | undefined): void {
    switch (token.kind) {
      case "open":
        if (this.afterOperand && token.text !== "{") this.chain("postfix", token)
        this.enter(token.text === "(" && this.isCall() ? "call" : "group", token)
        return
      case "close":
        this.leaveTo(opening[token.text] ?? "", token)
        return
      case "comma":
        if (this.top.inFrom) this.join(token)
        this.separate(this.top, token)
        return
      case "semicolon":
        this.separate(this.top, token)
        return
      case "operator":
        this.operator(token, next)
        return
      case "word":
        this.word(token)
    }
  }

  private operator(token: Token, next: Token | undefined): void {
    const adjoining = next?.start === token.end
    if (token.text === "</" || token.text === "/>") {
      if (this.open.tag > 0) this.leaveTo("<", token)
    } else if (token.text === "<" && !this.afterOperand && adjoining && next.kind === "word")
      this.enter("tag", token)
    else if ((token.text === "-" || token.text === "+") && !this.afterOperand) this.chain("unary", token)
    else {
      const level = binary.get(token.text)
      if (level !== undefined) this.chain(level, token)
    }
  }

  private word(token: Token): void {
    const { text } = token
    const afterDot = this.previous?.text === "."
    if (afterDot) return
    if (text === "case" && !this.afterOperand) {
      this.enter("case", token)
      return
    }
    if (text === "end" && this.top.kind === "case") {
      this.leave(token)
      return
    }
    if (text === "not") {
      if (!this.afterOperand) this.chain("not", token)
      return
    }
    if (!this.afterOperand && this.previous?.kind === "operator") return
    if (text === "join") this.join(token)
    if (separators.has(text)) {
      this.separate(this.top, token)
      this.clause(text)
    } else {
      const level = binary.get(text)
      if (level !== undefined) this.chain(level, token)
    }
  }

  private clause(word: string): void {
    if (word === "select") this.top.joins = 0
    if (clauseWords.has(word)) this.top.inFrom = word === "from"
  }

  private join(token: Token): void {
    const joins = ++this.top.joins
    if (joins > limits["joined tables"].most) this.refuse("joined tables", joins, token)
  }

  /** Whether the token before could be the end of a value. */
  private get afterOperand(): boolean {
    const token = this.previous
    if (token === undefined) return false
    if (token.kind === "word") return !groupingWords.has(token.text)
    return (
      token.kind === "quoted" || token.kind === "string" || token.kind === "number" || token.kind === "close"
    )
  }

  private isCall(): boolean {
    const token = this.previous
    return (
      token?.kind === "quoted" ||
      (token?.kind === "word" && !groupingWords.has(token.text)) ||
      token?.text === ")"
    )
  }

  private enter(kind: FrameKind, token: Token): void {
    this.frames.push(newFrame(kind, kind === "case" ? "case" : token.text, token.start))
    this.open[kind]++
    this.depth.calls = Math.max(this.depth.calls, this.open.call)
    if (this.open.call > limits["calls inside calls"].most)
      this.refuse("calls inside calls", this.open.call, token)
    if (this.open.tag > limits["nested tags"].most) this.refuse("nested tags", this.open.tag, token)
    if (this.open.case > limits["nested CASE"].most) this.refuse("nested CASE", this.open.case, token)
    const brackets = this.open.group + this.open.call
    if (brackets > limits["brackets inside brackets"].most)
      this.refuse("brackets inside brackets", brackets, token)
  }

  /** Leaves frames up to the one that `bracket` opened; none when nothing of the kind is open. */
  private leaveTo(bracket: string, token: Token): void {
    if (!this.frames.some((frame) => frame.bracket === bracket)) return
    while (this.frames.length > 1) {
      const wanted = this.top.bracket === bracket
      this.leave(token)
      if (wanted) return
    }
  }

  private leave(token: Token | undefined): void {
    this.separate(this.top, token)
    const frame = this.frames.pop()
    if (frame === undefined) return
    this.open[frame.kind]--
    const weight = frame.total + frameWeight[frame.kind]
    if (weight > limits.weight.most)
      this.refuse("weight", weight, { start: frame.start, end: token?.end ?? frame.start + 1 })
    this.top.operand = Math.max(this.top.operand, weight)
  }

  private chain(level: Level, token: Token): void {
    const frame = this.top
    const index = levels.indexOf(level)
    this.collapse(frame, index + 1)
    frame.deepest[index] = Math.max(frame.deepest[index] ?? 0, frame.operand)
    frame.operand = 0
    const count = (frame.counts[index] ?? 0) + 1
    frame.counts[index] = count
    if (level === "not" && count > limits["repeated NOT"].most) this.refuse("repeated NOT", count, token)
    if (count > limits["chained operators"].most) this.refuse("chained operators", count, token)
  }

  /** Ends all chains from `from` on: what they hold becomes the operand. */
  private collapse(frame: Frame, from: number): void {
    for (let index = levels.length - 1; index >= from; index--) {
      const count = frame.counts[index] ?? 0
      const level = levels[index]
      if (count === 0 || level === undefined) continue
      frame.operand = Math.max(frame.operand, frame.deepest[index] ?? 0) + count * levelWeight[level]
      frame.counts[index] = 0
      frame.deepest[index] = 0
    }
  }

  private separate(frame: Frame, token: Token | undefined): void {
    this.collapse(frame, 0)
    frame.total = Math.max(frame.total, frame.operand)
    frame.operand = 0
    this.depth.weight = Math.max(this.depth.weight, frame.total)
    if (frame.total > limits.weight.most)
      this.refuse("weight", frame.total, { start: frame.start, end: token?.end ?? frame.start })
  }

  private refuse(name: LimitName, found: number, span: Span): never {
    const { most, advice } = limits[name]
    const message =
      name === "weight"
        ? `The query nests too deeply at offset ${span.start} (${found} levels of brackets and operators in all, at most ${most}). ${advice}`
        : `The query has ${found} ${name} at offset ${span.start}; at most ${most} are read. ${advice}`
    throw new HogqlCompileError(
      Reason.inputRefused(
        { what: name === "weight" ? "nesting" : name, message, found, limit: most },
        { start: span.start, end: span.end }
      )
    )
  }
}

const opening: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" }
