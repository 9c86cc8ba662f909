/** Counts values and lists them by count, largest first, then by their text in code unit order; `null` comes last. */
export class Tally<Value extends string | boolean | null> {
  private readonly counts = new Map<Value, number>()

  add(value: Value): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1)
  }

  get(value: Value): number {
    return this.counts.get(value) ?? 0
  }

  list(): readonly { readonly value: Value; readonly count: number }[] {
    return Array.from(this.counts, ([value, count]) => ({ value, count })).sort(
      (left, right) => right.count - left.count || compareValues(left.value, right.value)
    )
  }
}

const compareValues = (left: string | boolean | null, right: string | boolean | null): number => {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1
  const [first, second] = [String(left), String(right)]
  return first < second ? -1 : first > second ? 1 : 0
}
