/**
 * JSON in texts. Keys and positions lead to the value; a position counts from 1.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { Flag } from "../HogqlType.ts"
import { partial, plain } from "./signature.ts"
import type { JsonArg, PathArg, TextArg } from "./signature.ts"

/** Whether the text is JSON. @since 0.2.0 */
export const isValidJSON = /* @__PURE__ */ plain<readonly [json: JsonArg], Flag>("isValidJSON")
/** Whether there is a value. @since 0.2.0 */
export const JSONHas = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], Flag>("JSONHas")
/** The number of items or keys. @since 0.2.0 */
export const JSONLength = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], number>(
  "JSONLength"
)
/** The number of items; null when it is no array. @since 0.2.0 */
export const JSONArrayLength = /* @__PURE__ */ partial<readonly [json: JsonArg, ...path: PathArg[]], number>(
  "JSONArrayLength"
)
/** The type of the value. @since 0.2.0 */
export const JSONType = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], string>(
  "JSONType"
)
/** The value as ClickHouse's type that is named last. @since 0.2.0 */
export const JSONExtract = /* @__PURE__ */ plain<
  readonly [json: JsonArg, ...pathAndType: PathArg[]],
  unknown
>("JSONExtract")
/** The value as a whole number; 0 when it is none. @since 0.2.0 */
export const JSONExtractUInt = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], number>(
  "JSONExtractUInt"
)
/** The value as a signed number; 0 when it is none. @since 0.2.0 */
export const JSONExtractInt = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], number>(
  "JSONExtractInt"
)
/** The value as a fraction; 0 when it is none. @since 0.2.0 */
export const JSONExtractFloat = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], number>(
  "JSONExtractFloat"
)
/** The value as a condition; 0 when it is none. @since 0.2.0 */
export const JSONExtractBool = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], Flag>(
  "JSONExtractBool"
)
/** The value as text; empty when it is none. @since 0.2.0 */
export const JSONExtractString = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], string>(
  "JSONExtractString"
)
/** The key at a position. @since 0.2.0 */
export const JSONExtractKey = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], string>(
  "JSONExtractKey"
)
/** The keys. @since 0.2.0 */
export const JSONExtractKeys = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], string[]>(
  "JSONExtractKeys"
)
/** The value as JSON; empty when there is none. @since 0.2.0 */
export const JSONExtractRaw = /* @__PURE__ */ plain<readonly [json: JsonArg, ...path: PathArg[]], string>(
  "JSONExtractRaw"
)
/** The items as JSON. @since 0.2.0 */
export const JSONExtractArrayRaw = /* @__PURE__ */ plain<
  readonly [json: JsonArg, ...path: PathArg[]],
  string[]
>("JSONExtractArrayRaw")
/** Keys and values, as ClickHouse's type that is named last. @since 0.2.0 */
export const JSONExtractKeysAndValues = /* @__PURE__ */ plain<
  readonly [json: JsonArg, ...pathAndType: PathArg[]],
  unknown
>("JSONExtractKeysAndValues")
/** Keys, and values as JSON. @since 0.2.0 */
export const JSONExtractKeysAndValuesRaw = /* @__PURE__ */ plain<
  readonly [json: JsonArg, ...path: PathArg[]],
  [string, string][]
>("JSONExtractKeysAndValuesRaw")
/** The value at a JSONPath; empty when there is none. @since 0.2.0 */
export const JSON_VALUE = /* @__PURE__ */ plain<
  readonly [json: JsonArg, path: TextArg, ...others: TextArg[]],
  string
>("JSON_VALUE")
