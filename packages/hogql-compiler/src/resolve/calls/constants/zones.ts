/** Time zones by name. */
import { quote } from "../../../HogqlReason.ts"
import { suggest } from "../../../suggest.ts"
import type { ConstantRule } from "./ConstantRule.ts"
import { zoneNames } from "./zoneNames.ts"

/** ClickHouse also reads files of its machine, of which nothing is known here. An empty name is its own zone. */
const elsewhere = /^$|^(posix|right|Fixed)\/|^(Factory|localtime|posixrules)$/

export const zone: ConstantRule = (constant, { name }) => {
  if (constant.kind === "null") return undefined
  const example = "Write an IANA name such as 'Europe/Berlin'."
  if (constant.kind !== "string")
    return { message: `The time zone of ${name} must be written as text. ${example}` }
  if (zoneNames.has(constant.value) || elsewhere.test(constant.value)) return undefined
  const near = suggest(constant.value, zoneNames)
  return {
    message: `There is no time zone ${quote(constant.value)}. ${near === undefined ? example : `Did you mean '${near.name}'?`}`,
    ...(near === undefined ? {} : { instead: `'${near.name}'` })
  }
}
