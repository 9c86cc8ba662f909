/**
 * "Did you mean": the known name nearest to the one that was written.
 *
 * Nearest is the smallest number of insertions, deletions, replacements and swaps of neighbours. A name that differs only in
 * upper and lower case always wins. Nothing is suggested when more than a third of the letters would have to change,
 * because a wild guess costs its reader more than no guess.
 *
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */

/** A name longer than this is not compared: it is no typing mistake, and comparing costs time in the square of its length. */
const longestName = 64

/** The name that was probably meant. */
export interface Suggestion {
  readonly name: string
  /** Nothing else can be meant: only the case differs, or one letter, and no other name is as near. */
  readonly isCertain: boolean
}

/** A shorter name is one letter away from too much. */
const shortestCertain = 4

/**
 * Gives the candidate nearest to `name`, or `undefined` when none is near.
 */
export const suggest = (name: string, candidates: Iterable<string>): Suggestion | undefined => {
  if (name === "" || name.length > longestName) return undefined
  const wanted = name.toLowerCase()
  // Of one or two letters a changed one is half of the name.
  const farthest = name.length < 3 ? 0 : Math.max(1, Math.floor(name.length / 3))
  let best: string | undefined
  let bestDistance = farthest + 1
  let isOnly = false
  for (const candidate of candidates) {
    const offered = candidate.toLowerCase()
    if (offered === wanted) return { name: candidate, isCertain: true }
    if (Math.abs(offered.length - wanted.length) > bestDistance) continue
    const distance = distanceBelow(wanted, offered, bestDistance + 1)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
      isOnly = true
    } else if (distance === bestDistance && candidate !== best) {
      isOnly = false
      // People mistype ends more often than beginnings.
      if (best !== undefined && sharedStart(name, candidate) > sharedStart(name, best)) best = candidate
    }
  }
  if (best === undefined) return undefined
  return { name: best, isCertain: isOnly && bestDistance === 1 && name.length >= shortestCertain }
}

const sharedStart = (a: string, b: string): number => {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** The distance of `a` and `b`, or `bound` as soon as it is certain that the distance is not below it. */
const distanceBelow = (a: string, b: string, bound: number): number => {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let smallest = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforePrevious, j - 2) + 1)
      }
      current.push(cost)
      smallest = Math.min(smallest, cost)
    }
    if (smallest >= bound) return bound
    beforePrevious = previous
    previous = current
  }
  return at(previous, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
