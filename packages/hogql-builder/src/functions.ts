/**
 * `fn`: the HogQL functions, under HogQL's own names.
 *
 * The list is long, so each file of `functions` is passed on whole; a bundler keeps what a program names. A function that
 * is missing here can be called from the `hogql` tag, where its arguments are still values and expressions and never
 * text.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
export { array, tuple } from "./collection.ts"
export * from "./functions/aggregate.ts"
export * from "./functions/aggregates.ts"
export * from "./functions/arithmetic.ts"
export * from "./functions/bits.ts"
export * from "./functions/choice.ts"
export * from "./functions/combinators.ts"
export * from "./functions/conversion.ts"
export * from "./functions/dates.ts"
export * from "./functions/display.ts"
export * from "./functions/geo.ts"
export * from "./functions/items.ts"
export * from "./functions/json.ts"
export * from "./functions/lambda.ts"
export * from "./functions/lists.ts"
export * from "./functions/logic.ts"
export * from "./functions/maps.ts"
export * from "./functions/math.ts"
export * from "./functions/nullness.ts"
export * from "./functions/quantiles.ts"
export * from "./functions/rows.ts"
export * from "./functions/search.ts"
export * from "./functions/states.ts"
export * from "./functions/text.ts"
export * from "./functions/time.ts"
export * from "./functions/tuples.ts"
export * from "./functions/url.ts"
export * from "./functions/windows.ts"
