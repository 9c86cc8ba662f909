/**
 * What the engine answers and what it refuses, as data.
 */
export interface Supported {
  readonly method: string
  readonly path: string
  readonly answers: string
}

export const supported: readonly Supported[] = []
