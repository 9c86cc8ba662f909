/**
 * What is known of one function: how HogQL writes it, how ClickHouse does, what it takes and gives.
 *
 * The list is an allow-list: a function that is not on it cannot reach ClickHouse. It follows PostHog's own, whose counts of
 * arguments are sometimes stricter than ClickHouse's.
 *
 * @see https://github.com/PostHog/posthog/tree/master/posthog/hogql/functions
 */
import type { HogqlTypeName } from "../HogqlType.ts"

export type FunctionKind = "scalar" | "aggregate" | "window"

/**
 * Functions that need more than another name, by the name of what is to be printed. They are printed by hand; everything
 * else is `clickhouse(args)`.
 */
export type SpecialPrinting =
  | "accurateCast"
  | "arrayReduce"
  | "caseWithExpression"
  | "concat"
  | "dateAdd"
  | "dateBin"
  | "datePart"
  | "every"
  | "exists"
  | "generateSeries"
  | "hop"
  | "jsonAgg"
  | "lag"
  | "languageCodeToName"
  | "makeInterval"
  | "makeTimestamptz"
  | "md5"
  | "now"
  | "parseDateTime"
  | "percentile"
  | "sortableSemver"
  | "splitPart"
  | "stringAgg"
  | "timezone"
  | "toDate"
  | "toDateTime"
  | "toDecimal"
  | "toStartOfWeek"
  | "toTimestamp"
  | "trim"
  | "windowFunnel"

/** The type of the result: a name, the type of an argument (counted from 0), or what arithmetic makes of its operands. */
export type ReturnRule = HogqlTypeName | { readonly argument: number } | "arithmetic"

/**
 * When the result can be null: when any argument can (ClickHouse's own rule), when all can, never, or always. With
 * "parts", only the arguments that can become the result count, as in `if(condition, a, b)`.
 */
export type NullRule = "any" | "all" | "never" | "always" | "parts"

export interface HogqlFunction {
  /** As HogQL writes it. */
  readonly name: string
  /** As ClickHouse writes it. */
  readonly clickhouse: string
  readonly area: string
  readonly kind: FunctionKind
  readonly minimumArguments: number
  /** `undefined` for any number. */
  readonly maximumArguments: number | undefined
  /** The first bracket of `quantile(0.5)(x)`: least and most, `undefined` when it takes none. */
  readonly parameters: { readonly minimum: number; readonly maximum: number | undefined } | undefined
  /** Whether `COUNT` is as good as `count`. */
  readonly anyCase: boolean
  /** Whether the project's time zone is appended as last argument unless the caller filled that place. */
  readonly takesTimezone: boolean
  readonly special: SpecialPrinting | undefined
  readonly returns: ReturnRule
  readonly nullable: NullRule
}

/** One line of a table; what is left out has the plain value. */
export interface FunctionLine {
  readonly args: number | readonly [minimum: number, maximum: number]
  readonly params?: number | readonly [minimum: number, maximum: number]
  readonly clickhouse?: string
  readonly anyCase?: true
  readonly timezone?: true
  readonly special?: SpecialPrinting
  readonly returns?: ReturnRule
  readonly nullable?: NullRule
}

/** For counts without an upper end. */
export const many = Number.POSITIVE_INFINITY

/** Makes the functions of one area from its lines. */
export const functionTable = (
  area: string,
  kind: FunctionKind,
  lines: Readonly<Record<string, FunctionLine>>
): readonly HogqlFunction[] =>
  Object.entries(lines).map(([name, line]) => {
    const { minimum, maximum } = range(line.args)
    return {
      name,
      clickhouse: line.clickhouse ?? name,
      area,
      kind,
      minimumArguments: minimum,
      maximumArguments: maximum,
      parameters: line.params === undefined ? undefined : range(line.params),
      anyCase: line.anyCase ?? false,
      takesTimezone: line.timezone ?? false,
      special: line.special,
      returns: line.returns ?? "Unknown",
      nullable: line.nullable ?? (line.returns === "Array" || line.returns === "Tuple" ? "never" : "any")
    }
  })

const range = (counts: number | readonly [number, number]) => {
  const [minimum, maximum] = typeof counts === "number" ? [counts, counts] : counts
  return { minimum, maximum: maximum === many ? undefined : maximum }
}
