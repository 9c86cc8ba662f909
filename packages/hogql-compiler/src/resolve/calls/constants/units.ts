/** Units of time by name. */
import { quote } from "../../../HogqlReason.ts"
import { suggest } from "../../../suggest.ts"
import type { ConstantRule } from "./ConstantRule.ts"

/** One of these names, in any case. */
export const oneOf =
  (what: string, names: readonly string[], further: readonly string[] = []): ConstantRule =>
  (constant, { name }) => {
    if (constant.kind === "null") return undefined
    const list = names.map((unit) => `'${unit}'`).join(", ")
    if (constant.kind !== "string") return { message: `The ${what} of ${name} is written as text: ${list}.` }
    const written = constant.value.toLowerCase()
    if (names.includes(written) || further.includes(written)) return undefined
    const near = suggest(constant.value, names)
    return {
      message: `${name} knows no ${what} ${quote(constant.value)}. ${near === undefined ? `Write one of ${list}.` : `Did you mean '${near.name}'?`}`,
      ...(near === undefined ? {} : { instead: `'${near.name}'` })
    }
  }
