/**
 * The chain of elements that an autocaptured event carries, as the one text it is kept as: the clicked element first, its
 * ancestors after it, `a.btn:href="/buy"nth-child="1"nth-of-type="1"text="Buy";div…`.
 */
import { isRecord } from "../json.ts"

type Json = Readonly<Record<string, unknown>>

const MAX_TEXT = 400
const MAX_LINK = 2_048

/** The chain, and the properties without what it was made of. Newer clients send the text itself. */
export const takeElements = (properties: Json): { readonly chain: string; readonly properties: Json } => {
  const { $elements_chain: text, $elements: elements, ...rest } = properties
  if (typeof text === "string") return { chain: text, properties: rest }
  if (!Array.isArray(elements)) return { chain: "", properties }
  return { chain: elements.filter(isRecord).map(elementText).join(";"), properties: rest }
}

const elementText = (element: Json): string => {
  const classes = textOf(element["attr__class"])
    .split(/\s+/)
    .filter((name) => name !== "")
    .toSorted()
  const attributes: Readonly<Record<string, string>> = {
    ...present("text", textOf(element["$el_text"]).slice(0, MAX_TEXT)),
    "nth-child": textOf(element["nth_child"]) || "0",
    "nth-of-type": textOf(element["nth_of_type"]) || "0",
    ...present("href", textOf(element["attr__href"]).slice(0, MAX_LINK)),
    ...present("attr_id", textOf(element["attr__id"])),
    ...Object.fromEntries(
      Object.entries(element)
        .filter(([name]) => name.startsWith("attr__"))
        .map(([name, value]) => [name, textOf(value)])
    )
  }
  const written = Object.keys(attributes)
    .toSorted()
    .map((name) => `${name}="${(attributes[name] ?? "").replaceAll('"', '\\"')}"`)
  return `${textOf(element["tag_name"])}${classes.map((name) => `.${name.replaceAll('"', "")}`).join("")}:${written.join("")}`
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : ""

const present = (name: string, value: string): Readonly<Record<string, string>> =>
  value === "" ? {} : { [name]: value }
