/**
 * How an argument is refused: the reason names it, the message says what it must be.
 */
import { HogqlBuildError } from "./HogqlBuildError.ts"

export const refuseArgument = (argument: string, message: string): never => {
  throw new HogqlBuildError({ _tag: "ArgumentRefused", argument, message })
}

/** Refuses a name that already stands for something else in the query. */
export const refuseTaken = (name: string): never => {
  throw new HogqlBuildError({
    _tag: "NameTaken",
    name,
    message: `The name "${name}" already stands for something else in this query. Choose another with alias(…), subquery(…) or cte(…).`
  })
}

/** A whole number within bounds; -0 becomes 0. */
export const wholeNumber = (argument: string, given: unknown, minimum: number): number =>
  typeof given === "number" && Number.isSafeInteger(given) && given >= minimum
    ? given + 0
    : refuseArgument(argument, `${argument} must be a whole number from ${minimum}.`)

/** One of a few words. */
export const oneOf = <Word>(argument: string, given: Word, words: readonly Word[]): Word =>
  words.includes(given) ? given : refuseArgument(argument, `${argument} must be one of ${words.join(", ")}.`)
