/**
 * Finds the name somebody probably meant: by other words for the same thing first, then by the fewest typing mistakes.
 *
 * @see https://en.wikipedia.org/wiki/Levenshtein_distance
 */

/** Other words people use for the objects of PostHog. */
const SYNONYMS: Readonly<Record<string, string>> = {
  user: "persons",
  users: "persons",
  people: "persons",
  person: "persons",
  flag: "feature_flags",
  flags: "feature_flags",
  features: "feature_flags",
  session_recordings: "sessions",
  recordings: "sessions",
  segments: "cohorts",
  groups: "cohorts",
  charts: "insights",
  notes: "annotations",
  tests: "experiments"
}

/** The nearest of `names`, or nothing when none is near (more than a third of the letters differ). */
export function nearestName(written: string, names: ReadonlyArray<string>): string | undefined {
  const wanted = written
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_")
  const synonym = Object.hasOwn(SYNONYMS, wanted) ? SYNONYMS[wanted] : undefined
  if (synonym !== undefined && names.includes(synonym)) return synonym
  const ranked = names
    .map((name) => ({ name, distance: distance(wanted, name) }))
    .sort((left, right) => left.distance - right.distance)
  const best = ranked[0]
  return best !== undefined && best.distance <= Math.ceil(best.name.length / 3) ? best.name : undefined
}

function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let col = 1; col <= right.length; col += 1) {
      const change = left[row - 1] === right[col - 1] ? 0 : 1
      current.push(
        Math.min((previous[col] ?? 0) + 1, (current[col - 1] ?? 0) + 1, (previous[col - 1] ?? 0) + change)
      )
    }
    previous = current
  }
  return previous[right.length] ?? 0
}
