/**
 * Which names may stand in a query.
 *
 * PostHog refuses a percent sign in identifiers (its own driver formats text with `%(name)s`), and its parser drops a
 * NUL, so both are refused here rather than changed there.
 */
import { HogqlBuildError } from "./HogqlBuildError.ts"
import type { NameRefused } from "./HogqlBuildError.ts"
import { unwritableCharacter } from "./value.ts"

// PostHog refuses these as aliases: https://github.com/PostHog/posthog/blob/master/posthog/hogql/constants.py
const reservedAliases = new Set(["true", "false", "null", "team_id"])

const refuse = (name: string, problem: NameRefused["problem"], message: string): never => {
  throw new HogqlBuildError({ _tag: "NameRefused", name, problem, message })
}

const checkCharacters = (name: string): void => {
  const problem = unwritableCharacter(name)
  if (problem === "nul-character") refuse(name, problem, "A name holds a NUL character, which HogQL drops.")
  if (problem === "lone-surrogate") refuse(name, problem, "A name holds half of a surrogate pair.")
}

// Most names are words, which hold nothing to be checked.
const word = /^\w+$/

/** Checks the name of a table or column. */
export const checkName = (name: string): void => {
  if (word.test(name)) return
  if (name === "") refuse(name, "empty", "A name is empty.")
  checkCharacters(name)
  if (name.includes("%")) refuse(name, "percent-sign", "A name holds a percent sign, which PostHog refuses.")
}

/** Checks the name of a result column, or of a table in the query. */
export const checkAlias = (name: string): void => {
  checkName(name)
  if (reservedAliases.has(name.toLowerCase()))
    refuse(name, "reserved", `PostHog does not allow a column to be named "${name}".`)
}

/** Checks the name a table reads under. */
export const checkTableName = (name: string): void => {
  checkName(name)
  if (name.includes("."))
    refuse(
      name,
      "dotted",
      `The table name "${name}" holds a dot. Give the path as a list and a name: defineTable(["schema", "table"], "name", …).`
    )
}

/** Checks the path of a table, name by name. */
export const checkTablePath = (path: readonly string[]): void => {
  for (const part of path) checkName(part)
}

/** Checks a property key: any text that HogQL can write, since a key that is no plain name is written as a string. */
export const checkPropertyKey = (key: string): void => checkCharacters(key)

/** Whether a property key can be written after a dot, as a name. */
export const isNameLike = (key: string): boolean => key !== "" && !key.includes("%")
