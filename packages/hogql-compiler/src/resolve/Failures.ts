/**
 * Goes on after a refusal, so that a check finds everything that is wrong and not only the first of it.
 *
 * Whatever was refused is replaced by a stand-in that fits everywhere. A refusal on top of another is no news: what
 * is built on a part that failed, or that only refers to it, is not blamed again.
 */
import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import type { HogqlReason } from "../HogqlReason.ts"
import type { PropertyScope } from "../schema/LogicalTable.ts"

/** A query can be wrong everywhere: an IN list holds 100,000 items. Nobody reads more than these. */
const mostReasons = 100

/** A property that the query reads. */
export interface ReadProperty {
  readonly scope: PropertyScope
  readonly name: string
  readonly span: Span
}

export class Failures {
  /** What a check wants to know beside: compiling has no use for it. */
  readonly properties: ReadProperty[] = []
  readonly #reasons = new Map<string, HogqlReason>()
  /** Grows with each refusal and each use of a stand-in. */
  #count = 0

  /** What was refused, in the order of resolution: the first is the one that compiling fails with. */
  get reasons(): readonly HogqlReason[] {
    return [...this.#reasons.values()]
  }

  /** Gives what `work` gives, or `otherwise` when it is refused. */
  attempt<A, B>(work: () => A, otherwise: B): A | B {
    const before = this.#count
    try {
      return work()
    } catch (cause) {
      if (!(cause instanceof HogqlCompileError)) throw cause
      if (this.#count === before) this.#add(cause.reason)
      this.#count++
      return otherwise
    }
  }

  /** Notes that a stand-in was used: whoever fails over it is not to be blamed. */
  noteUse(): void {
    this.#count++
  }

  noteProperty(property: ReadProperty): void {
    this.properties.push(property)
  }

  /** A node can be resolved twice, and is wrong only once. */
  #add(reason: HogqlReason): void {
    if (this.#reasons.size >= mostReasons) return
    const key = `${reason._tag} ${reason.start} ${reason.end} ${reason.message}`
    if (!this.#reasons.has(key)) this.#reasons.set(key, reason)
  }
}
