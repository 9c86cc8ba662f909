/**
 * Aggregates made from others by appending words: `sumIf`, `avgOrNull`, `maxArgMinIf`.
 *
 * Each of seven aggregates takes one combinator, and after most of them `If`, or `OrDefault` or `OrNull` and then `If`. Other
 * aggregates only have the `If` of `aggregatesWithIf` and what is listed by name.
 *
 * @see https://clickhouse.com/docs/sql-reference/aggregate-functions/combinators
 */
import { listOfKind } from "./ArgumentKind.ts"
import type { HogqlFunction, ReturnRule } from "./HogqlFunction.ts"

/** The aggregates that take every combinator. */
export const combinedBases: readonly string[] = [
  "avg",
  "sum",
  "min",
  "max",
  "count",
  "countDistinct",
  "median"
]

/** What each word adds to the number of arguments, and which words may follow it. */
const combinators = {
  If: { added: 1, then: [] },
  Array: { added: 0, then: ["If", "OrDefault", "OrNull"] },
  Map: { added: 0, then: ["If", "OrDefault", "OrNull"] },
  State: { added: 0, then: ["If", "OrDefault", "OrNull"] },
  Merge: { added: 0, then: ["If", "OrDefault", "OrNull"] },
  ForEach: { added: 0, then: ["If", "OrDefault", "OrNull"] },
  OrDefault: { added: 0, then: ["If"] },
  OrNull: { added: 0, then: ["If"] },
  ArgMin: { added: 1, then: ["If", "OrDefault", "OrNull"] },
  ArgMax: { added: 1, then: ["If", "OrDefault", "OrNull"] }
} as const satisfies Readonly<Record<string, { readonly added: number; readonly then: readonly string[] }>>

type Word = keyof typeof combinators

const isWord = (text: string): text is Word => Object.hasOwn(combinators, text)
const words = Object.keys(combinators).filter(isWord)

const meanings: Readonly<Record<Word, string>> = {
  If: "of the rows a condition is true for",
  Array: "of the items of lists",
  Map: "of a map's values by key",
  State: "as a state, to be merged later",
  Merge: "of merged states",
  ForEach: "of lists place by place",
  OrDefault: "or the type's default when there are no rows",
  OrNull: "or NULL when there are no rows",
  ArgMin: "of the rows where the last argument is smallest",
  ArgMax: "of the rows where the last argument is greatest"
}

/** The `If` twin of an aggregate: the same with a condition as its last argument. */
export const withIf = (aggregate: HogqlFunction): HogqlFunction => combine(aggregate, "If")

/** Every combination of the seven, given the aggregates they start from. */
export const combinedAggregates = (aggregates: readonly HogqlFunction[]): readonly HogqlFunction[] =>
  aggregates
    .filter(({ name }) => combinedBases.includes(name))
    .flatMap((base) => words.flatMap((word) => [combine(base, word), ...followed(combine(base, word), word)]))

const followed = (combined: HogqlFunction, word: Word): readonly HogqlFunction[] =>
  combinators[word].then.flatMap((next) => [
    combine(combined, next),
    ...followed(combine(combined, next), next)
  ])

const combine = (base: HogqlFunction, word: Word): HogqlFunction => {
  const { added } = combinators[word]
  return {
    ...base,
    name: base.name + word,
    clickhouse: base.clickhouse + word,
    // Merge takes one state, whatever the aggregate took.
    minimumArguments: word === "Merge" ? 1 : base.minimumArguments + added,
    maximumArguments: base.maximumArguments === undefined ? undefined : base.maximumArguments + added,
    takes: takenBy(base, word),
    anyCase: false,
    isCombined: true,
    does: `${base.name}, ${meanings[word]}.`,
    ...result(base, word)
  }
}

/** A condition at the end is looked at apart, so `If` takes what its aggregate does. */
const takenBy = ({ takes, minimumArguments }: HogqlFunction, word: Word): HogqlFunction["takes"] => {
  switch (word) {
    case "Array":
    case "ForEach":
      return takes.map((kinds) => kinds.map(listOfKind))
    case "Map":
      // Two lists, of keys and of values, are as good.
      return minimumArguments === 0 ? [["any"]] : [["map", "list", "tuple"], ["list"]]
    case "Merge":
      return [["state"]]
    case "ArgMin":
    case "ArgMax":
      return [...takes, ["any"]]
    default:
      return takes
  }
}

const result = (base: HogqlFunction, word: Word): Pick<HogqlFunction, "returns" | "nullable"> => {
  const { returns, nullable } = base
  switch (word) {
    case "Array":
      return { returns: ofItems(returns), nullable }
    case "ForEach":
      return { returns: { list: ofItems(returns) }, nullable: "never" }
    case "Map":
      return { returns: "Unknown", nullable: "never" }
    case "State":
      return { returns: "state", nullable: "never" }
    case "Merge":
      return { returns: "merged", nullable }
    case "OrNull":
      return { returns, nullable: returns === "state" ? nullable : "always" }
    default:
      return { returns, nullable }
  }
}

/** What depends on an argument depends on its items when that is a list. */
const ofItems = (returns: ReturnRule): ReturnRule =>
  typeof returns === "object" && "argument" in returns ? { item: returns.argument } : returns
