/**
 * Looks a function up by the name in a query.
 *
 * Names are case-sensitive except where PostHog accepts any case; a name that is wrong only in its case is suggested right.
 */
import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import * as Reason from "../HogqlReason.ts"
import { suggest } from "../suggest.ts"
import { addressFunctions } from "./addressFunctions.ts"
import { aggregatesWithIf, otherAggregates } from "./aggregateFunctions.ts"
import { arithmeticFunctions } from "./arithmeticFunctions.ts"
import { arrayFunctions } from "./arrayFunctions.ts"
import { bitFunctions } from "./bitFunctions.ts"
import { combinedAggregates, withIf } from "./combinedAggregates.ts"
import { conversionFunctions } from "./conversionFunctions.ts"
import { dateFunctions } from "./dateFunctions.ts"
import { geoFunctions } from "./geoFunctions.ts"
import type { HogqlFunction } from "./HogqlFunction.ts"
import { jsonFunctions } from "./jsonFunctions.ts"
import { logicFunctions } from "./logicFunctions.ts"
import { mapFunctions } from "./mapFunctions.ts"
import { otherFunctions } from "./otherFunctions.ts"
import { posthogFunctions } from "./posthogFunctions.ts"
import { refusedFunctions } from "./refusedFunctions.ts"
import { searchFunctions } from "./searchFunctions.ts"
import { stringFunctions } from "./stringFunctions.ts"
import { tupleFunctions } from "./tupleFunctions.ts"
import { urlFunctions } from "./urlFunctions.ts"
import { windowFunctions } from "./windowFunctions.ts"

/** A name that several lists hold keeps its first entry, the one written by hand. */
const byName = new Map<string, HogqlFunction>()
for (const entry of [
  ...arithmeticFunctions,
  ...arrayFunctions,
  ...conversionFunctions,
  ...dateFunctions,
  ...jsonFunctions,
  ...stringFunctions,
  ...searchFunctions,
  ...logicFunctions,
  ...mapFunctions,
  ...bitFunctions,
  ...urlFunctions,
  ...tupleFunctions,
  ...otherFunctions,
  ...addressFunctions,
  ...geoFunctions,
  ...posthogFunctions,
  ...windowFunctions,
  ...aggregatesWithIf,
  ...otherAggregates,
  ...aggregatesWithIf.map(withIf),
  ...combinedAggregates([...aggregatesWithIf, ...otherAggregates])
]) {
  if (!byName.has(entry.name)) byName.set(entry.name, entry)
}

const byAnyCase = new Map(
  [...byName.values()].filter(({ anyCase }) => anyCase).map((entry) => [entry.name.toLowerCase(), entry])
)

/** Every function that may be called, by name. */
export const hogqlFunctions: ReadonlyMap<string, HogqlFunction> = byName

/**
 * Gives the function called `name`, or throws `UnknownFunction` with a suggestion or `NotSupported` with the reason.
 */
export const findFunction = (name: string, span?: Span): HogqlFunction => {
  const found = byName.get(name) ?? byAnyCase.get(name.toLowerCase())
  if (found !== undefined) return found
  const why = refusedFunctions.get(name)
  if (why !== undefined)
    throw new HogqlCompileError(Reason.notSupported(`The function ${Reason.quote(name)}`, span, why))
  throw new HogqlCompileError(Reason.unknownFunction(name, span, suggest(name, suggestible())))
}

/** Refused functions are not offered, nor are the parser's own with a leading underscore. */
const suggestible = (): readonly string[] => [...byName.keys()].filter((name) => !name.startsWith("_"))

/**
 * Throws `WrongArguments` when a call has too few or too many arguments or parameters.
 */
export const checkCounts = (
  called: HogqlFunction,
  counts: { readonly args: number; readonly params: number | undefined },
  span?: Span
): void => {
  const { minimumArguments: minimum, maximumArguments: maximum, name, parameters } = called
  if (counts.args < minimum || (maximum !== undefined && counts.args > maximum)) {
    throw wrong(called, "argument", { minimum, maximum }, counts.args, span)
  }
  if (parameters === undefined) {
    // As in PostHog, an aggregate that requires no parameters may still be given some: `groupArray(10)(x)`.
    if (counts.params === undefined || called.kind === "aggregate") return
    throw new HogqlCompileError(
      Reason.wrongArguments(
        name,
        `Function '${name}' takes no parameters: write its arguments in one bracket.`,
        span
      )
    )
  }
  const given = counts.params ?? 0
  if (given < parameters.minimum || (parameters.maximum !== undefined && given > parameters.maximum)) {
    throw wrong(called, "parameter", parameters, given, span)
  }
}

/** PostHog's own sentence, with an example where there is a first bracket to explain. */
const wrong = (
  { kind, name }: HogqlFunction,
  noun: string,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number | undefined },
  found: number,
  span: Span | undefined
): HogqlCompileError => {
  const term = kind === "aggregate" ? "Aggregation" : "Function"
  const bound = minimum === maximum ? "" : found < minimum ? "at least " : "at most "
  const expected = found < minimum ? minimum : (maximum ?? minimum)
  const where = noun === "parameter" ? `, as in ${name}(0.9)(x)` : ""
  return new HogqlCompileError(
    Reason.wrongArguments(
      name,
      `${term} '${name}' expects ${bound}${expected} ${noun}${expected === 1 ? "" : "s"}, found ${found}${where}.`,
      span
    )
  )
}
