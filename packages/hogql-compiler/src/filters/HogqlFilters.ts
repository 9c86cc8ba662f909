/**
 * What a query can be filtered by from outside: PostHog's own shapes, with the names its API uses.
 */

/**
 * What stands for `{filters}` in a query. Without any, `{filters}` is true.
 *
 * @since 0.2.0
 */
export interface HogqlFilters {
  readonly dateRange?: DateRange | null | undefined
  readonly properties?: readonly (PropertyFilter | PropertyFilterGroup)[] | null | undefined
  /** Leaves out what the context's `testAccountFilters` leave out. */
  readonly filterTestAccounts?: boolean | null | undefined
}

/**
 * From (included) and to (left out). A bound is a date or a time (`2024-03-01`, `2024-03-01T10:00:00Z`; without a zone it is the
 * project's), or relative to the context's `now`: `-7d`, `-1m`, `-2h`, `mStart`, `-1yStart`, `dEnd`. `all` and null are no bound.
 *
 * @since 0.2.0
 */
export interface DateRange {
  readonly date_from?: string | null | undefined
  readonly date_to?: string | null | undefined
  /** Changes nothing in HogQL: bounds are always as exact as they are written. */
  readonly explicitDate?: boolean | null | undefined
}

/**
 * One condition on a property. `operator` is "exact" unless given; a list of values means any of them, and none of them with a
 * negative operator.
 *
 * @since 0.2.0
 */
export interface PropertyFilter {
  readonly type:
    | "event"
    | "person"
    | "session"
    | "group"
    | "cohort"
    | "hogql"
    | "element"
    | "event_metadata"
    | "feature"
    | "empty"
    | "flag"
  /** The property; for "hogql" the expression itself, for "element" `selector`, `tag_name`, `text` or `href`. */
  readonly key?: string | null | undefined
  readonly value?: FilterValue | readonly FilterValue[] | undefined
  readonly operator?: PropertyOperator | null | undefined
  readonly group_type_index?: number | null | undefined
  /** Of "cohort": leaves its members out. */
  readonly negation?: boolean | null | undefined
}

/**
 * Several conditions joined by AND or OR.
 *
 * @since 0.2.0
 */
export interface PropertyFilterGroup {
  readonly type: "AND" | "OR"
  readonly values: readonly (PropertyFilter | PropertyFilterGroup)[]
}

/**
 * A value to compare a property with.
 *
 * @since 0.2.0
 */
export type FilterValue = string | number | bigint | boolean | null

export const propertyOperators = [
  ...(["exact", "is_not", "icontains", "not_icontains", "icontains_multi", "not_icontains_multi"] as const),
  ...(["regex", "not_regex", "gt", "gte", "lt", "lte", "min", "max", "is_set", "is_not_set"] as const),
  ...([
    "is_date_exact",
    "is_date_before",
    "is_date_after",
    "between",
    "not_between",
    "in",
    "not_in"
  ] as const),
  ...(["semver_eq", "semver_neq", "semver_gt", "semver_gte", "semver_lt", "semver_lte"] as const),
  ...(["semver_tilde", "semver_caret", "semver_wildcard"] as const)
] as const

/**
 * How a property is compared.
 *
 * @since 0.2.0
 */
export type PropertyOperator = (typeof propertyOperators)[number]

/**
 * An action that `matchesAction` can name: an event matches when it matches any of the steps. Without steps every event matches.
 *
 * @since 0.2.0
 */
export interface ActionDefinition {
  readonly id: number
  readonly name: string
  readonly steps: readonly ActionStep[]
}

/**
 * What an event must be for one step of an action; everything given must hold. Matching is "contains" for a URL and "exact" for text and
 * href unless given. `selector`, `tag_name`, `text` and `href` count for `$autocapture` only.
 *
 * @since 0.2.0
 */
export interface ActionStep {
  readonly event?: string | null | undefined
  readonly url?: string | null | undefined
  readonly url_matching?: StringMatching | null | undefined
  readonly properties?: readonly (PropertyFilter | PropertyFilterGroup)[] | null | undefined
  readonly selector?: string | null | undefined
  readonly tag_name?: string | null | undefined
  readonly text?: string | null | undefined
  readonly text_matching?: StringMatching | null | undefined
  readonly href?: string | null | undefined
  readonly href_matching?: StringMatching | null | undefined
}

/**
 * How a text of an action's step is compared.
 *
 * @since 0.2.0
 */
export type StringMatching = "contains" | "regex" | "exact"
