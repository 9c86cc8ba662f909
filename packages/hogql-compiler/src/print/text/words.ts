/**
 * Names and literals in HogQL text.
 *
 * HogQL's escapes are not quite ClickHouse's: a backslash before a backtick does not parse, and `\0` is read as nothing, so NUL is
 * written as it is.
 */
import type { ConstantNode } from "../../ast/Expression.ts"
import { printFloat } from "../printLiteral.ts"

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
  "\u0007": "\\a",
  "\v": "\\v"
}

const escaped = (value: string): string =>
  value.replace(/[\\\b\f\r\n\t\u0007\v]/g, (character) => escapes[character] ?? character)

/** Plain words that are read as something else than a name in some place. */
const keywords = new Set(
  (
    "all and anti any array as asc ascending asof between both by case cast cohort collate columns cross cube current date desc " +
    "descending distinct else end except exclude extract fill filter final first following for from full global group having " +
    "ignore ilike in inf infinity inner intersect interpolate interval is join key lambda last lateral leading left like limit " +
    "materialized nan natural not null nulls offset on or order outer over partition pivot positional preceding prewhere qualify " +
    "range recursive replace respect right rollup row rows sample select semi sets set step substring sum table then ties timestamp to " +
    "top totals trailing trim true false try_cast unbounded union unpivot using values when where window with within"
  ).split(" ")
)
// Functions by these names are called without quotes, and nothing else is read into them as columns.
for (const word of ["sum", "any", "date", "timestamp", "first", "last", "key", "replace", "set", "table"])
  keywords.delete(word)

/** A name, in backticks where it is no plain word or a keyword. */
export const nameText = (name: string): string =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && !keywords.has(name.toLowerCase())
    ? name
    : `\`${escaped(name).replaceAll("`", "``")}\``

/** The name of a function: a plain word before a bracket is one, keyword or not. */
export const functionText = (name: string): string =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && !grammar.has(name.toLowerCase())
    ? name
    : `\`${escaped(name).replaceAll("`", "``")}\``

/** Words that begin a construct of their own where a bracket follows. */
const grammar = new Set(
  "and or not in between like ilike is case cast try_cast columns interval select distinct exists extract substring trim lambda null true false inf nan infinity".split(
    " "
  )
)

export const textText = (value: string): string => `'${escaped(value).replaceAll("'", "\\'")}'`

export const constantText = (node: ConstantNode): string => {
  switch (node.kind) {
    case "string":
      return textText(node.value)
    case "float":
      return printFloat(node.value)
    case "null":
      return "NULL"
    default:
      return String(node.value)
  }
}
