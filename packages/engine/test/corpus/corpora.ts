/** Every analysis of the corpus. */
import type { Corpus } from "./Corpus.ts"
import { attribution } from "./attribution.ts"
import { cohorts } from "./cohorts.ts"
import { funnels } from "./funnels.ts"
import { lifecycle } from "./lifecycle.ts"
import { paths } from "./paths.ts"
import { retention } from "./retention.ts"
import { stickiness } from "./stickiness.ts"
import { trends } from "./trends.ts"

export const corpora: readonly Corpus[] = [
  trends,
  funnels,
  retention,
  lifecycle,
  stickiness,
  paths,
  attribution,
  cohorts
]
