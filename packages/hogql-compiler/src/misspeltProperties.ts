/**
 * Properties that nobody defined and whose name is near one that somebody did.
 *
 * Any key may be read, and a missing one is NULL, so a mistyped name is no error to anybody: it is an answer full of nothing.
 */
import type { PropertyDefinition } from "./Compiler.ts"
import type { Finding } from "./Finding.ts"
import { quote } from "./HogqlReason.ts"
import { printHogqlName } from "./print/printHogql.ts"
import type { ReadProperty } from "./resolve/Failures.ts"
import { suggest } from "./suggest.ts"

export const misspeltProperties = (
  read: readonly ReadProperty[],
  definitions: readonly PropertyDefinition[],
  text: string
): readonly Finding[] => {
  const known = new Map<string, Set<string>>()
  for (const { scope, name } of definitions) known.set(scope, (known.get(scope) ?? new Set()).add(name))
  const found = new Map<number, Finding>()
  for (const { scope, name, span } of read) {
    const names = known.get(scope)
    if (names === undefined || names.has(name)) continue
    const meant = suggest(name, names)
    if (meant === undefined) continue
    const at = text.slice(span.start, span.end).lastIndexOf(name)
    const start = at === -1 ? span.start : span.start + at
    const end = at === -1 ? span.end : start + name.length
    found.set(start, {
      rule: "UnknownProperty",
      message: `No ${scope} property is called ${quote(name)}. Did you mean ${quote(meant.name)}?`,
      start,
      end,
      ...(at === -1
        ? {}
        : { fix: { start, end, text: written(meant.name, text.charAt(start - 1)), isSafe: false } })
    })
  }
  return [...found.values()]
}

/** A key after a point is a name; between quotes of any kind it stands as it is. */
const written = (name: string, before: string): string =>
  before === "'"
    ? name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")
    : before === "`" || before === '"'
      ? name
      : printHogqlName(name)
