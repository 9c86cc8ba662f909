/**
 * Who sends an event, told by its user agent: people, crawlers, AI agents, programs.
 *
 * The names of types and categories are PostHog's; the list of agents is shorter than PostHog's and looks at no IP address.
 *
 * @see https://posthog.com/docs/web-analytics/bot-detection
 */
import { propertyAccess } from "../print/propertyAccess.ts"
import { call, literal, number, type Sql } from "../print/Sql.ts"
import { expression } from "./columns.ts"
import type { LogicalColumn } from "./LogicalTable.ts"

interface Agent {
  /** What its user agent holds, as a regular expression. */
  readonly pattern: string
  readonly name: string
  readonly operator: string
  readonly category: string
}

const agents = (
  category: string,
  ...rows: readonly (readonly [string, string, string])[]
): readonly Agent[] => rows.map(([pattern, name, operator]) => ({ pattern, name, operator, category }))

const known: readonly Agent[] = [
  ...agents(
    "ai_crawler",
    ["GPTBot", "GPTBot", "OpenAI"],
    ["ClaudeBot", "ClaudeBot", "Anthropic"],
    ["anthropic-ai", "Anthropic AI", "Anthropic"],
    ["CCBot", "CCBot", "Common Crawl"],
    ["Google-Extended", "Google-Extended", "Google"],
    ["GoogleOther", "GoogleOther", "Google"],
    ["Applebot-Extended", "Applebot-Extended", "Apple"],
    ["Bytespider", "Bytespider", "ByteDance"],
    ["meta-externalagent", "Meta External Agent", "Meta"],
    ["Amazonbot", "Amazonbot", "Amazon"],
    ["cohere-ai", "Cohere AI", "Cohere"],
    ["Diffbot", "Diffbot", "Diffbot"]
  ),
  ...agents(
    "ai_search",
    ["OAI-SearchBot", "OAI-SearchBot", "OpenAI"],
    ["Claude-SearchBot", "Claude-SearchBot", "Anthropic"],
    ["PerplexityBot", "PerplexityBot", "Perplexity"],
    ["YouBot", "YouBot", "You.com"]
  ),
  ...agents(
    "ai_assistant",
    ["ChatGPT-User", "ChatGPT-User", "OpenAI"],
    ["Claude-User", "Claude-User", "Anthropic"],
    ["Perplexity-User", "Perplexity-User", "Perplexity"],
    ["MistralAI-User", "MistralAI-User", "Mistral"],
    ["DuckAssistBot", "DuckAssistBot", "DuckDuckGo"]
  ),
  ...agents(
    "search_crawler",
    ["Googlebot", "Googlebot", "Google"],
    ["bingbot", "Bingbot", "Microsoft"],
    ["DuckDuckBot", "DuckDuckBot", "DuckDuckGo"],
    ["YandexBot", "YandexBot", "Yandex"],
    ["Baiduspider", "Baiduspider", "Baidu"],
    ["Applebot/", "Applebot", "Apple"],
    ["Slurp", "Yahoo Slurp", "Yahoo"],
    ["PetalBot", "PetalBot", "Huawei"],
    ["SeznamBot", "SeznamBot", "Seznam"],
    ["Qwantbot", "Qwantbot", "Qwant"]
  ),
  ...agents(
    "seo_crawler",
    ["AhrefsBot", "AhrefsBot", "Ahrefs"],
    ["SemrushBot", "SemrushBot", "Semrush"],
    ["MJ12bot", "MJ12bot", "Majestic"],
    ["DotBot", "DotBot", "Moz"],
    ["rogerbot", "Rogerbot", "Moz"],
    ["Screaming Frog", "Screaming Frog", "Screaming Frog"],
    ["DataForSeoBot", "DataForSeoBot", "DataForSEO"]
  ),
  ...agents(
    "social_crawler",
    ["facebookexternalhit", "Facebook External Hit", "Meta"],
    ["Twitterbot", "Twitterbot", "X"],
    ["LinkedInBot", "LinkedInBot", "LinkedIn"],
    ["Pinterestbot", "Pinterestbot", "Pinterest"],
    ["Slackbot", "Slackbot", "Slack"],
    ["Discordbot", "Discordbot", "Discord"],
    ["TelegramBot", "TelegramBot", "Telegram"],
    ["WhatsApp/", "WhatsApp", "Meta"]
  ),
  ...agents(
    "monitoring",
    ["UptimeRobot", "UptimeRobot", "UptimeRobot"],
    ["Pingdom", "Pingdom", "SolarWinds"],
    ["StatusCake", "StatusCake", "StatusCake"],
    ["Site24x7", "Site24x7", "Zoho"],
    ["DatadogSynthetics", "Datadog Synthetics", "Datadog"],
    ["Better Uptime", "Better Uptime", "Better Stack"]
  ),
  ...agents(
    "http_client",
    ["^curl/", "curl", ""],
    ["^Wget/", "Wget", ""],
    ["python-requests", "Python Requests", ""],
    ["python-httpx", "HTTPX", ""],
    ["aiohttp", "aiohttp", ""],
    ["Go-http-client", "Go HTTP client", ""],
    ["^axios/", "axios", ""],
    ["node-fetch", "node-fetch", ""],
    ["okhttp", "OkHttp", ""],
    ["Apache-HttpClient", "Apache HttpClient", ""],
    ["libwww-perl", "libwww-perl", ""],
    ["PostmanRuntime", "Postman", "Postman"],
    ["Scrapy", "Scrapy", ""]
  ),
  ...agents(
    "headless_browser",
    ["HeadlessChrome", "Headless Chrome", ""],
    ["PhantomJS", "PhantomJS", ""],
    ["Puppeteer", "Puppeteer", ""],
    ["Playwright", "Playwright", ""],
    ["Selenium", "Selenium", ""]
  )
]

