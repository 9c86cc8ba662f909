/**
 * What is known of one function: how HogQL writes it, how ClickHouse does, what it takes and gives.
 *
 * The list is an allow-list: a function that is not on it cannot reach ClickHouse. It follows PostHog's own, whose counts of
 * arguments are sometimes stricter than ClickHouse's.
 *
 * @see https://github.com/PostHog/posthog/tree/master/posthog/hogql/functions
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import type { ArgumentKind, ArgumentKinds, LambdaKind } from "./ArgumentKind.ts"

export type FunctionKind = "scalar" | "aggregate" | "window"

/**
 * Functions that need more than another name, by the name of what is to be printed. They are printed by hand; everything
 * else is `clickhouse(args)`.
 */
export type SpecialPrinting =
  | "accurateCast"
  | "addressInRange"
  | "arrayReduce"
  | "caseWithExpression"
  | "channelLookup"
  | "concat"
  | "convertCurrency"
  | "crawlerFact"
  | "dateAdd"
  | "dateBin"
  | "datePart"
  | "display"
  | "every"
  | "exists"
  | "hop"
  | "jsonAgg"
  | "lag"
  | "languageCodeToName"
  | "makeInterval"
  | "makeTimestamptz"
  | "matchesAction"
  | "md5"
  | "now"
  | "nullIf"
  | "parseDateTime"
  | "percentile"
  | "sortableSemver"
  | "startOfInterval"
  | "splitPart"
  | "stringAgg"
  | "surveyResponse"
  | "surveySubmissions"
  | "timezone"
  | "toDate"
  | "toDateTime"
  | "toDecimal"
  | "toStartOfWeek"
  | "toTimestamp"
  | "trim"
  | "windowFunnel"

/**
 * The type of the result: a name, a flag (a Boolean that comes as 1 or 0), what arithmetic makes of its operands, an average (a
 * time for times, a Float for all else), or the type of an argument.
 *
 * Arguments are counted from 0, or from -1 at the end; `item` is the type of an argument's items. `present` and `presentItem` are
 * the same without NULL, as in a list that leaves NULL out. A `state` remembers what it gives when it is `merged`.
 */
export type ReturnRule =
  | HogqlTypeName
  | "flag"
  | "arithmetic"
  | "average"
  | "state"
  | "merged"
  | { readonly argument: number }
  | { readonly item: number }
  | { readonly present: number }
  | { readonly presentItem: number }
  | { readonly list: ReturnRule }

/** What an example gives, as JSON shows it. */
export type ExampleValue =
  string | number | boolean | null | readonly ExampleValue[] | { readonly [key: string]: ExampleValue }

/**
 * A call and what it gives, in UTC.
 *
 * An aggregate is called on the rows of `from`, a query in which `rows` stands for four rows: n is 1 to 4, s is a, b, a, b, t is one hour
 * after another from the first of 2024, maybe is n with NULL for 4, and list is [n, 10]. A window function gives a value for each of them.
 */
export interface FunctionExample {
  readonly hogql: string
  readonly gives: ExampleValue
  readonly from: string | undefined
}

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
  /** What each argument may be; those beyond the last are what the last is. */
  readonly takes: readonly (readonly ArgumentKind[])[]
  /** What a lambda in the first place has to give; `undefined` when the function takes none. */
  readonly lambda: LambdaKind | undefined
  /** The first bracket of `quantile(0.5)(x)`: least and most, `undefined` when it takes none. */
  readonly parameters: { readonly minimum: number; readonly maximum: number | undefined } | undefined
  /** Whether `COUNT` is as good as `count`. */
  readonly anyCase: boolean
  /** Whether the project's time zone is appended as last argument unless the caller filled that place. */
  readonly takesTimezone: boolean
  readonly special: SpecialPrinting | undefined
  readonly returns: ReturnRule
  readonly nullable: NullRule
  /** ClickHouse functions that arguments go through, by their places, because a literal has too narrow a type for it. */
  readonly casts: readonly (string | undefined)[]
  /** What it does, in a sentence. */
  readonly does: string
  readonly example: FunctionExample
  /** Whether it is another aggregate with a word appended, whose example it then has. */
  readonly isCombined: boolean
  /** How it differs from ClickHouse's function of that name, or from PostHog's. */
  readonly differs: string | undefined
}

/** One line of a table; what is left out has the plain value. */
export interface FunctionLine {
  readonly args: number | readonly [minimum: number, maximum: number]
  /** Any, unless given. A single kind is that of every argument. */
  readonly takes?: ArgumentKinds
  readonly lambda?: LambdaKind
  readonly params?: number | readonly [minimum: number, maximum: number]
  readonly clickhouse?: string
  readonly anyCase?: true
  readonly timezone?: true
  readonly special?: SpecialPrinting
  readonly returns?: ReturnRule
  readonly nullable?: NullRule
  readonly casts?: readonly (string | undefined)[]
  readonly does: string
  readonly example: string
  readonly gives: ExampleValue
  readonly from?: string
  readonly differs?: string
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
      takes: placesOf(line.takes ?? "any"),
      lambda: line.lambda,
      parameters: line.params === undefined ? undefined : range(line.params),
      anyCase: line.anyCase ?? false,
      takesTimezone: line.timezone ?? false,
      special: line.special,
      returns: line.returns ?? "Unknown",
      nullable: line.nullable ?? (isList(line.returns) ? "never" : "any"),
      casts: line.casts ?? [],
      does: line.does,
      example: { hogql: line.example, gives: line.gives, from: line.from },
      isCombined: false,
      differs: line.differs
    }
  })

const placesOf = (takes: ArgumentKinds): HogqlFunction["takes"] =>
  typeof takes === "string" ? [[takes]] : takes.map((kinds) => (typeof kinds === "string" ? [kinds] : kinds))

/** Lists cannot be NULL in ClickHouse. */
const isList = (returns: ReturnRule | undefined): boolean =>
  returns === "Array" || (typeof returns === "object" && "list" in returns)

const range = (counts: number | readonly [number, number]) => {
  const [minimum, maximum] = typeof counts === "number" ? [counts, counts] : counts
  return { minimum, maximum: maximum === many ? undefined : maximum }
}
