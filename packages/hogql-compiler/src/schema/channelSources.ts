/**
 * Which sites and campaign marks belong to which channel: the part of PostHog's channel dictionary that is common knowledge.
 *
 * A source that is not listed counts as a referral, as one that PostHog does not know does there.
 *
 * @see https://posthog.com/docs/data/channel-type
 */
import { call, literal, nullValue, type Sql } from "../print/Sql.ts"

interface SourceKind {
  /** What the domain is called. */
  readonly domainType: string
  readonly paid: string | undefined
  readonly organic: string | undefined
  readonly sources: readonly string[]
}

const kinds: readonly SourceKind[] = [
  {
    domainType: "Search",
    paid: "Paid Search",
    organic: "Organic Search",
    sources: [
      "google",
      "google.com",
      "www.google.com",
      "google.co.uk",
      "www.google.co.uk",
      "www.google.de",
      "www.google.fr",
      "www.google.es",
      "www.google.it",
      "www.google.nl",
      "www.google.ca",
      "www.google.co.in",
      "www.google.co.jp",
      "www.google.com.au",
      "www.google.com.br",
      "com.google.android.googlequicksearchbox",
      "adwords",
      "bing",
      "bing.com",
      "www.bing.com",
      "cn.bing.com",
      "duckduckgo",
      "duckduckgo.com",
      "www.duckduckgo.com",
      "yahoo",
      "yahoo.com",
      "search.yahoo.com",
      "r.search.yahoo.com",
      "baidu",
      "baidu.com",
      "www.baidu.com",
      "yandex",
      "yandex.ru",
      "ya.ru",
      "ecosia",
      "ecosia.org",
      "www.ecosia.org",
      "startpage.com",
      "www.startpage.com",
      "qwant.com",
      "www.qwant.com",
      "search.brave.com",
      "kagi.com",
      "naver",
      "naver.com",
      "search.naver.com",
      "sogou.com",
      "seznam.cz"
    ]
  },
  {
    domainType: "Social",
    paid: "Paid Social",
    organic: "Organic Social",
    sources: [
      "facebook",
      "facebook.com",
      "www.facebook.com",
      "m.facebook.com",
      "l.facebook.com",
      "lm.facebook.com",
      "fb",
      "ig",
      "meta",
      "instagram",
      "instagram.com",
      "www.instagram.com",
      "l.instagram.com",
      "twitter",
      "twitter.com",
      "t.co",
      "x.com",
      "linkedin",
      "linkedin.com",
      "www.linkedin.com",
      "lnkd.in",
      "com.linkedin.android",
      "reddit",
      "reddit.com",
      "www.reddit.com",
      "old.reddit.com",
      "out.reddit.com",
      "pinterest",
      "pinterest.com",
      "www.pinterest.com",
      "tiktok",
      "tiktok.com",
      "www.tiktok.com",
      "snapchat",
      "snapchat.com",
      "threads.net",
      "bsky.app",
      "mastodon.social",
      "vk.com",
      "weibo.com",
      "quora.com",
      "www.quora.com",
      "tumblr.com",
      "discord",
      "discord.com",
      "telegram",
      "web.telegram.org",
      "whatsapp",
      "news.ycombinator.com",
      "hackernews",
      "producthunt",
      "www.producthunt.com",
      "medium.com",
      "github.com"
    ]
  },
  {
    domainType: "Video",
    paid: "Paid Video",
    organic: "Organic Video",
    sources: [
      "youtube",
      "youtube.com",
      "www.youtube.com",
      "m.youtube.com",
      "vimeo",
      "vimeo.com",
      "twitch",
      "twitch.tv",
      "www.twitch.tv",
      "dailymotion.com",
      "netflix.com",
      "hulu",
      "disneyplus.com"
    ]
  },
  {
    domainType: "Shopping",
    paid: "Paid Shopping",
    organic: "Organic Shopping",
    sources: [
      "amazon",
      "amazon.com",
      "www.amazon.com",
      "ebay",
      "ebay.com",
      "www.ebay.com",
      "etsy",
      "etsy.com",
      "www.etsy.com",
      "alibaba.com",
      "aliexpress.com",
      "walmart.com",
      "shopping.google.com",
      "shopzilla.com",
      "igshopping"
    ]
  },
  {
    domainType: "AI",
    paid: undefined,
    organic: "AI",
    sources: [
      "chatgpt.com",
      "chat.openai.com",
      "openai.com",
      "claude.ai",
      "perplexity",
      "perplexity.ai",
      "www.perplexity.ai",
      "gemini.google.com",
      "copilot.microsoft.com",
      "chat.mistral.ai",
      "chat.deepseek.com",
      "grok.com"
    ]
  },
  {
    domainType: "Email",
    paid: undefined,
    organic: "Email",
    sources: ["email", "e-mail", "newsletter", "mailchimp", "mail.google.com", "com.google.android.gm"]
  },
  { domainType: "SMS", paid: undefined, organic: "SMS", sources: ["sms"] },
  {
    domainType: "Push",
    paid: undefined,
    organic: "Push",
    sources: ["push", "firebase"]
  }
]

