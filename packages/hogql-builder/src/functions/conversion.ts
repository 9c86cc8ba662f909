/**
 * Conversions. Those that can fail give null.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { DateTime, Uuid } from "../HogqlType.ts"
import { partial, plain, total } from "./signature.ts"
import type { NumberArg, TextArg, TimeArg } from "./signature.ts"

/** As hexadecimal digits. @since 0.2.0 */
export const hex = /* @__PURE__ */ plain<readonly [operand: AnyOperand], string>("hex")
/** The bytes of hexadecimal digits. @since 0.2.0 */
export const unhex = /* @__PURE__ */ plain<readonly [digits: TextArg], string>("unhex")
/** The bytes as a whole number of 8 bits. @since 0.2.0 */
export const reinterpretAsUInt8 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsUInt8"
)
/** The bytes as a whole number of 16 bits. @since 0.2.0 */
export const reinterpretAsUInt16 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsUInt16"
)
/** The bytes as a whole number of 32 bits. @since 0.2.0 */
export const reinterpretAsUInt32 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsUInt32"
)
/** The bytes as a whole number of 64 bits. @since 0.2.0 */
export const reinterpretAsUInt64 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsUInt64"
)
/** The bytes as a whole number of 128 bits. @since 0.2.0 */
export const reinterpretAsUInt128 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number | string>(
  "reinterpretAsUInt128"
)
/** The bytes as a whole number of 256 bits. @since 0.2.0 */
export const reinterpretAsUInt256 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number | string>(
  "reinterpretAsUInt256"
)
/** The bytes as a signed number of 8 bits. @since 0.2.0 */
export const reinterpretAsInt8 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsInt8"
)
/** The bytes as a signed number of 16 bits. @since 0.2.0 */
export const reinterpretAsInt16 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsInt16"
)
/** The bytes as a signed number of 32 bits. @since 0.2.0 */
export const reinterpretAsInt32 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsInt32"
)
/** The bytes as a signed number of 64 bits. @since 0.2.0 */
export const reinterpretAsInt64 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsInt64"
)
/** The bytes as a signed number of 128 bits. @since 0.2.0 */
export const reinterpretAsInt128 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number | string>(
  "reinterpretAsInt128"
)
/** The bytes as a signed number of 256 bits. @since 0.2.0 */
export const reinterpretAsInt256 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number | string>(
  "reinterpretAsInt256"
)
/** The bytes as a fraction of 32 bits. @since 0.2.0 */
export const reinterpretAsFloat32 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsFloat32"
)
/** The bytes as a fraction of 64 bits. @since 0.2.0 */
export const reinterpretAsFloat64 = /* @__PURE__ */ plain<readonly [text: AnyOperand], number>(
  "reinterpretAsFloat64"
)
/** The bytes as a UUID. @since 0.2.0 */
export const reinterpretAsUUID = /* @__PURE__ */ plain<readonly [text: AnyOperand], Uuid>("reinterpretAsUUID")
/** The whole number that an operand stands for; null when it is none. @since 0.1.0 */
export const toInt = /* @__PURE__ */ partial<readonly [operand: AnyOperand], number>("toInt")
/** The number that an operand stands for; null when it is none. @since 0.1.0 */
export const toFloat = /* @__PURE__ */ partial<readonly [operand: AnyOperand], number>("toFloat")
/** A decimal with so many places; null when it is none. @since 0.2.0 */
export const toDecimal = /* @__PURE__ */ partial<readonly [operand: AnyOperand, scale: NumberArg], number>(
  "toDecimal"
)
/** The whole number a text stands for; 0 when it is none. @since 0.2.0 */
export const toIntOrZero = /* @__PURE__ */ plain<readonly [text: TextArg], number>("toIntOrZero")
/** The number a text stands for; 0 when it is none. @since 0.2.0 */
export const toFloatOrZero = /* @__PURE__ */ plain<readonly [text: TextArg], number>("toFloatOrZero")
/** The number a text stands for, or the other. @since 0.2.0 */
export const toFloatOrDefault = /* @__PURE__ */ plain<readonly [text: TextArg, otherwise: NumberArg], number>(
  "toFloatOrDefault"
)
/** The UUID that a text stands for; null when it is none. @since 0.2.0 */
export const toUUID = /* @__PURE__ */ partial<readonly [text: TextArg], Uuid>("toUUID")
/** The UUID that a text stands for, or the other. @since 0.2.0 */
export const toUUIDOrDefault = /* @__PURE__ */ plain<readonly [text: TextArg, otherwise: AnyOperand], Uuid>(
  "toUUIDOrDefault"
)
/** As text. @since 0.2.0 */
export const toNullableString = /* @__PURE__ */ partial<readonly [operand: AnyOperand], string>(
  "toNullableString"
)
/** As a boolean; an error on other text than `true` and `false`. @since 0.2.0 */
export const toBool = /* @__PURE__ */ plain<readonly [operand: AnyOperand], boolean>("toBool")
/** As JSON. @since 0.2.0 */
export const toJSONString = /* @__PURE__ */ plain<readonly [operand: AnyOperand], string>("toJSONString")
/** The name of ClickHouse's type. @since 0.2.0 */
export const toTypeName = /* @__PURE__ */ total<readonly [operand: AnyOperand], string>("toTypeName")
/** A hash of 64 bits; beyond 2^53 it arrives as a bigint. @since 0.2.0 */
export const cityHash64 = /* @__PURE__ */ total<readonly [...operands: AnyOperand[]], number>("cityHash64")
/** The time inside a UUID of version 7. @since 0.2.0 */
export const UUIDv7ToDateTime = /* @__PURE__ */ plain<
  readonly [uuid: AnyOperand, timezone?: TextArg],
  DateTime
>("UUIDv7ToDateTime")
/** The time that an operand stands for, with so many digits of a second. @since 0.2.0 */
export const toDateTime64 = /* @__PURE__ */ partial<
  readonly [operand: AnyOperand, digits?: NumberArg, timezone?: TextArg],
  DateTime
>("toDateTime64")
/** The time that a text stands for, month first. @since 0.2.0 */
export const toDateTimeUS = /* @__PURE__ */ partial<readonly [text: TextArg], DateTime>("toDateTimeUS")
/** The time that a text stands for; null when it is none. @since 0.2.0 */
export const parseDateTimeBestEffort = /* @__PURE__ */ partial<readonly [text: TextArg], DateTime>(
  "parseDateTimeBestEffort"
)
/** The time that a text in that format stands for; null when it is none. @since 0.2.0 */
export const parseDateTime = /* @__PURE__ */ partial<readonly [text: TextArg, format: TextArg], DateTime>(
  "parseDateTime"
)
/** The time of day, on a fixed date. @since 0.2.0 */
export const toTime = /* @__PURE__ */ plain<readonly [time: TimeArg], DateTime>("toTime")
