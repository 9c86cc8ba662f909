/**
 * Decides which tables a query touches before it is sent. Only a query that resolves completely can be granted: text
 * nobody understood may touch anything.
 */
import type { GuestValue } from "../guest.ts"

/** A place in the text that keeps it from running. */
export interface QueryProblem {
  readonly message: string
  readonly start: number
  readonly end: number
  readonly fix?: string
}

/** What a checker found. */
export interface CheckedQuery {
  readonly isValid: boolean
  readonly errors: readonly QueryProblem[]
  readonly tables: readonly string[]
}

/** The part of `hogql-compiler` that the broker uses. */
export interface QueryChecker {
  check(
    text: string,
    context: { readonly values: Readonly<Record<string, GuestValue>> }
  ): Promise<CheckedQuery>
}
