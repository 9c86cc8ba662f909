/**
 * The name that a misspelt one was meant to be, when one is near enough to say so.
 */

/** The nearest of the names: the same but for case and separators, a slip or two away, or one that holds what was written. */
export const nearestName = (written: string, names: ReadonlyArray<string>): string | undefined => {
  const plain = plainOf(written.slice(0, longest))
  const most = Math.min(2, Math.floor(plain.length / 3))
  const near = names
    .map((name) => ({ name, slips: slipsBetween(plain, plainOf(name)) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips)[0]
  if (near !== undefined) return near.name
  return plain.length < leastPart
    ? undefined
    : [...names].sort((a, b) => a.length - b.length).find((name) => plainOf(name).includes(plain))
}

/** Longer than any name there is: what is beyond makes no name nearer. */
const longest = 60
/** `apiKey` means `personalApiKey`; `key` could mean anything. */
const leastPart = 4

const plainOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "")

/** How many letters must be changed, added, left out or exchanged with their neighbour. */
const slipsBetween = (a: string, b: string): number => {
  let beforeLast: Array<number> = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const least = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? Infinity) + 1 : Infinity
      )
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
