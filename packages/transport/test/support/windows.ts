/** The judge of rate limits: the most moments that lie within one half-open window of any position. */
export const mostInAnyWindow = (moments: ReadonlyArray<number>, windowMillis: number): number => {
  const sorted = moments.toSorted((a, b) => a - b)
  let most = 0
  let first = 0
  for (const [last, moment] of sorted.entries()) {
    while ((sorted[first] ?? moment) <= moment - windowMillis) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
