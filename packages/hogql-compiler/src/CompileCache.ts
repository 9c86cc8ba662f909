/**
 * Remembers what texts were compiled to, for the contexts they were compiled in.
 *
 * Everything a compilation depends on is its text and its context, the values, the time zone and the schema included, so these are the key.
 * Few projects are asked about and each with many values, so what is kept of a project is kept once.
 */
import type { CompileContext, CompiledQuery } from "./Compiler.ts"
import { LruCache } from "./parse/LruCache.ts"
import { isUnchanged, type Snapshot, takeSnapshot } from "./Snapshot.ts"

interface Entry {
  readonly project: Snapshot
  readonly values: Snapshot
  readonly compiled: CompiledQuery
}

/** One text is asked with few different values before it is asked with the first ones again. */
const entriesPerText = 4
const mostProjects = 4
/** All texts together; what is kept of one is some times as long. */
const cachedCharacters = 512 * 1024

export class CompileCache {
  private readonly entries: LruCache<readonly Entry[]>
  private projects: readonly Snapshot[] = []

  /** @param size How many texts are remembered. */
  constructor(size: number) {
    this.entries = new LruCache(size, cachedCharacters)
  }

  /** What `compile` gives, or gave before. The answer is frozen, because it is given again. */
  async compile(
    text: string,
    context: CompileContext,
    compile: () => Promise<CompiledQuery>
  ): Promise<CompiledQuery> {
    const [given, rest] = parted(text, context)
    const project = this.snapshotOf(rest)
    const known = this.find(text, project, given)
    if (known !== undefined) return known
    const values = takeSnapshot(given)
    const compiled = freeze(await compile())
    if (project === undefined || values === undefined) return compiled
    // While the text was parsed, somebody may have changed the context, or have compiled the same text in it.
    const [givenNow, restNow] = parted(text, context)
    if (!isUnchanged(project, restNow) || !isUnchanged(values, givenNow)) return compiled
    const again = this.find(text, project, given)
    if (again !== undefined) return again
    const others = this.entries.get(text) ?? []
    this.entries.set(text, [{ project, values, compiled }, ...others].slice(0, entriesPerText))
    return compiled
  }

  private find(text: string, project: Snapshot | undefined, values: unknown): CompiledQuery | undefined {
    if (project === undefined) return undefined
    return this.entries
      .get(text)
      ?.find((entry) => entry.project === project && isUnchanged(entry.values, values))?.compiled
  }

  /** The one snapshot that stands for all equal contexts. */
  private snapshotOf(rest: object): Snapshot | undefined {
    const known = this.projects.find((project) => isUnchanged(project, rest))
    if (known !== undefined) return known
    const taken = takeSnapshot(rest)
    if (taken !== undefined) this.projects = [taken, ...this.projects].slice(0, mostProjects)
    return taken
  }
}

/** What is asked with, and what a project is. The clock counts only for a text that relative dates can be part of. */
const parted = (text: string, context: CompileContext): readonly [given: object, rest: object] => {
  const { filters, now, values, variables, ...rest } = context
  const isTimed = (context.views ?? []).length > 0 || /filters|matchesAction/.test(text)
  return [{ values, variables, filters, now: isTimed ? now : undefined }, rest]
}

const freeze = <Data>(data: Data): Data => {
  if (typeof data !== "object" || data === null) return data
  for (const field of Object.values(data)) freeze(field)
  return Object.freeze(data)
}
