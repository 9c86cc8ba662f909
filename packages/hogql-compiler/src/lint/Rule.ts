/**
 * What a lint rule is: something that PostHog runs without complaint and that is still seldom meant.
 *
 * A rule that cries wolf is switched off by its readers, so each says nothing when it is not sure.
 */
import type { QueryNode } from "../ast/Query.ts"
import type { CompiledQuery } from "../Compiler.ts"
import type { Finding } from "../Finding.ts"
import type { ReadSelect } from "./readSelects.ts"

export interface LintInput {
  readonly text: string
  readonly query: QueryNode
  /** Every SELECT of the query, with what it reads. */
  readonly selects: readonly ReadSelect[]
  /** Whether OFFSET is allowed; where it is not, it is an error already. */
  readonly offset: "allow" | "refuse"
  /** Unknown for a query with errors. */
  readonly limit: CompiledQuery["limit"] | undefined
}

export interface LintFinding extends Omit<Finding, "rule"> {
  /** A warning is about wrong or slow answers, a notice about what one may want to know. */
  readonly severity: "warning" | "notice"
}

export interface Rule {
  readonly name: string
  /** Why it is there, for those who read the list of rules. */
  readonly reason: string
  find(input: LintInput): readonly LintFinding[]
}
