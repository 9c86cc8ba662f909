/** Regular expressions, and texts that refer to their groups. */
import type { ConstantRule } from "./ConstantRule.ts"
import { readRegex } from "./readRegex.ts"

/** Written patterns are read once for each rule that needs them, and are short. */
const groupsOf = (
  constant: { readonly kind: string; readonly value: unknown } | undefined
): number | undefined => (typeof constant?.value === "string" ? readRegex(constant.value).groups : undefined)

export const regex: ConstantRule = (constant, { name }) => {
  if (constant.kind !== "string") return undefined
  const { problem } = readRegex(constant.value)
  return problem === undefined
    ? undefined
    : { message: `The regular expression of ${name} cannot be read: ${problem}. Mind the syntax of RE2.` }
}

/** Functions that give what the groups match need one. */
export const regexWithGroups: ConstantRule = (constant, call) => {
  const refused = regex(constant, call)
  if (refused !== undefined || groupsOf(constant) !== 0) return refused
  // A bracket too many may end the pattern before its groups.
  if (constant.kind === "string" && constant.value.includes("(")) return undefined
  return {
    message: `${call.name} gives what groups match, and this regular expression has none. Write one in ( ).`
  }
}

/** `\1` in a replacement is what the first group matched. */
export const replacement: ConstantRule = (constant, { args, name }) => {
  const pattern = args[1]?.constant
  const groups = groupsOf(pattern)
  if (constant.kind !== "string" || groups === undefined || hasStrayBracket(pattern)) return undefined
  // Nothing is looked for with an empty one.
  if (pattern?.value === "") return undefined
  const referred = [...constant.value.matchAll(/\\(.)/gs)].map(([, digit = ""]) => digit)
  const missing = referred.find((digit) => /\d/.test(digit) && Number(digit) > groups)
  if (missing === undefined) return undefined
  const has = groups === 0 ? "no group" : groups === 1 ? "one group" : `${groups} groups`
  return {
    message: `The replacement of ${name} refers to \\${missing}, and the regular expression has ${has}.`
  }
}

/** The number of a group, from 0 for the whole match. */
export const groupNumber: ConstantRule = (constant, { args, name }) => {
  const groups = groupsOf(args[1]?.constant)
  if (constant.kind !== "integer" || groups === undefined || hasStrayBracket(args[1]?.constant))
    return undefined
  if (constant.value >= 0 && constant.value <= groups) return undefined
  return { message: `${name} takes the number of a group, and this regular expression has 0 to ${groups}.` }
}

/** Where one stands, the groups are not counted to the end. */
const hasStrayBracket = (constant: { readonly value: unknown } | undefined): boolean => {
  const pattern = typeof constant?.value === "string" ? constant.value.replaceAll(/\\./gs, "") : ""
  return pattern.split(")").length > pattern.split("(").length
}
