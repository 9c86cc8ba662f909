/**
 * Aggregates made from others by appending words: `sumIf`, `avgOrNull`, `maxArgMinIf`.
 *
 * Each of seven aggregates takes one combinator, and after it `If`, `OrDefault` or `OrNull`. Other
 * aggregates only have the `If` of `aggregatesWithIf` and what is listed by name.
 *
 * @see https://clickhouse.com/docs/sql-reference/aggregate-functions/combinators
 */
import type { HogqlFunction, NullRule, ReturnRule } from "./HogqlFunction.ts"

const bases = ["avg", "sum", "min", "max", "count", "countDistinct", "median"]

interface Combinator {
  readonly added: number
  readonly returns?: ReturnRule
  readonly nullable?: NullRule
}

/** What each word does to the number of arguments and to the result; without `returns` the result is the aggregate's own. */
const combinators: Readonly<Record<string, Combinator>> = {
  If: { added: 1 },
  Array: { added: 0, returns: "Unknown", nullable: "always" },
  Map: { added: 0, returns: "Unknown", nullable: "never" },
  State: { added: 0, returns: "Unknown", nullable: "never" },
  Merge: { added: 0, returns: "Unknown", nullable: "always" },
  ForEach: { added: 0, returns: "Array", nullable: "never" },
  OrDefault: { added: 0 },
  OrNull: { added: 0, nullable: "always" },
  ArgMin: { added: 1 },
  ArgMax: { added: 1 }
}

/** What may follow a combinator. */
const endings = ["", "If", "OrDefault", "OrDefaultIf", "OrNull", "OrNullIf"]

/** The `If` twin of an aggregate: the same with a condition as its last argument. */
export const withIf = (aggregate: HogqlFunction): HogqlFunction => combine(aggregate, "If")

/** Every combination of the seven, given the aggregates they start from. */
export const combinedAggregates = (aggregates: readonly HogqlFunction[]): readonly HogqlFunction[] =>
  aggregates
    .filter(({ name }) => bases.includes(name))
    .flatMap((base) =>
      Object.keys(combinators).flatMap((word) =>
        endings.map((ending) => ending.split(/(?=If|Or)/).reduce(combine, combine(base, word)))
      )
    )

const combine = (base: HogqlFunction, word: string): HogqlFunction => {
  const combinator = combinators[word]
  if (combinator === undefined) return base
  const { added } = combinator
  return {
    ...base,
    name: base.name + word,
    clickhouse: base.clickhouse + word,
    // Merge takes one state, whatever the aggregate took.
    minimumArguments: word === "Merge" ? 1 : base.minimumArguments + added,
    maximumArguments: base.maximumArguments === undefined ? undefined : base.maximumArguments + added,
    anyCase: false,
    returns: combinator.returns ?? base.returns,
    nullable: combinator.nullable ?? base.nullable
  }
}
