/**
 * Functions that look something up in a list shipped with this package: languages, crawlers, channels.
 */
import { languages } from "../../functions/languages.ts"
import { call, literal, type Sql } from "../../print/Sql.ts"
import { trafficOf } from "../../schema/botColumns.ts"
import { channelLookup } from "../../schema/channelSources.ts"
import type { Value } from "../Value.ts"
import { booleanType, flagType, nullableType, stringType } from "../ValueType.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"

const values = (print: SpecialPrinter["print"]): SpecialPrinter => ({ kind: "values", print })

const list = (texts: readonly string[]): Sql => call("array", ...texts.map(literal))

/** A missing text is an empty one. */
const textAt = ({ args }: ResolvedCall): Sql => {
  const [value] = args
  if (value === undefined) return literal("")
  return value.type.nullable ? call("ifNull", call("toString", value.sql), literal("")) : value.sql
}

/** ClickHouse fails at what is no address, and `$ip` can hold anything; `::` lies in no range that means something. */
const addressInRange = (resolved: ResolvedCall): Value => {
  const [address, range] = resolved.args
  const text = call("ifNull", call("toString", address?.sql ?? literal("")), literal(""))
  const isAddress = call("or", call("isIPv4String", text), call("isIPv6String", text))
  const safe = call("if", isAddress, text, literal("::"))
  return {
    sql: call("isIPAddressInRange", safe, range?.sql ?? literal("")),
    type: nullableType(flagType, range?.type.nullable ?? true)
  }
}

const languageCodeToName = (resolved: ResolvedCall): Value => {
  const [codes, names] = [languages.map(([code]) => code), languages.map(([, name]) => name)]
  return {
    sql: call("transform", textAt(resolved), list(codes), list(names), literal("Unknown")),
    type: stringType
  }
}

/** By the name without what the older names begin with. */
const crawlerFacts: Readonly<Record<string, (agent: Sql) => Sql>> = {
  getTrafficType: trafficOf.type,
  getTrafficCategory: trafficOf.category,
  getBotType: trafficOf.botType,
  getBotName: trafficOf.name,
  getBotOperator: trafficOf.operator
}

const crawlerFact = (resolved: ResolvedCall): Value => {
  const fact = crawlerFacts[resolved.called.name.replace("__preview_", "")]
  const agent = textAt(resolved)
  return fact === undefined
    ? { sql: trafficOf.isBot(agent), type: booleanType }
    : { sql: fact(agent), type: stringType }
}

const mediums: Readonly<Record<string, (medium: Sql) => Sql>> = {
  lookupPaidMediumType: channelLookup.paidMediumType,
  lookupOrganicMediumType: channelLookup.organicMediumType
}

const sources: Readonly<Record<string, (source: Sql) => Sql>> = {
  lookupDomainType: channelLookup.domainType,
  lookupPaidSourceType: channelLookup.paidSourceType,
  lookupOrganicSourceType: channelLookup.organicSourceType
}

/** A site that is not listed is looked up once more without its subdomains. */
const channel = (resolved: ResolvedCall): Value => {
  const text = textAt(resolved)
  const type = nullableType(stringType)
  const medium = mediums[resolved.called.name]
  if (medium !== undefined) return { sql: medium(text), type }
  const source = sources[resolved.called.name] ?? channelLookup.domainType
  return { sql: call("coalesce", source(text), source(call("cutToFirstSignificantSubdomain", text))), type }
}

export const lookupPrinters = {
  addressInRange: values(addressInRange),
  channelLookup: values(channel),
  crawlerFact: values(crawlerFact),
  languageCodeToName: values(languageCodeToName)
} as const satisfies Readonly<Record<string, SpecialPrinter>>
