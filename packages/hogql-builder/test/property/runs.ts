/**
 * How many cases a property gets. All together make about 5,000 unless FAST_CHECK_RUNS says otherwise.
 *
 * The normal run repeats the same cases; the long form (FAST_CHECK_RUNS=100000) draws new ones each time. fast-check
 * prints the seed of a failure; FAST_CHECK_SEED repeats it.
 */
const total = Number(process.env["FAST_CHECK_RUNS"] ?? 5_000)
const seed = process.env["FAST_CHECK_SEED"]

/** The settings of a property that gets `share` of all cases and looks at `casesPerRun` of them at once. */
export const settings = (share: number, casesPerRun = 1) => ({
  numRuns: Math.ceil((total * share) / casesPerRun),
  ...(seed !== undefined ? { seed: Number(seed) } : total === 5_000 ? { seed: 20_260_101 } : {})
})

/** Milliseconds a property may take, with room for a slow machine. */
export const deadline = Math.max(120_000, total * 40)
