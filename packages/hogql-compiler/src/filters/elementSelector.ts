/**
 * CSS selectors over `elements_chain`: the clicked element and its ancestors, innermost first, in one text.
 *
 * An element is `tag.class1.class2:attr__name="value"href="…"nth-child="1"`, elements are separated by semicolons, classes and attributes are
 * in alphabetical order, and a quote in a value is written `\"`.
 */

interface Part {
  tag: string | undefined
  readonly classes: string[]
  readonly attributes: Map<string, string>
  /** `a > b`: `a` is the parent of what follows, and not only an ancestor. */
  isParent: boolean
}

/** A regular expression for `elements_chain`, or `undefined` when the selector is not understood. */
export const selectorRegex = (selector: string): string | undefined => {
  const parts = readSelector(selector)
  if (parts === undefined) return undefined
  // The chain begins with the innermost element, which a selector ends with.
  const innermostFirst = parts.toReversed()
  const elements = innermostFirst.map((part, index) => {
    const between = index === 0 || part.isParent ? "" : wholeElements
    return between + elementRegex(part)
  })
  return `(?:^|;)${elements.join(";")}(?:;|$)`
}

/** Elements of this tag. */
export const tagNameRegex = (tag: string): string => `(^|;)${escaped(tag)}(\\.|$|;|:)`

const quotedValue = '"(?:\\\\.|[^"\\\\])*"'
/** Anything inside one element: a semicolon counts only outside of quotes. */
const within = `(?:[^;"]|${quotedValue})*?`
const wholeElements = `(?:${within};)*?`
/** More of the element: a tag and a class end at the next point or colon. */
const more = `(?:[.:]${within})?`
/** An attribute begins after the colon, or after the value of another one. */
const firstAttribute = `(?:[.:]${within}${quotedValue}|\\.${within}:|:)`
const nextAttribute = `(?:${within}${quotedValue})?`

const elementRegex = ({ attributes, classes, tag }: Part): string => {
  const named = tag === undefined ? '[^;.:"]*' : escaped(tag)
  const classed = classes.toSorted().map((name) => `${more}\\.${escaped(name)}`)
  const attributed = [...attributes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value], index) => {
      const before = index === 0 ? firstAttribute : nextAttribute
      return `${before}${escaped(key)}="${escaped(quotesEscaped(value))}"`
    })
  return `${named}${classed.join("")}${attributed.join("")}${attributed.length === 0 ? more : within}`
}

const quotesEscaped = (value: string): string => value.replaceAll('\\"', '"').replaceAll('"', '\\"')

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")

/** The chain's own name of an attribute. */
const attributeKey = (name: string): string =>
  name === "id"
    ? "attr_id"
    : ["href", "text", "nth-child", "nth-of-type"].includes(name)
      ? name
      : `attr__${name}`

const token =
  /^(?:([A-Za-z][\w-]*|\*)|\.((?:\\.|[\w-]|[^\x00-\x7f])+)|#((?:\\.|[\w-]|[^\x00-\x7f])+)|\[\s*([\w:@.-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\]"'\s]+))\s*\]|:(nth-child|nth-of-type)\((\d+)\))/

const readSelector = (selector: string): readonly Part[] | undefined => {
  const parts: Part[] = []
  for (let rest = selector.trim(); rest !== "";) {
    const part: Part = { tag: undefined, classes: [], attributes: new Map(), isParent: false }
    let isEmpty = true
    for (let match = token.exec(rest); match !== null; match = token.exec(rest)) {
      const [whole, tag, name, id, attribute, double, single, bare, nth, count] = match
      // One element has one id.
      if ((tag !== undefined && !isEmpty) || (id !== undefined && part.attributes.has("attr_id")))
        return undefined
      if (tag !== undefined && tag !== "*") part.tag = tag
      if (name !== undefined) part.classes.push(unescaped(name))
      if (id !== undefined) part.attributes.set("attr_id", unescaped(id))
      if (attribute !== undefined)
        part.attributes.set(attributeKey(attribute), double ?? single ?? bare ?? "")
      if (nth !== undefined) part.attributes.set(nth, count ?? "")
      isEmpty = false
      rest = rest.slice(whole.length)
    }
    if (isEmpty) return undefined
    const combinator = /^(?:\s*>\s*|\s+)/.exec(rest)?.[0]
    if (rest !== "" && combinator === undefined) return undefined
    part.isParent = combinator?.includes(">") === true
    rest = rest.slice(combinator?.length ?? 0)
    if (part.isParent && rest === "") return undefined
    parts.push(part)
  }
  return parts.length === 0 ? undefined : parts
}

const unescaped = (name: string): string => name.replaceAll(/\\(.)/g, "$1")
