/**
 * From one type to another, and around null.
 *
 * HogQL's conversions give null where ClickHouse would fail, so most of them go to an `…OrNull` function.
 */
import { functionTable, many } from "./HogqlFunction.ts"

export const conversionFunctions = functionTable("conversion", "scalar", {
  hex: { args: 1, returns: "String" },
  unhex: { args: 1, returns: "String" },
  reinterpretAsUInt8: { args: 1, returns: "Integer" },
  reinterpretAsUInt16: { args: 1, returns: "Integer" },
  reinterpretAsUInt32: { args: 1, returns: "Integer" },
  reinterpretAsUInt64: { args: 1, returns: "Integer" },
  reinterpretAsUInt128: { args: 1, returns: "Integer" },
  reinterpretAsUInt256: { args: 1, returns: "Integer" },
  reinterpretAsInt8: { args: 1, returns: "Integer" },
  reinterpretAsInt16: { args: 1, returns: "Integer" },
  reinterpretAsInt32: { args: 1, returns: "Integer" },
  reinterpretAsInt64: { args: 1, returns: "Integer" },
  reinterpretAsInt128: { args: 1, returns: "Integer" },
  reinterpretAsInt256: { args: 1, returns: "Integer" },
  reinterpretAsFloat32: { args: 1, returns: "Float" },
  reinterpretAsFloat64: { args: 1, returns: "Float" },
  reinterpretAsUUID: { args: 1, returns: "UUID" },
  toUUIDOrDefault: { args: 2, returns: "UUID" },
  // TypeScript looks for the method every object has under this key, and so needs to be told the literal types.
  toString: { args: [1, 2] as const, returns: "String" as const },
  toBool: { args: 1, returns: "Boolean" },
  toJSONString: { args: 1, returns: "String", nullable: "never" },
  toTypeName: { args: 1, returns: "String", nullable: "never" },
  cityHash64: { args: 1, returns: "Integer", nullable: "never" },
  UUIDv7ToDateTime: { args: 1, timezone: true, returns: "DateTime" },
  toDateTime64: { args: [1, 3], timezone: true, returns: "DateTime" },
  isNotNull: { args: 1, returns: "Boolean", nullable: "never" },
  coalesce: { args: [1, many], anyCase: true, returns: { argument: 0 }, nullable: "all" },
  assumeNotNull: { args: 1, returns: { argument: 0 }, nullable: "never" },
  toNullable: { args: 1, returns: { argument: 0 }, nullable: "always" },
  toInt: { args: 1, clickhouse: "Int64", special: "accurateCast", returns: "Integer", nullable: "always" },
  toFloat: { args: 1, clickhouse: "Float64", special: "accurateCast", returns: "Float", nullable: "always" },
  toUUID: { args: 1, clickhouse: "UUID", special: "accurateCast", returns: "UUID", nullable: "always" },
  toNullableString: {
    args: 1,
    clickhouse: "Nullable(String)",
    special: "accurateCast",
    returns: "String",
    nullable: "always"
  },
  toDecimal: {
    args: 2,
    clickhouse: "accurateCastOrNull",
    special: "toDecimal",
    returns: "Decimal",
    nullable: "always"
  },
  toIntOrZero: { args: 1, clickhouse: "toInt64OrZero", returns: "Integer" },
  toFloatOrZero: { args: 1, clickhouse: "toFloat64OrZero", returns: "Float" },
  toFloatOrDefault: { args: [1, 2], clickhouse: "toFloat64OrDefault", returns: "Float" },
  _toInt8: { args: 1, clickhouse: "toInt8", returns: "Integer" },
  _toInt16: { args: 1, clickhouse: "toInt16", returns: "Integer" },
  _toInt32: { args: 1, clickhouse: "toInt32", returns: "Integer" },
  _toInt64: { args: 1, clickhouse: "toInt64", returns: "Integer" },
  _toUInt64: { args: 1, clickhouse: "toUInt64", returns: "Integer" },
  _toUInt128: { args: 1, clickhouse: "toUInt128", returns: "Integer" },
  _toDate: { args: 1, clickhouse: "toDate", returns: "Date" },
  ifNull: { args: 2, anyCase: true, returns: { argument: 0 }, nullable: "all" },
  nullIf: { args: 2, anyCase: true, returns: { argument: 0 }, nullable: "always" },
  isNull: { args: 1, anyCase: true, returns: "Boolean", nullable: "never" }
})
