/** What an event offers: columns, and properties read by their definitions. */
import type { EventRow } from "./data.ts"
import type { Expr, Row, Source } from "./Expr.ts"
import { Instant, instantAt } from "./zone.ts"

/** The text behind a property: text as it is, anything else as JSON; nothing and null are NULL. */
export const propertyText = (row: Row, name: string): string | null => {
  const value = (row["properties"] as EventRow["properties"])[name]
  if (value === undefined || value === null) return null
  return typeof value === "string" ? value : JSON.stringify(value)
}

/** A number is what reads as one as a whole. */
export const readNumber = (text: string | null): number | null =>
  text !== null && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null

const readTime = (text: string | null, zone: string): Instant | null => {
  if (text === null) return null
  if (/^\d{10}$/.test(text)) return new Instant(Number(text) * 1_000_000)
  const local = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?$/.exec(text)
  if (local !== null) return instantAt(Date.parse(`${local[1]}T${local[2] ?? "00:00:00"}Z`) * 1000, zone)
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? null : new Instant(millis * 1000)
}

/** The columns of events, written with a prefix such as `e.`. */
export const eventSource = (prefix = "", pick: (row: Row) => Row = (row) => row): Source => {
  const column = (name: string): Expr<string> => ({
    text: prefix + name,
    of: (row) => pick(row)[name] as string
  })
  const property = (name: string): Expr<string> => ({
    text: `${prefix}properties.${name}`,
    of: (row) => propertyText(pick(row), name)
  })
  return {
    text: [
      column("event"),
      column("distinct_id"),
      property("name"),
      property("$browser"),
      {
        text: `${prefix}properties.bag.deep`,
        of: (row) => {
          const bag = (pick(row)["properties"] as { readonly bag?: { readonly deep?: string } }).bag
          return bag?.deep ?? null
        }
      }
    ],
    number: [
      { text: `${prefix}properties.num`, of: (row) => readNumber(propertyText(pick(row), "num")) },
      {
        text: `toFloat(${prefix}properties.name)`,
        of: (row) => readNumber(propertyText(pick(row), "name"))
      }
    ],
    boolean: [
      {
        text: `${prefix}properties.flag`,
        of: (row) => {
          const text = propertyText(pick(row), "flag")
          return text === "true" ? true : text === "false" ? false : null
        }
      }
    ],
    time: [
      { text: `${prefix}timestamp`, of: (row) => new Instant(pick(row)["micros"] as number) },
      {
        text: `${prefix}properties.when`,
        of: (row, zone) => readTime(propertyText(pick(row), "when"), zone)
      }
    ]
  }
}
