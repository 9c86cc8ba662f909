/**
 * Names as HogQL text.
 *
 * Nearly every keyword may stand as a name, but some change the meaning without an error (`GROUP BY all`, `not.x`), so
 * all of the grammar's keywords are quoted except a few that are everyday column names and were measured to be plain.
 */

// HogQL's grammar: https://github.com/PostHog/posthog/blob/master/posthog/hogql/grammar/HogQLLexer.common.g4
const keywords = new Set(
  (
    "all and anti any array as asc ascending asof between both by case cast catch cohort collate columns cross cube " +
    "current desc descending distinct else end except exclude extract false fill filter final finally first fn " +
    "following for from full fun global group grouping having if ignore ilike in include inf infinity inner " +
    "interpolate intersect interval into is join key lambda last lateral leading left let like limit local " +
    "materialized nan natural not null nulls offset on or order outer over partition percent pivot positional " +
    "preceding prewhere qualify range recursive replace return right rollup row rows sample select semi sets " +
    "settings step substring then throw ties to top totals trailing trim true truncate try try_cast unbounded union " +
    "unpivot using values when where while window with within zone"
  ).split(" ")
)

const plainName = /^[A-Za-z_$][A-Za-z0-9_$]*$/

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
  "\x07": "\\a",
  "\v": "\\v"
}

/** Escapes what HogQL decodes inside any quotes, besides the quote itself. */
export const escapeControl = (text: string): string =>
  // The class holds exactly the characters that HogQL has a backslash form for.
  text.replace(/[\\\b\f\r\n\t\x07\v]/g, (character) => escapes[character] ?? character)

export const isPlainName = (name: string): boolean =>
  plainName.test(name) && !keywords.has(name.toLowerCase())

/** The name, in backticks unless it is plain. A backtick inside is doubled: HogQL takes no backslash before it. */
const quoted = (name: string): string =>
  isPlainName(name) ? name : `\`${escapeControl(name).replaceAll("`", "``")}\``

const maximumKnown = 1_000
const known = /* @__PURE__ */ new Map<string, string>()

/** As {@link quoted}; a program's few names are printed again and again, so some are remembered. */
export const printIdentifier = (name: string): string => {
  const remembered = known.get(name)
  if (remembered !== undefined) return remembered
  const text = quoted(name)
  if (name.length > 100) return text
  if (known.size === maximumKnown) known.clear()
  known.set(name, text)
  return text
}
