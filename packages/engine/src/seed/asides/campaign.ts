/** Campaigns that bring somebody back, on sessions after the first. */
import type { Person, Properties } from "../people.ts"
import { type Random, weighted } from "../Random.ts"

export interface UtmTags {
  readonly source: string
  readonly medium: string
  readonly campaign: string
}

export interface Campaign extends UtmTags {
  /** The id of the advertisement's click. */
  readonly clickId?: "gclid" | "fbclid"
}

const CAMPAIGNS = weighted<Campaign>(
  [{ source: "newsletter", medium: "email", campaign: "product-digest" }, 45],
  [{ source: "search-ads", medium: "cpc", campaign: "come-back", clickId: "gclid" }, 25],
  [{ source: "social", medium: "paid-social", campaign: "spring-offer", clickId: "fbclid" }, 18],
  [{ source: "partner", medium: "referral", campaign: "integrations" }, 12]
)

/** Draws always the same amount of chance, so that nothing after it depends on the answer. */
export const returningCampaign = (person: Person, random: Random): Campaign | null => {
  const campaign = random.weighted(CAMPAIGNS)
  const returns = random.chance(person.userId === null ? 0.35 : 0.08)
  return returns ? campaign : null
}

export const utmProperties = ({ campaign, medium, source }: UtmTags): Properties => ({
  utm_source: source,
  utm_medium: medium,
  utm_campaign: campaign
})

export const campaignProperties = (campaign: Campaign, clickId: string): Properties => ({
  ...utmProperties(campaign),
  ...(campaign.clickId === undefined ? {} : { [campaign.clickId]: clickId })
})
