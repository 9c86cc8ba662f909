/** What the soak program is told, and what it tells. */

/** Kinds of calls. */
export const soakKinds = [
  "read",
  "write",
  "capture",
  "cached",
  "stream",
  "left",
  "aborted",
  "limited",
  "failing",
  "reset"
] as const

export type SoakKind = (typeof soakKinds)[number]

export interface SoakPlan {
  readonly origin: string
  readonly seconds: number
  readonly sampleMillis: number
  readonly workers: number
  /** The key is another one after so long. */
  readonly rotationMillis: number
}

export interface SoakReport {
  readonly started: number
  readonly ended: number
  /** How many calls ended how, by `kind: outcome`. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly circuits: number
  readonly samples: number
  /** Of the heap, after a collection. */
  readonly firstBytes: number
  readonly lastBytes: number
  readonly bytesPerMinute: number
  readonly bytesPerRequest: number
  /** The least that buffers took in the first and in the last third of the samples. */
  readonly firstBuffers: number
  readonly lastBuffers: number
}

/** The only key that is taken at a time. */
export const keyAt = (millis: number, { rotationMillis }: Pick<SoakPlan, "rotationMillis">): string =>
  `phx_soak${String(Math.floor(millis / rotationMillis)).padStart(16, "0")}`
