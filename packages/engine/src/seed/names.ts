/**
 * Words the story is told with: people, companies, pages, campaigns. All invented; domains are the reserved ones of
 * RFC 2606. Some hold quotes, accents, other scripts and emoji on purpose, as real projects do.
 */
import { weighted } from "./Random.ts"

/** Shown form and the form that goes into an address. */
export const FIRST_NAMES: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ["Amara", "amara"],
  ["Björn", "bjoern"],
  ["Chloé", "chloe"],
  ["Daniel", "daniel"],
  ["Elif", "elif"],
  ["Farah", "farah"],
  ["Grace", "grace"],
  ["Hiro", "hiro"],
  ["Ingrid", "ingrid"],
  ["João", "joao"],
  ["Kwame", "kwame"],
  ["Lucía", "lucia"],
  ["Mei", "mei"],
  ["Nadia", "nadia"],
  ["Olu", "olu"],
  ["Priya", "priya"],
  ['Robert "Bo"', "bo"],
  ["Søren", "soren"],
  ["Tariq", "tariq"],
  ["美咲", "misaki"],
  ["Уля", "ulya"],
  ["Mia 🌻", "mia"],
  ["William", "william"],
  ["Zoë", "zoe"]
]

export const LAST_NAMES: typeof FIRST_NAMES = [
  ["Adeyemi", "adeyemi"],
  ["Brandt", "brandt"],
  ["Costa", "costa"],
  ["D'Angelo", "dangelo"],
  ["Eriksen", "eriksen"],
  ["Fischer", "fischer"],
  ["García", "garcia"],
  ["Haddad", "haddad"],
  ["Ivanova", "ivanova"],
  ["Jansen", "jansen"],
  ["Kowalski", "kowalski"],
  ["Lefèvre", "lefevre"],
  ["Müller", "mueller"],
  ["Nguyễn", "nguyen"],
  ["O'Neil", "oneil"],
  ["Park", "park"],
  ["Quispe", "quispe"],
  ["Rossi", "rossi"],
  ["Sato", "sato"],
  ["Tanaka-Smith", "tanaka-smith"],
  ["Virtanen", "virtanen"],
  ["Yılmaz", "yilmaz"]
]

export const COMPANIES: readonly [string, ...string[]] = [
  "alder",
  "birch",
  "cedar",
  "dogwood",
  "elm",
  "fir",
  "ginkgo",
  "hazel",
  "juniper",
  "larch",
  "maple",
  "oak"
]

export const COUNTRIES = weighted(
  ["US", 34],
  ["DE", 12],
  ["GB", 11],
  ["FR", 8],
  ["BR", 7],
  ["IN", 7],
  ["CA", 6],
  ["JP", 5],
  ["NL", 4],
  ["PL", 3],
  ["NG", 3]
)

export const COMPANY_SIZES = weighted<number | null>(
  [1, 8],
  [4, 18],
  [12, 22],
  [35, 18],
  [80, 12],
  [250, 9],
  [1200, 4],
  [null, 9]
)

/** Where somebody came from the first time. */
export interface Source {
  readonly referrer: string
  readonly domain: string
  readonly utm: { readonly source: string; readonly medium: string; readonly campaign: string } | null
}

const source = (domain: string, utm: Source["utm"]): Source => ({
  referrer: domain === "$direct" ? "$direct" : `https://${domain}/`,
  domain,
  utm
})

export const SOURCES = weighted(
  [source("$direct", null), 30],
  [source("search.example.net", null), 28],
  [
    source("search.example.net", { source: "search-ads", medium: "cpc", campaign: "self-serve analytics" }),
    14
  ],
  [source("$direct", { source: "newsletter", medium: "email", campaign: "product-digest" }), 10],
  [source("social.example.net", { source: "social", medium: "social", campaign: "launch 🚀" }), 9],
  [source("partners.example.org", { source: "partner", medium: "referral", campaign: "integrations" }), 5],
  [source("$direct", { source: "podcast", medium: "audio", campaign: "founders’ hour" }), 4]
)

/** Browser, operating system and screen belong together. */
export const DEVICES = weighted(
  [{ browser: "Chrome", version: 141, os: "Windows", type: "Desktop", width: 1920 }, 34],
  [{ browser: "Chrome", version: 141, os: "Mac OS X", type: "Desktop", width: 1512 }, 22],
  [{ browser: "Safari", version: 26, os: "Mac OS X", type: "Desktop", width: 1440 }, 12],
  [{ browser: "Firefox", version: 144, os: "Linux", type: "Desktop", width: 2560 }, 9],
  [{ browser: "Microsoft Edge", version: 141, os: "Windows", type: "Desktop", width: 1536 }, 9],
  [{ browser: "Mobile Safari", version: 26, os: "iOS", type: "Mobile", width: 390 }, 9],
  [{ browser: "Chrome", version: 140, os: "Android", type: "Mobile", width: 412 }, 5]
)

export const BLOG_POSTS: readonly [string, ...string[]] = [
  "/blog/five-charts-that-matter",
  "/blog/what-churn-looks-like",
  "/blog/ask-better-questions",
  "/blog/retention-for-beginners"
]

export const DOCS_PAGES: readonly [string, ...string[]] = [
  "/docs",
  "/docs/install",
  "/docs/reports",
  "/docs/api"
]

export const REPORT_TITLES: readonly [string, ...string[]] = [
  "Weekly overview",
  "Umsatz Q3 – Größe",
  'Conversion "top of funnel"',
  "Ventes par région",
  "売上レポート",
  "Churn 🔥 watch",
  "Team activity",
  "Cost per lead, 30 days",
  "Board deck",
  "Support load",
  "Signups by source",
  "Exports\tand imports"
]

export const FEATURES = weighted(
  ["filters", 30],
  ["dashboards", 24],
  ["alerts", 14],
  ["sql-editor", 12],
  ["sharing", 10],
  ["api-keys", 6],
  ["dark-mode", 4]
)

export const TAGS: readonly [string, ...string[]] = [
  "beta",
  "keyboard",
  "mobile",
  "shared",
  "slow",
  "été",
  "v2"
]

export const ERRORS = weighted(
  [{ message: "Request timed out after 30000 ms", code: 504 }, 30],
  [{ message: 'Unexpected token "<" in JSON at position 0', code: 200 }, 22],
  [{ message: "Cannot read properties of undefined (reading 'rows')", code: 0 }, 20],
  [{ message: "Export failed:\n  disk quota exceeded\n  retry later", code: 507 }, 14],
  [{ message: "Schéma non trouvé : « ventes »", code: 404 }, 8],
  [{ message: "C:\\reports\\q3.xlsx is locked by another user", code: 423 }, 6]
)
