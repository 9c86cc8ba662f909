/**
 * What the written arguments of functions must be, by the functions' names and the places of the arguments.
 *
 * Each bound is ClickHouse's own, and is tried out on it by `test/functions/constants.test.ts`.
 */
import type { ConstantRule } from "./ConstantRule.ts"
import { between, bitOf, nonZero, notZero, tupleItem, wholeBetween } from "./numbers.ts"
import { groupNumber, regex, regexWithGroups, replacement } from "./patterns.ts"
import {
  base58,
  base64,
  bool,
  cidr,
  date,
  dateFormat,
  ipv4,
  ipv6,
  numberText,
  oneByte,
  time,
  wholeNumberText
} from "./texts.ts"
import { oneOf } from "./units.ts"
import { zone } from "./zones.ts"

/** Places are counted from 0. */
type Rules = Readonly<Record<number, ConstantRule>>

const same = (names: readonly string[], rules: Rules): readonly (readonly [string, Rules])[] =>
  names.map((name) => [name, rules] as const)

const units = [
  ...["second", "minute", "hour", "day", "week", "month", "quarter", "year"],
  ...["millisecond", "microsecond", "nanosecond"]
]
const shortUnits = [
  ...units.map((unit) => `${unit}s`),
  ...["ss", "s", "mi", "n", "hh", "h", "dd", "d", "ww", "wk", "mm", "m", "qq", "q", "yyyy", "yy"],
  ...["ms", "us", "u", "ns"]
]
const unit = oneOf("unit", units, shortUnits)
const dateParts = [
  ...["year", "quarter", "month", "dayofyear", "day", "week", "weekday", "hour", "minute", "second"]
]

const resolution = wholeBetween("The resolution", { from: 0, to: 15 })
const places = wholeBetween("The number of decimal places", { from: -32768, to: 32767 })
const padded = wholeBetween("The length", { from: 0, to: 1_000_000 })
const divisor: Rules = { 1: notZero }

export const constantRules: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  ...same(["toTimeZone", "parseDateTimeBestEffort", "toTimestamp"], { 1: zone }),
  ...same(["now", "now64", "nowInBlock", "timezone"], { 0: zone }),
  ["make_timestamptz", { 6: zone }],
  ["toString", { 1: zone }],

  ...same(["dateDiff", "date_diff", "age"], { 0: unit, 3: zone }),
  ...same(["dateTrunc", "date_trunc"], { 0: oneOf("unit", units), 2: zone }),
  ["dateName", { 0: oneOf("part", dateParts), 2: zone }],

  ...same(["match", "extract", "extractAll", "countMatches", "countMatchesCaseInsensitive"], { 1: regex }),
  ...same(["extractGroups", "extractAllGroups", "extractAllGroupsHorizontal", "extractAllGroupsVertical"], {
    1: regexWithGroups
  }),
  ...same(["replaceRegexpOne", "replaceRegexpAll"], { 1: regex, 2: replacement }),
  ["regexpExtract", { 1: regex, 2: groupNumber }],
  ["splitByRegexp", { 0: regex }],
  ["splitByChar", { 0: oneByte }],

  ...same(["intDiv", "positiveModulo"], divisor),
  ...same(["gcd", "lcm"], { 0: notZero, 1: notZero }),
  ...same(["round", "floor", "ceil", "ceiling", "trunc", "truncate", "roundBankers"], { 1: places }),
  ["factorial", { 0: wholeBetween("The number", { to: 20 }) }],
  ["width_bucket", { 3: wholeBetween("The number of buckets", { from: 1 }) }],
  ["range", { 2: nonZero("The step") }],
  ["arrayResize", { 1: between("The size", { from: -(2 ** 30), to: 2 ** 30 }) }],
  ["arrayWithConstant", { 0: between("The size", { from: 0, to: 2 ** 30 }) }],
  ...same(["leftPad", "rightPad", "leftPadUTF8", "rightPadUTF8", "lpad", "rpad"], { 1: padded }),
  ["repeat", { 1: wholeBetween("The count", { to: 1_000_000 }) }],
  ["space", { 0: wholeBetween("The count", { to: 1_000_000 }) }],
  ["bitTest", { 1: bitOf }],
  ...same(
    ["bitTestAll", "bitTestAny"],
    Object.fromEntries(Array.from({ length: 16 }, (_, index) => [index + 1, bitOf]))
  ),
  ...same(["bitShiftLeft", "bitShiftRight"], { 1: wholeBetween("The number of places", { from: 0 }) }),
  ["tupleElement", { 1: tupleItem }],
  ["bar", { 3: between("The width", { from: 1, to: 1000 }) }],
  ...same(["LpNorm", "LpNormalize"], { 1: between("The power", { from: 1 }) }),
  ["LpDistance", { 2: between("The power", { from: 1 }) }],

  ["geoToH3", { 2: resolution }],
  ...same(["h3EdgeAngle", "h3EdgeLengthM", "h3EdgeLengthKm", "h3HexAreaM2", "h3HexAreaKm2"], {
    0: resolution
  }),
  ...same(["h3NumHexagons", "h3GetPentagonIndexes"], { 0: resolution }),
  ...same(["h3ToParent", "h3ToChildren", "h3ToCenterChild"], { 1: resolution }),

  ["toDateTime", { 0: time, 1: zone }],
  ["toDateTime64", { 0: time, 1: wholeBetween("The precision", { from: 0, to: 9 }), 2: zone }],
  ...same(["_toInt8", "_toInt16", "_toInt32", "_toInt64", "_toUInt64", "_toUInt128"], { 0: wholeNumberText }),
  ["_toDate", { 0: date }],
  ["toFloatOrDefault", { 1: numberText }],
  ["toBool", { 0: bool }],
  ["convertCurrency", { 2: numberText }],
  ...same(["toIPv4", "IPv4StringToNum"], { 0: ipv4 }),
  ...same(["toIPv6", "IPv6StringToNum"], { 0: ipv6 }),
  ["isIPAddressInRange", { 1: cidr }],
  ["base64Decode", { 0: base64 }],
  ["base58Decode", { 0: base58 }],
  ...same(["formatDateTime", "to_char"], { 1: dateFormat, 2: zone }),
  ["appendTrailingCharIfAbsent", { 1: oneByte }],
  ["ngrams", { 1: wholeBetween("The length", { from: 1 }) }],
  ["make_interval", Object.fromEntries([0, 1, 2, 3, 4, 5].map((place) => [place, wholeNumberText]))],
  ["timeSlots", { 1: wholeNumberText }],
  ...same(
    ["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"].map(
      (name) => `toInterval${name}`
    ),
    { 0: wholeNumberText }
  ),
  ["nth_value", { 1: wholeBetween("The number of the row", { from: 1 }) }],
  ...same(["lagInFrame", "leadInFrame", "lag", "lead"], { 1: wholeBetween("The offset", { from: 0 }) })
])
