/**
 * The only source of chance in the seeded project: small, seeded, and the same on every machine.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand). Only integer operations and the exact IEEE operations
 * + − × ÷ are used anywhere in the story: `Math.log` or `Math.pow` may differ in the last bit between engines, and one
 * bit is enough to change every row after it.
 */

/** Values with weights, prepared for drawing. */
export interface Weighted<Value> {
  readonly values: readonly [Value, ...Value[]]
  /** Running sums of the weights, in the order of `values`. */
  readonly sums: readonly number[]
  readonly total: number
}

/** Prepares `[value, weight]` pairs for `Random.weighted`. */
export const weighted = <Value>(
  ...pairs: readonly [readonly [Value, number], ...(readonly [Value, number])[]]
): Weighted<Value> => {
  const [first, ...rest] = pairs
  let total = 0
  const sums = pairs.map(([, weight]) => (total += weight))
  return { values: [first[0], ...rest.map(([value]) => value)], sums, total }
}

/** A stream of chance; two streams made from the same numbers give the same values. */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1

  /** `stream` and `index` keep apart the streams of one seed, for example one a person. */
  constructor(seed: number, stream: number, index: number) {
    this.a = seed | 0
    this.b = (Math.floor(seed / 4_294_967_296) ^ Math.imul(stream + 1, 0x9e3779b9)) | 0
    this.c = Math.imul(index + 1, 0x85ebca6b) | 0
    for (let round = 0; round < 12; round++) this.word()
  }

  /** A whole number from 0 to 2^32 − 1. */
  word(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11) | 0) + sum) | 0
    return sum >>> 0
  }

  /** A whole number from 0 to `limit` − 1; `limit` is at most 2^32. */
  below(limit: number): number {
    return Math.floor((this.word() / 4_294_967_296) * limit)
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True in `probability` of all cases. */
  chance(probability: number): boolean {
    return this.word() < probability * 4_294_967_296
  }

  /** One of the values, all equally likely. */
  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0]
  }

  /** One of the values, in proportion to its weight. */
  weighted<Value>(choice: Weighted<Value>): Value {
    const mark = (this.word() / 4_294_967_296) * choice.total
    const index = choice.sums.findIndex((sum) => mark < sum)
    return choice.values[index] ?? choice.values[0]
  }

  /** The values in another order; the given array stays as it is. */
  shuffled<Value>(values: Iterable<Value>): Value[] {
    const keyed = Array.from(values, (value) => ({ key: this.word(), value }))
    return keyed.sort((left, right) => left.key - right.key).map(({ value }) => value)
  }
}
