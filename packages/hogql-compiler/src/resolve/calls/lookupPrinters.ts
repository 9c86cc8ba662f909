/**
 * Functions that look something up in a list shipped with this package: languages, crawlers, channels.
 *
 * Each prints as ClickHouse's transform or multiMatchAnyIndex with the list written out.
 */
import { channelMediums, channelSources } from "../../functions/channelSources.ts"
import { crawlers, type Crawler } from "../../functions/crawlers.ts"
import { languages } from "../../functions/languages.ts"
import { call, literal, nullValue, number, type Sql } from "../../print/Sql.ts"
import type { Value } from "../Value.ts"
import { booleanType, nullableType, stringType } from "../ValueType.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"

const values = (print: SpecialPrinter["print"]): SpecialPrinter => ({ kind: "values", print })

const list = (texts: readonly string[]): Sql => call("array", ...texts.map(literal))

/** A missing text is an empty one. */
const textAt = ({ args }: ResolvedCall): Sql => {
  const [value] = args
  if (value === undefined) return literal("")
  return value.type.nullable ? call("ifNull", call("toString", value.sql), literal("")) : value.sql
}

const languageCodeToName = (resolved: ResolvedCall): Value => {
  const [codes, names] = [languages.map(([code]) => code), languages.map(([, name]) => name)]
  return {
    sql: call("transform", textAt(resolved), list(codes), list(names), literal("Unknown")),
    type: stringType
  }
}

/** What a crawler is called, what regular traffic is called, and what a visit without a user agent is. */
const crawlerFacts: Readonly<
  Record<string, { readonly fact: keyof Crawler; readonly regular: string; readonly missing: string }>
> = {
  TrafficType: { fact: "trafficType", regular: "Regular", missing: "Automation" },
  TrafficCategory: { fact: "category", regular: "regular", missing: "no_user_agent" },
  BotType: { fact: "category", regular: "", missing: "no_user_agent" },
  BotName: { fact: "name", regular: "", missing: "" },
  BotOperator: { fact: "operator", regular: "", missing: "" }
}

/** An empty user agent counts as a crawler's: a browser always sends one. */
const crawlerIndex = (resolved: ResolvedCall): Sql =>
  call("multiMatchAnyIndex", textAt(resolved), list([...crawlers.map(({ pattern }) => pattern), "^$"]))

const crawlerFact = (resolved: ResolvedCall): Value => {
  const facts = crawlerFacts[resolved.called.name.replace(/^(__preview_)?get/, "")]
  if (facts === undefined)
    return { sql: call("toBool", call("notEquals", crawlerIndex(resolved), number(0))), type: booleanType }
  const { fact, regular, missing } = facts
  // Index 0 means that nothing matched; it is the first of the list by adding one.
  const named = list([regular, ...crawlers.map((crawler) => crawler[fact]), missing])
  return {
    sql: call("arrayElement", named, call("plus", crawlerIndex(resolved), number(1))),
    type: stringType
  }
}

const pairs = <Line extends { readonly name: string }>(
  lines: readonly Line[],
  pick: (line: Line) => string | undefined
): readonly (readonly [string, string])[] =>
  lines.flatMap((line) => {
    const found = pick(line)
    return found === undefined ? [] : [[line.name, found] as const]
  })

const channelLists: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  lookupDomainType: pairs(channelSources, ({ domainType }) => domainType),
  lookupPaidSourceType: pairs(channelSources, ({ paid }) => paid),
  lookupOrganicSourceType: pairs(channelSources, ({ organic }) => organic),
  lookupPaidMediumType: pairs(channelMediums, ({ paid }) => paid),
  lookupOrganicMediumType: pairs(channelMediums, ({ organic }) => organic)
}

/** A host that is not listed is looked up once more without its subdomains; a medium has none. */
const channelLookup = (resolved: ResolvedCall): Value => {
  const lines = channelLists[resolved.called.name] ?? []
  const [names, found] = [list(lines.map(([name]) => name)), list(lines.map(([, type]) => type))]
  const lookUp = (name: Sql): Sql => call("transform", name, names, found, nullValue)
  const name = textAt(resolved)
  const sql = resolved.called.name.endsWith("MediumType")
    ? lookUp(name)
    : call("coalesce", lookUp(name), lookUp(call("cutToFirstSignificantSubdomain", name)))
  return { sql, type: nullableType(stringType) }
}

export const lookupPrinters = {
  channelLookup: values(channelLookup),
  crawlerFact: values(crawlerFact),
  languageCodeToName: values(languageCodeToName)
} as const satisfies Readonly<Record<string, SpecialPrinter>>
