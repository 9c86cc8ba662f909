/**
 * Runs the rules over a query. A new rule is one file and one line here.
 */
import type { Finding } from "../Finding.ts"
import { joinWithoutKey } from "./joinWithoutKey.ts"
import { missingLimit } from "./missingLimit.ts"
import { noTimeFilter } from "./noTimeFilter.ts"
import { offsetUsed } from "./offsetUsed.ts"
import { orOfProperties } from "./orOfProperties.ts"
import type { LintInput, Rule } from "./Rule.ts"
import { selectStar } from "./selectStar.ts"
import { unstableLimit } from "./unstableLimit.ts"

/** In the order in which findings at the same place are told. */
const rules: readonly Rule[] = [
  noTimeFilter,
  joinWithoutKey,
  orOfProperties,
  offsetUsed,
  unstableLimit,
  selectStar,
  missingLimit
]

export interface Lint {
  readonly warnings: readonly Finding[]
  readonly notices: readonly Finding[]
}

/** What the rules find, in the order of the text. */
export const lint = (input: LintInput): Lint => {
  const found = rules
    .flatMap((rule) => rule.find(input).map((finding) => ({ ...finding, rule: rule.name })))
    .sort((a, b) => a.start - b.start)
  const of = (wanted: "warning" | "notice"): readonly Finding[] =>
    found.flatMap(({ severity, ...finding }) => (severity === wanted ? [finding] : []))
  return { warnings: of("warning"), notices: of("notice") }
}
