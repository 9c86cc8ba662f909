/**
 * Where visitors come from, as the channel lookups know it: sources and media by name, each with the kind of its site and the
 * channel it means when paid for and when not.
 *
 * A short form of PostHog's list, which has thousands of lines. A name that is not here is NULL, as an unknown one is there.
 */
interface Kind {
  readonly domainType: string
  readonly paid: string
  readonly organic: string
  readonly names: readonly string[]
}

const kinds: readonly Kind[] = [
  {
    domainType: "Search",
    paid: "Paid Search",
    organic: "Organic Search",
    names:
      names(`google google.com google.co.uk google.de google.fr bing bing.com duckduckgo duckduckgo.com yahoo yahoo.com
      search.yahoo.com baidu baidu.com yandex yandex.com yandex.ru ecosia ecosia.org qwant qwant.com naver naver.com
      search.brave.com startpage.com ask.com aol.com`)
  },
  {
    domainType: "Social",
    paid: "Paid Social",
    organic: "Organic Social",
    names:
      names(`facebook facebook.com fb fb.com m.facebook.com l.facebook.com instagram instagram.com ig twitter twitter.com x.com t.co
      linkedin linkedin.com lnkd.in reddit reddit.com pinterest pinterest.com tiktok.com threads.net mastodon.social bsky.app
      news.ycombinator.com snapchat snapchat.com quora quora.com whatsapp whatsapp.com telegram t.me discord discord.com`)
  },
  {
    domainType: "Video",
    paid: "Paid Video",
    organic: "Organic Video",
    names: names(
      "youtube youtube.com m.youtube.com youtu.be vimeo vimeo.com twitch twitch.tv tiktok dailymotion.com"
    )
  },
  {
    domainType: "Shopping",
    paid: "Paid Shopping",
    organic: "Organic Shopping",
    names: names(
      "amazon amazon.com amazon.co.uk amazon.de ebay ebay.com etsy etsy.com alibaba.com walmart.com shopping.google.com"
    )
  },
  {
    domainType: "Email",
    paid: "Email",
    organic: "Email",
    names: names("mail.google.com gmail gmail.com outlook.com outlook.live.com mail.yahoo.com mailchimp")
  }
]

export interface ChannelName {
  readonly name: string
  readonly domainType: string
  readonly paid: string
  readonly organic: string
}

export const channelSources: readonly ChannelName[] = kinds.flatMap(
  ({ names: all, domainType, paid, organic }) => all.map((name) => ({ name, domainType, paid, organic }))
)

/** What `utm_medium` says; undefined where it says nothing. */
export const channelMediums: readonly {
  readonly name: string
  readonly paid?: string
  readonly organic?: string
}[] = [
  ...["social", "social-media", "social media", "social network", "sm"].map((name) => ({
    name,
    paid: "Paid Social",
    organic: "Organic Social"
  })),
  ...["email", "e-mail", "e_mail", "mail", "newsletter"].map((name) => ({
    name,
    paid: "Email",
    organic: "Email"
  })),
  ...["affiliate", "affiliates"].map((name) => ({ name, paid: "Affiliate", organic: "Affiliate" })),
  ...["video"].map((name) => ({ name, paid: "Paid Video", organic: "Organic Video" })),
  ...["shopping"].map((name) => ({ name, paid: "Paid Shopping", organic: "Organic Shopping" })),
  ...["display", "banner", "expandable", "interstitial", "cpm"].map((name) => ({
    name,
    paid: "Display",
    organic: "Display"
  })),
  { name: "audio", paid: "Audio", organic: "Audio" },
  { name: "sms", paid: "SMS", organic: "SMS" },
  ...["push", "mobile", "notification"].map((name) => ({ name, paid: "Push", organic: "Push" })),
  ...["referral", "app", "link"].map((name) => ({ name, organic: "Referral" })),
  { name: "organic", organic: "Organic Search" },
  ...["cpc", "ppc", "paid", "paidsearch", "paid-search"].map((name) => ({ name, paid: "Paid Search" }))
]

function names(written: string): readonly string[] {
  return written.split(/\s+/)
}
