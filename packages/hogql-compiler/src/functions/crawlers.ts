/**
 * Programs that browse: what their user agent holds, and what is known of them.
 *
 * Short on purpose: the crawlers and tools that make up most automatic traffic. PostHog's own list is longer and changes weekly, and
 * knows address ranges too, so a rare one counts as regular traffic here.
 */
export interface Crawler {
  /** A regular expression, matched in any case. */
  readonly pattern: string
  readonly name: string
  readonly operator: string
  readonly category: string
  readonly trafficType: "AI Agent" | "Bot" | "Automation"
}

const group = (
  trafficType: Crawler["trafficType"],
  category: string,
  lines: readonly (readonly [pattern: string, name: string, operator: string])[]
): readonly Crawler[] =>
  lines.map(([pattern, name, operator]) => ({
    pattern: `(?i)${pattern}`,
    name,
    operator,
    category,
    trafficType
  }))

export const crawlers: readonly Crawler[] = [
  ...group("AI Agent", "ai_crawler", [
    ["GPTBot", "GPTBot", "OpenAI"],
    ["ClaudeBot", "ClaudeBot", "Anthropic"],
    ["anthropic-ai", "Anthropic AI", "Anthropic"],
    ["Google-Extended", "Google Extended", "Google"],
    ["CCBot", "CCBot", "Common Crawl"],
    ["Bytespider", "Bytespider", "ByteDance"],
    ["Meta-ExternalAgent", "Meta External Agent", "Meta"],
    ["Amazonbot", "Amazonbot", "Amazon"],
    ["Applebot-Extended", "Applebot Extended", "Apple"],
    ["cohere-ai", "Cohere AI", "Cohere"]
  ]),
  ...group("AI Agent", "ai_search", [
    ["OAI-SearchBot", "OAI SearchBot", "OpenAI"],
    ["PerplexityBot", "PerplexityBot", "Perplexity"],
    ["Claude-SearchBot", "Claude SearchBot", "Anthropic"]
  ]),
  ...group("AI Agent", "ai_assistant", [
    ["ChatGPT-User", "ChatGPT", "OpenAI"],
    ["Claude-User", "Claude", "Anthropic"],
    ["Perplexity-User", "Perplexity", "Perplexity"]
  ]),
  ...group("Bot", "search_crawler", [
    ["Googlebot", "Googlebot", "Google"],
    ["AdsBot-Google", "AdsBot", "Google"],
    ["bingbot", "Bingbot", "Microsoft"],
    ["YandexBot", "YandexBot", "Yandex"],
    ["Baiduspider", "Baiduspider", "Baidu"],
    ["DuckDuckBot", "DuckDuckBot", "DuckDuckGo"],
    ["Slurp", "Yahoo Slurp", "Yahoo"],
    ["Applebot/", "Applebot", "Apple"],
    ["PetalBot", "PetalBot", "Huawei"]
  ]),
  ...group("Bot", "seo_crawler", [
    ["AhrefsBot", "AhrefsBot", "Ahrefs"],
    ["SemrushBot", "SemrushBot", "Semrush"],
    ["MJ12bot", "MJ12bot", "Majestic"],
    ["DotBot", "DotBot", "Moz"],
    ["Screaming Frog", "Screaming Frog", "Screaming Frog"]
  ]),
  ...group("Bot", "social_crawler", [
    ["facebookexternalhit", "Facebook", "Meta"],
    ["Twitterbot", "Twitterbot", "X"],
    ["LinkedInBot", "LinkedInBot", "LinkedIn"],
    ["Slackbot", "Slackbot", "Slack"],
    ["Discordbot", "Discordbot", "Discord"],
    ["TelegramBot", "TelegramBot", "Telegram"],
    ["WhatsApp", "WhatsApp", "Meta"],
    ["Pinterestbot", "Pinterestbot", "Pinterest"]
  ]),
  ...group("Bot", "monitoring", [
    ["UptimeRobot", "UptimeRobot", "UptimeRobot"],
    ["Pingdom", "Pingdom", "Pingdom"],
    ["StatusCake", "StatusCake", "StatusCake"],
    ["DatadogSynthetics", "Datadog Synthetics", "Datadog"],
    ["BetterUptime", "Better Uptime", "Better Stack"]
  ]),
  ...group("Automation", "http_client", [
    ["^curl/", "curl", "curl"],
    ["^Wget/", "Wget", "GNU"],
    ["python-requests", "Python Requests", "Python"],
    ["python-urllib", "Python urllib", "Python"],
    ["aiohttp/", "aiohttp", "Python"],
    ["Go-http-client", "Go HTTP client", "Go"],
    ["okhttp", "OkHttp", "Square"],
    ["axios/", "Axios", "Axios"],
    ["node-fetch", "node-fetch", "Node.js"],
    ["PostmanRuntime", "Postman", "Postman"]
  ]),
  ...group("Automation", "headless_browser", [
    ["HeadlessChrome", "Headless Chrome", "Google"],
    ["PhantomJS", "PhantomJS", "PhantomJS"],
    ["Puppeteer", "Puppeteer", "Google"],
    ["Playwright", "Playwright", "Microsoft"],
    ["Selenium", "Selenium", "Selenium"]
  ])
]
