/** A numeric property: its exact sum and its order statistics. */
import type { NumericTruth } from "../truth.ts"

/** Decimal places kept exactly; no property of the story has more. */
const PLACES = 6

export class NumberMeasure {
  private readonly values: number[] = []

  add(value: number): void {
    this.values.push(value)
  }

  /** The decimal text of the sum, for example `1204.5`, without a rounding anywhere. */
  sum(): string {
    return decimalText(this.scaledSum())
  }

  get count(): number {
    return this.values.length
  }

  result(event: string, property: string): NumericTruth {
    const sorted = this.values.toSorted((left, right) => left - right)
    const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0
    return {
      event,
      property,
      count: sorted.length,
      sum: this.sum(),
      average: Number(this.sum()) / sorted.length,
      minimum: sorted[0] ?? 0,
      maximum: sorted.at(-1) ?? 0,
      median: at(0.5),
      p90: at(0.9),
      p90Interpolated: interpolated(sorted, 0.9)
    }
  }

  private scaledSum(): bigint {
    return this.values.reduce((sum, value) => sum + scaledValue(value), 0n)
  }
}

/** The formula of ClickHouse's quantileExactInclusive. */
const interpolated = (sorted: readonly number[], share: number): number => {
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)] ?? 0
  const above = sorted[Math.floor(position) + 1] ?? below
  return below + (position - Math.floor(position)) * (above - below)
}

/** Reads the shortest decimal text of a float, which is also what JSON holds. */
const scaledValue = (value: number): bigint => {
  const [whole = "0", fraction = ""] = String(value).split(".")
  return BigInt(whole + fraction.padEnd(PLACES, "0"))
}

const decimalText = (scaled: bigint): string => {
  const text = scaled.toString().padStart(PLACES + 1, "0")
  return `${text.slice(0, -PLACES)}.${text.slice(-PLACES)}`.replace(/\.?0+$/, "")
}
