/** Autocaptured clicks: the chain of elements as the web library writes it, the innermost first. */
import type { Random } from "../Random.ts"
import { weighted } from "../Random.ts"
import type { AsideEvent } from "./Aside.ts"

interface Click {
  readonly text: string
  readonly chain: string
}

const inMain = (element: string): string =>
  `${element};div.toolbar:attr__class="toolbar"nth-child="1"nth-of-type="1";main:attr__id="content"attr_id="content"nth-child="2"nth-of-type="1";body:nth-child="2"nth-of-type="1"`

const link = (text: string, href: string, place: number): Click => ({
  text,
  chain: inMain(
    `a.nav-link:attr__class="nav-link"attr__href="${href}"href="${href}"nth-child="${place}"nth-of-type="${place}"text="${text}"`
  )
})

const CLICKS = weighted<Click>(
  [link("Reports", "/reports", 1), 30],
  [link("Team", "/settings/team", 2), 15],
  [link("Upgrade", "https://app.example.com/settings/billing?from=nav", 3), 12],
  [
    {
      text: "New report",
      chain: inMain(
        'span:nth-child="1"nth-of-type="1"text="New report";button.primary.large:attr__class="primary large"attr__data-attr="new-report"attr__id="new-report"attr_id="new-report"nth-child="2"nth-of-type="1"text="New report"'
      )
    },
    25
  ],
  [
    {
      text: "Export",
      chain: inMain('button:attr__data-attr="export"nth-child="4"nth-of-type="2"text="Export"')
    },
    18
  ]
)

export const clickEvent = (random: Random): AsideEvent => {
  const { chain, text } = random.weighted(CLICKS)
  return { event: "$autocapture", properties: { $event_type: "click", $el_text: text }, elementsChain: chain }
}

export const rageClickEvent = (random: Random): AsideEvent => {
  const { chain, text } = random.weighted(CLICKS)
  return { event: "$rageclick", properties: { $event_type: "click", $el_text: text }, elementsChain: chain }
}
