/**
 * Which groups exist, while a batch of events is taken in: group types in the order of their first use, groups, and what changed.
 *
 * A plain data structure, like the book of persons. A project has five group types at most; a sixth is not kept, as in PostHog.
 *
 * @see https://posthog.com/docs/product-analytics/group-analytics
 */
import type { GroupType } from "@posthog-driver/hogql-compiler"
import { isRecord } from "../json.ts"

type Json = Readonly<Record<string, unknown>>

export interface Group {
  readonly index: number
  readonly key: string
  /** Microseconds since 1970. */
  readonly createdAt: number
  readonly properties: Json
  readonly version: number
}

/** The groups of one event, as its row and its properties carry them. */
export interface EventGroups {
  /** Columns of the row. */
  readonly columns: Readonly<Record<string, string | number>>
  /** Properties that the event gets: `$group_0` and so on. */
  readonly properties: Readonly<Record<string, string>>
  readonly groups: readonly Group[]
}

const MAX_GROUP_TYPES = 5
/** PostHog's columns hold no longer ones. */
const MAX_NAME_LENGTH = 400

interface Named {
  readonly type: string
  readonly key: string
}

const named = (type: unknown, key: unknown): readonly Named[] => {
  const text = typeof key === "number" ? String(key) : key
  if (typeof type !== "string" || typeof text !== "string" || type === "" || text === "") return []
  return type.length > MAX_NAME_LENGTH || text.length > MAX_NAME_LENGTH ? [] : [{ type, key: text }]
}

/** The group an event is about, and those it belongs to. */
export const namedGroups = (event: {
  readonly event: string
  readonly properties: Json
}): { readonly identified: readonly Named[]; readonly belongsTo: readonly Named[] } => {
  const { properties } = event
  return {
    identified:
      event.event === "$groupidentify" ? named(properties["$group_type"], properties["$group_key"]) : [],
    belongsTo: isRecord(properties["$groups"])
      ? Object.entries(properties["$groups"]).flatMap(([type, key]) => named(type, key))
      : []
  }
}

const keyOf = (index: number, key: string): string => `${index}\n${key}`

export class GroupBook {
  readonly #indexes: Map<string, number>
  readonly #known: number
  readonly #groups = new Map<string, Group>()
  readonly #changed = new Set<string>()

  constructor(types: readonly GroupType[], groups: readonly Group[]) {
    this.#indexes = new Map(types.map(({ index, name }) => [name, index]))
    this.#known = types.length
    for (const group of groups) this.#groups.set(keyOf(group.index, group.key), group)
  }

  /** Takes in one event. */
  apply(event: {
    readonly event: string
    readonly properties: Json
    readonly timestamp: number
  }): EventGroups {
    const { identified, belongsTo } = namedGroups(event)
    for (const { type, key } of identified) this.#update(type, key, event)
    const groups = belongsTo.flatMap(({ type, key }) => {
      const index = this.#indexOf(type)
      if (index === undefined) return []
      const known = this.#groups.get(keyOf(index, key))
      return [known ?? { index, key, createdAt: 0, properties: {}, version: 0 }]
    })
    return {
      groups,
      properties: Object.fromEntries(groups.map(({ index, key }) => [`$group_${index}`, key])),
      columns: Object.fromEntries(groups.map(({ index, key }) => [`group_${index}`, key]))
    }
  }

  changes(): { readonly types: readonly GroupType[]; readonly groups: readonly Group[] } {
    return {
      types: [...this.#indexes].slice(this.#known).map(([name, index]) => ({ index, name })),
      groups: [...this.#changed].flatMap((key) => this.#groups.get(key) ?? [])
    }
  }

  /** The number of a type; a new one gets the next, while there is any. */
  #indexOf(type: string): number | undefined {
    const known = this.#indexes.get(type)
    if (known !== undefined) return known
    const taken = new Set(this.#indexes.values())
    for (let index = 0; index < MAX_GROUP_TYPES; index++) {
      if (taken.has(index)) continue
      this.#indexes.set(type, index)
      return index
    }
    return undefined
  }

  #update(
    type: string,
    key: string,
    { properties, timestamp }: { readonly properties: Json; readonly timestamp: number }
  ): void {
    const index = this.#indexOf(type)
    if (index === undefined) return
    const name = keyOf(index, key)
    const known = this.#groups.get(name)
    const set = isRecord(properties["$group_set"]) ? properties["$group_set"] : {}
    if (known !== undefined && Object.keys(set).length === 0) return
    this.#groups.set(name, {
      index,
      key,
      createdAt: known?.createdAt ?? timestamp,
      properties: { ...known?.properties, ...set },
      version: known?.version ?? 0
    })
    this.#changed.add(name)
  }
}
