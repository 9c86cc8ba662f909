/**
 * Functions that mean something only with `over`.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import { windowOnly } from "./signature.ts"

/** The number of the row, equal ones alike, with gaps after. @since 0.2.0 */
export const rank = /* @__PURE__ */ windowOnly<number>("rank")
/** The number of the row, equal ones alike, without gaps. @since 0.2.0 */
export const dense_rank = /* @__PURE__ */ windowOnly<number>("dense_rank")
/** The number of the row, from 1. @since 0.2.0 */
export const row_number = /* @__PURE__ */ windowOnly<number>("row_number")
