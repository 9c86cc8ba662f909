/**
 * ClickHouse type names as a small tree: enough to know where in a row an instant can stand.
 */

export type ClickhouseType =
  | { readonly kind: "instant"; readonly zone: string | undefined }
  | { readonly kind: "array"; readonly element: ClickhouseType }
  | { readonly kind: "tuple"; readonly elements: readonly ClickhouseType[] }
  | { readonly kind: "map"; readonly value: ClickhouseType }
  | { readonly kind: "plain" }

const plain: ClickhouseType = { kind: "plain" }

/** Splits `String, Tuple(a Int8, b Int8)` at its outer commas; quoted text such as a zone or an enum name is skipped. */
const splitArguments = (text: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let from = 0
  let quote = ""
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (quote !== "") {
      if (char === "\\") at++
      else if (char === quote) quote = ""
    } else if (char === "'" || char === "`") quote = char
    else if (char === "(") depth++
    else if (char === ")") depth--
    else if (char === "," && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  parts.push(text.slice(from).trim())
  return parts
}

/** An element of a tuple may have a name before its type: `a Int8`, `` `b c` String ``. */
const withoutElementName = (text: string): string =>
  /^(?:`(?:[^`\\]|\\.)*`|[A-Za-z_][A-Za-z0-9_]*)\s+(?=[A-Z])(.*)$/s.exec(text)?.[1] ?? text

export const parseClickhouseType = (text: string): ClickhouseType => {
  const match = /^([A-Za-z0-9]+)(?:\((.*)\))?$/s.exec(text.trim())
  if (match === null) return plain
  const [, name = "", inside = ""] = match
  const parts = splitArguments(inside)
  switch (name) {
    case "DateTime":
    case "DateTime64":
      return { kind: "instant", zone: /'([^']*)'/.exec(inside)?.[1] }
    case "Nullable":
    case "LowCardinality":
      return parseClickhouseType(inside)
    case "Array":
      return { kind: "array", element: parseClickhouseType(inside) }
    case "Tuple":
      return { kind: "tuple", elements: parts.map((part) => parseClickhouseType(withoutElementName(part))) }
    case "Map":
      return { kind: "map", value: parseClickhouseType(parts[1] ?? "") }
    default:
      return plain
  }
}

export const holdsInstant = (type: ClickhouseType): boolean => {
  switch (type.kind) {
    case "instant":
      return true
    case "array":
      return holdsInstant(type.element)
    case "tuple":
      return type.elements.some(holdsInstant)
    case "map":
      return holdsInstant(type.value)
    case "plain":
      return false
  }
}