const mediums = {
  organic: {
    social: "Organic Social",
    "social-network": "Organic Social",
    "social-media": "Organic Social",
    "social network": "Organic Social",
    "social media": "Organic Social",
    sm: "Organic Social",
    video: "Organic Video",
    shopping: "Organic Shopping",
    organic: "Organic Search",
    affiliate: "Affiliate",
    affiliates: "Affiliate",
    audio: "Audio",
    sms: "SMS",
    email: "Email",
    "e-mail": "Email",
    "e mail": "Email",
    e_mail: "Email",
    newsletter: "Email",
    push: "Push",
    mobile: "Push",
    notification: "Push",
    referral: "Referral"
  },
  paid: {
    social: "Paid Social",
    paidsocial: "Paid Social",
    "paid-social": "Paid Social",
    paid_social: "Paid Social",
    search: "Paid Search",
    paidsearch: "Paid Search",
    "paid-search": "Paid Search",
    paid_search: "Paid Search",
    video: "Paid Video",
    paidvideo: "Paid Video",
    shopping: "Paid Shopping",
    retargeting: "Paid Unknown",
    display: "Display",
    banner: "Display",
    expandable: "Display",
    interstitial: "Display",
    cpm: "Display"
  }
} as const

/** `transform` over pairs; NULL for what is not listed. */
const lookup = (value: Sql, pairs: readonly (readonly [string, string])[]): Sql =>
  call(
    "transform",
    call("lower", call("ifNull", call("toString", value), literal(""))),
    call("array", ...pairs.map(([key]) => literal(key))),
    call("array", ...pairs.map(([, answer]) => literal(answer))),
    nullValue
  )

const sourcePairs = (field: "paid" | "organic" | "domainType"): readonly (readonly [string, string])[] =>
  kinds.flatMap((kind) => {
    const answer = kind[field]
    return answer === undefined ? [] : kind.sources.map((source) => [source, answer] as const)
  })

const pairs = {
  domain: sourcePairs("domainType"),
  paidSource: sourcePairs("paid"),
  organicSource: sourcePairs("organic"),
  paidMedium: Object.entries(mediums.paid),
  organicMedium: Object.entries(mediums.organic)
}

/** PostHog's five dictionary look-ups; each gives NULL for what it does not know. */
export const channelLookup = {
  domainType: (domain: Sql): Sql => lookup(domain, pairs.domain),
  paidSourceType: (source: Sql): Sql => lookup(source, pairs.paidSource),
  paidMediumType: (medium: Sql): Sql => lookup(medium, pairs.paidMedium),
  organicSourceType: (source: Sql): Sql => lookup(source, pairs.organicSource),
  organicMediumType: (medium: Sql): Sql => lookup(medium, pairs.organicMedium)
}
