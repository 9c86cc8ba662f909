/** Every analysis of the corpus. */
import type { Corpus } from "./Corpus.ts"
import { attribution } from "./attribution.ts"
import { cohorts } from "./cohorts.ts"
import { elements } from "./elements.ts"
import { errors, surveys } from "./errors.ts"
import { experiments } from "./experiments.ts"
import { funnels } from "./funnels.ts"
import { groups } from "./groups.ts"
import { lifecycle } from "./lifecycle.ts"
import { llm } from "./llm.ts"
import { paths } from "./paths.ts"
import { persons } from "./persons.ts"
import { properties } from "./properties.ts"
import { retention } from "./retention.ts"
import { revenue } from "./revenue.ts"
import { sessions } from "./sessions.ts"
import { shapes } from "./shapes.ts"
import { stickiness } from "./stickiness.ts"
import { times } from "./times.ts"
import { trends } from "./trends.ts"
import { web } from "./web.ts"
import { windows } from "./windows.ts"

export const corpora: readonly Corpus[] = [
  trends,
  funnels,
  retention,
  lifecycle,
  stickiness,
  paths,
  attribution,
  cohorts,
  groups,
  sessions,
  web,
  llm,
  experiments,
  revenue,
  errors,
  surveys,
  elements,
  persons,
  properties,
  windows,
  times,
  shapes
]
