/**
 * PostHog's parser behind a promise: gate, worker thread, deadline, cache.
 *
 * One worker parses one text at a time, first come first served, so the deadline of a query starts when its turn comes. A
 * worker that misses the deadline or breaks is thrown away and the next text gets a new one (about 80 ms). Texts are
 * remembered with their trees, and a text that is being parsed is not parsed twice.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { QueryNode } from "../ast/Query.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import type { ParseKind } from "../worker.ts"
import { decode } from "./decode.ts"
import { explainComplaint } from "./explainComplaint.ts"
import { passGate } from "./Gate.ts"
import { LruCache } from "./LruCache.ts"
import { ParserThread } from "./ParserThread.ts"

/** Reads HogQL text. Rejects with `HogqlCompileError` and nothing else. */
export interface Parser {
  parseSelect(text: string): Promise<QueryNode>
  parseExpression(text: string): Promise<ExpressionNode>
  /** Ends the worker; what still waits is rejected with `CompilerClosed`. */
  close(): Promise<void>
}

export interface ParserOptions {
  /** How long one text may take, in milliseconds; 5,000 unless given. */
  readonly parseTimeoutMillis?: number | undefined
  /** How many trees are remembered; 500 unless given, 0 for none. Long texts count for more. */
  readonly cacheSize?: number | undefined
}

/** Longer texts are parsed anew each time: they are bulk values more often than questions asked twice. */
const longestCachedText = 32 * 1024
/** All remembered texts together; a tree takes some hundred bytes for each character. */
const cachedCharacters = 512 * 1024

/** Gives a parser; its worker starts on first use and never keeps the process alive. */
export const createParser = (options: ParserOptions = {}): Parser => {
  const thread = new ParserThread(options.parseTimeoutMillis ?? 5_000)
  const trees = new LruCache<ExpressionNode>(options.cacheSize ?? 500, cachedCharacters)
  const inFlight = new Map<string, Promise<ExpressionNode>>()

  const read = async (kind: ParseKind, text: string): Promise<ExpressionNode> => {
    const { tokens } = passGate(text)
    const decoded = decode(await thread.parse(kind, text), text)
    if ("complaint" in decoded) throw new HogqlCompileError(explainComplaint(decoded.complaint, text, tokens))
    return decoded.tree
  }

  const parse = async (kind: ParseKind, text: string): Promise<ExpressionNode> => {
    if (thread.isClosed) throw new HogqlCompileError(Reason.compilerClosed())
    const key = `${kind} ${text}`
    const known = trees.get(key)
    if (known !== undefined) return known
    const running = inFlight.get(key)
    if (running !== undefined) return running
    const reading = read(kind, text)
    inFlight.set(key, reading)
    try {
      const tree = await reading
      if (text.length <= longestCachedText) trees.set(key, tree)
      return tree
    } finally {
      inFlight.delete(key)
    }
  }

  return {
    // The parser answers parseSelect with a query, which is the narrower of the two.
    parseSelect: (text) => parse("select", text) as Promise<QueryNode>,
    parseExpression: (text) => parse("expression", text),
    close: () => thread.close()
  }
}