const types: Readonly<Record<string, string>> = {
  ai_crawler: "AI Agent",
  ai_search: "AI Agent",
  ai_assistant: "AI Agent",
  search_crawler: "Bot",
  seo_crawler: "Bot",
  social_crawler: "Bot",
  monitoring: "Bot",
  http_client: "Automation",
  headless_browser: "Automation",
  no_user_agent: "Automation"
}

const list = (values: readonly string[]): Sql => call("array", ...values.map(literal))

// An absent user agent is told by the last pattern: programs leave it out, browsers never do.
const patterns = list([...known.map(({ pattern }) => pattern), "^$"])

const matched = (agent: Sql): Sql => call("multiMatchAnyIndex", call("ifNull", agent, literal("")), patterns)

const label = (agent: Sql, labels: readonly string[], otherwise: string): Sql =>
  call("arrayElement", list([otherwise, ...labels]), call("plus", matched(agent), number(1)))

const categories = [...known.map(({ category }) => category), "no_user_agent"]

/** What can be told from a user agent, an SQL text that may be NULL. */
export const trafficOf = {
  isBot: (agent: Sql): Sql => call("toBool", call("notEquals", matched(agent), number(0))),
  type: (agent: Sql): Sql =>
    label(
      agent,
      categories.map((category) => types[category] ?? ""),
      "Regular"
    ),
  category: (agent: Sql): Sql => label(agent, categories, "regular"),
  /** The category, and empty for people. */
  botType: (agent: Sql): Sql => label(agent, categories, ""),
  name: (agent: Sql): Sql => label(agent, [...known.map(({ name }) => name), ""], ""),
  operator: (agent: Sql): Sql => label(agent, [...known.map(({ operator }) => operator), ""], "")
}

/** The columns that tell it of an event, from its properties. */
export const botColumns = (properties: Sql): readonly LogicalColumn[] => {
  const agent = propertyAccess(properties, [literal("$raw_user_agent")])
  const hidden = { hidden: true }
  return [
    expression(
      "$virt_is_bot",
      "Boolean",
      "Whether its user agent is a program's.",
      trafficOf.isBot(agent),
      hidden
    ),
    expression(
      "$virt_traffic_type",
      "String",
      "`Regular`, `Bot`, `AI Agent` or `Automation`.",
      trafficOf.type(agent),
      hidden
    ),
    expression(
      "$virt_traffic_category",
      "String",
      "What kind of program, such as `ai_crawler`; `regular` for people.",
      trafficOf.category(agent),
      hidden
    ),
    expression("$virt_bot_name", "String", "The program's name, or empty.", trafficOf.name(agent), hidden),
    expression(
      "$virt_bot_operator",
      "String",
      "Who runs the program, or empty.",
      trafficOf.operator(agent),
      hidden
    )
  ]
}
