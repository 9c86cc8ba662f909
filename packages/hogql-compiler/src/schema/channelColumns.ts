/**
 * Through which channel somebody came: paid or not, search, social, mail and the rest, from the marks of the first page.
 *
 * @see https://posthog.com/docs/data/channel-type
 */
import { propertyAccess } from "../print/propertyAccess.ts"
import { call, literal, nullValue, type Sql } from "../print/Sql.ts"
import { channelLookup } from "./channelSources.ts"
import { expression } from "./columns.ts"
import type { LogicalColumn } from "./LogicalTable.ts"

/** What the channel is told from; all are texts that may be NULL. */
interface Marks {
  readonly campaign: Sql
  readonly medium: Sql
  readonly source: Sql
  readonly referringDomain: Sql
  readonly gclid: Sql
  readonly fbclid: Sql
  readonly gadSource: Sql
}

const absentWhenEmpty = (value: Sql): Sql =>
  call("nullIf", call("nullIf", value, literal("")), literal("null"))
const isSet = (value: Sql): Sql => call("isNotNull", value)
const isNotSet = (value: Sql): Sql => call("isNull", value)
/** A condition over NULL is no. */
const holds = (condition: Sql): Sql => call("ifNull", condition, { kind: "boolean", value: false })
const is = (value: Sql, text: string): Sql => holds(call("equals", value, literal(text)))
const isOneOf = (value: Sql, texts: readonly string[]): Sql =>
  holds(call("has", call("array", ...texts.map(literal)), value))
const looksLike = (value: Sql, pattern: string): Sql => holds(call("match", value, literal(pattern)))

const shopping = "^(.*(([^a-df-z]|^)shop|shopping).*)$"
const video = "^(.*video.*)$"

/** The channel's name; the rules are tried from the top, as PostHog's documentation lists them. */
export const channelType = (marks: Marks): Sql => {
  const campaign = call("lower", absentWhenEmpty(marks.campaign))
  const medium = call("lower", absentWhenEmpty(marks.medium))
  const source = call("lower", absentWhenEmpty(marks.source))
  const gadSource = absentWhenEmpty(marks.gadSource)
  const domain = absentWhenEmpty(marks.referringDomain)
  const hasGclid = isSet(absentWhenEmpty(marks.gclid))
  const hasFbclid = isSet(absentWhenEmpty(marks.fbclid))
  const isPaid = call(
    "or",
    isOneOf(medium, ["cpc", "cpm", "cpv", "cpa", "ppc", "retargeting"]),
    holds(call("startsWith", medium, literal("paid"))),
    hasGclid,
    isSet(gadSource)
  )
  const isDirect = call(
    "and",
    is(domain, "$direct"),
    isNotSet(medium),
    call("or", isNotSet(source), isOneOf(source, ["(direct)", "direct", "$direct"])),
    call("not", hasFbclid)
  )
  const onlyWhen = (condition: Sql, answer: string): Sql => call("if", condition, literal(answer), nullValue)
  return call(
    "multiIf",
    looksLike(campaign, "cross-network"),
    literal("Cross Network"),
    isPaid,
    call(
      "coalesce",
      channelLookup.paidSourceType(source),
      onlyWhen(looksLike(campaign, shopping), "Paid Shopping"),
      channelLookup.paidMediumType(medium),
      channelLookup.paidSourceType(domain),
      call(
        "multiIf",
        is(gadSource, "1"),
        literal("Paid Search"),
        looksLike(campaign, video),
        literal("Paid Video"),
        hasFbclid,
        literal("Paid Social"),
        literal("Paid Unknown")
      )
    ),
    isDirect,
    literal("Direct"),
    call(
      "coalesce",
      channelLookup.organicSourceType(source),
      onlyWhen(looksLike(campaign, shopping), "Organic Shopping"),
      channelLookup.organicMediumType(medium),
      channelLookup.organicSourceType(domain),
      call(
        "multiIf",
        looksLike(campaign, video),
        literal("Organic Video"),
        looksLike(medium, "push$"),
        literal("Push"),
        hasFbclid,
        literal("Organic Social"),
        is(domain, "$direct"),
        literal("Direct"),
        isSet(domain),
        literal("Referral"),
        literal("Unknown")
      )
    )
  )
}

/** The columns that tell a person's first channel, from their properties. */
export const channelColumns = (properties: Sql): readonly LogicalColumn[] => {
  const initial = (key: string): Sql => propertyAccess(properties, [literal(`$initial_${key}`)])
  const domain = initial("referring_domain")
  return [
    expression(
      "$virt_initial_channel_type",
      "String",
      "The channel the person first came through, such as `Organic Search`.",
      channelType({
        campaign: initial("utm_campaign"),
        medium: initial("utm_medium"),
        source: initial("utm_source"),
        referringDomain: domain,
        gclid: initial("gclid"),
        fbclid: initial("fbclid"),
        gadSource: initial("gad_source")
      }),
      { nullable: true }
    ),
    expression(
      "$virt_initial_referring_domain_type",
      "String",
      "What kind of site sent the person first, such as `Search`.",
      call("if", is(domain, "$direct"), literal("$direct"), channelLookup.domainType(domain)),
      { nullable: true }
    )
  ]
}
