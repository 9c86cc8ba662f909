/**
 * `fn`: the HogQL functions the builder offers, under HogQL's own names.
 *
 * A function that is missing here can be called from the `hogql` tag, where its arguments are still values and
 * expressions and never text.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import * as aggregate from "./functions/aggregate.ts"
import * as scalar from "./functions/scalar.ts"
import * as time from "./functions/time.ts"

const { choose, toText, ...others } = { ...scalar }

/** HogQL's functions. @since 0.1.0 */
export const fn = Object.freeze({ ...aggregate, ...time, ...others, if: choose, toString: toText })
