/**
 * Answers kept for a while: the least recently used go first when there are too many or they are too large together.
 *
 * It keeps the text of an answer, not what it was decoded to: each caller gets objects of its own, by its own schema. Pure:
 * times come in. An answer whose request began before the latest write ended is not kept: it may tell the state before it.
 */
import type { RawAnswer } from "./classify.ts"

/**
 * How much is kept at most.
 *
 * @since 0.2.0
 */
export interface CacheLimits {
  /** Answers, at least 1. 500 unless given. */
  readonly maxEntries: number
  /** Their texts together, as they lie in memory (two bytes a character). 67,108,864 (64 MiB) unless given. */
  readonly maxBytes: number
}

export const defaultCacheLimits: CacheLimits = { maxEntries: 500, maxBytes: 64 * 1024 * 1024 }

/** An answer and the request that fetched it. */
export interface KeptAnswer {
  readonly raw: RawAnswer
  readonly requestId: string
  readonly attempts: number
}

/** How long an answer serves, and how long after that while a new one is fetched. */
export interface Lifetime {
  readonly ttlMillis: number
  readonly staleMillis: number
}

/** What a look gives. */
export interface FoundAnswer {
  readonly answer: KeptAnswer
  readonly ageMillis: number
  readonly isStale: boolean
}

type Origin = "api" | "ingest"

interface Entry {
  readonly origin: Origin
  readonly answer: KeptAnswer
  readonly fetchedMillis: number
  readonly bytes: number
}

/** Kept answers. */
export interface AnswerCache {
  /** The answer under a key, by the lifetime the one who asks accepts. */
  readonly find: (key: string, lifetime: Lifetime, nowMillis: number) => FoundAnswer | undefined
  /** What to give to `keep`, taken before the request is sent. */
  readonly generation: (origin: Origin) => number
  readonly keep: (
    key: string,
    entry: { readonly origin: Origin; readonly answer: KeptAnswer; readonly generation: number },
    nowMillis: number
  ) => void
  /** Drops everything of an origin, and what is being fetched from it now will not be kept. */
  readonly invalidate: (origin: Origin) => void
  readonly size: () => { readonly entries: number; readonly bytes: number }
}

/** An empty cache. */
export const makeAnswerCache = ({ maxBytes, maxEntries }: CacheLimits): AnswerCache => {
  /** In the order of their use, the latest last. */
  const entries = new Map<string, Entry>()
  const generations: Record<Origin, number> = { api: 0, ingest: 0 }
  let bytes = 0

  const drop = (key: string): void => {
    const entry = entries.get(key)
    if (entry === undefined) return
    bytes -= entry.bytes
    entries.delete(key)
  }

  return {
    find: (key, { staleMillis, ttlMillis }, nowMillis) => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const ageMillis = nowMillis - entry.fetchedMillis
      if (ageMillis >= ttlMillis + staleMillis) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return { answer: entry.answer, ageMillis, isStale: ageMillis >= ttlMillis }
    },
    generation: (origin) => generations[origin],
    keep: (key, { answer, generation, origin }, nowMillis) => {
      if (generation !== generations[origin]) return
      drop(key)
      const size = 2 * answer.raw.text.length
      if (size > maxBytes) return
      entries.set(key, { origin, answer, fetchedMillis: nowMillis, bytes: size })
      bytes += size
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && bytes <= maxBytes) break
        drop(oldest)
      }
    },
    invalidate: (origin) => {
      generations[origin] += 1
      for (const [key, entry] of entries) if (entry.origin === origin) drop(key)
    },
    size: () => ({ entries: entries.size, bytes })
  }
}
