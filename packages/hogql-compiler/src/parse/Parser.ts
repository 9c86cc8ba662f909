/**
 * PostHog's parser behind a promise: gate, threads with deadlines, cache.
 *
 * Texts are remembered with their trees, and a text that is being parsed is not parsed twice.
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
import { ParserPool } from "./ParserPool.ts"
import { holdSharedPool, releaseSharedPool } from "./sharedPool.ts"

/** Reads HogQL text. Rejects with `HogqlCompileError` and nothing else. */
export interface Parser {
  parseSelect(text: string): Promise<QueryNode>
  parseExpression(text: string): Promise<ExpressionNode>
  /** Throws `CompilerClosed` after `close`. */
  refuseClosed(): void
  /** Starts the first thread now. Resolves when it is ready, or could not be started. */
  warmUp(): Promise<void>
  /** Ends the threads that nobody else uses; what still waits is rejected with `CompilerClosed`. */
  close(): Promise<void>
}

export interface ParserOptions {
  /** How long one text may take, in milliseconds; 5,000 unless given. */
  readonly parseTimeoutMillis?: number | undefined
  /** How many trees are remembered; 500 unless given, 0 for none. Long texts count for more. */
  readonly cacheSize?: number | undefined
  /** How many threads this parser has at most, for itself; it shares those of the process unless given. */
  readonly workers?: number | undefined
}

/** Longer texts are parsed anew each time: they are bulk values more often than questions asked twice. */
const longestCachedText = 32 * 1024
/** All remembered texts together; a tree takes some hundred bytes for each character. */
const cachedCharacters = 512 * 1024

/** Texts beyond these take longer than a tenth of a second, as measured. */
const heavyWeight = 48
const heavyCalls = 4
const heavyLength = 64 * 1024

/** Gives a parser; its first thread starts on first use, and none keeps the process alive. */
export const createParser = (options: ParserOptions = {}): Parser => {
  const { parseTimeoutMillis: timeoutMillis = 5_000, workers } = options
  const pool = workers === undefined ? holdSharedPool() : new ParserPool(workers)
  const trees = new LruCache<ExpressionNode>(options.cacheSize ?? 500, cachedCharacters)
  const inFlight = new Map<string, Promise<ExpressionNode>>()
  const owner = {}
  let closing: Promise<void> | undefined

  const read = async (kind: ParseKind, text: string): Promise<ExpressionNode> => {
    const { tokens, weight, calls } = passGate(text)
    // What one deep text teaches the parser makes the next slow.
    const isFresh = weight > heavyWeight || calls > heavyCalls
    const isHeavy = isFresh || text.length > heavyLength
    const json = await new Promise<string>((resolve, reject) => {
      pool.submit({ kind, text, timeoutMillis, isHeavy, isFresh, owner, resolve, reject })
    })
    const decoded = decode(json, text)
    if ("complaint" in decoded) throw new HogqlCompileError(explainComplaint(decoded.complaint, text, tokens))
    return decoded.tree
  }

  const refuseClosed = (): void => {
    if (closing !== undefined) throw new HogqlCompileError(Reason.compilerClosed())
  }

  const parse = async (kind: ParseKind, text: string): Promise<ExpressionNode> => {
    refuseClosed()
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

  const close = async (): Promise<void> => {
    pool.abandon(owner, Reason.compilerClosed())
    await (workers === undefined ? releaseSharedPool() : pool.close())
  }

  return {
    // The parser answers parseSelect with a query, which is the narrower of the two.
    parseSelect: (text) => parse("select", text) as Promise<QueryNode>,
    parseExpression: (text) => parse("expression", text),
    refuseClosed,
    warmUp: () => pool.warmUp(),
    close: () => (closing ??= close())
  }
}
