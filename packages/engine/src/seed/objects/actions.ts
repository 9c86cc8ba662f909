import { type Calendar, DAY, isoText } from "../calendar.ts"
import type { SeedObject } from "../objects.ts"
import type { Json } from "../people.ts"

interface Step {
  readonly event: string
  readonly url?: string
  readonly url_matching?: "contains" | "regex" | "exact"
}

/** Two actions: an event under another name, and visits to a part of the site. */
export const actionObjects = (calendar: Calendar): readonly SeedObject[] => [
  action(1, "Signed up", "An account was made.", calendar, [{ event: "signed_up" }]),
  action(2, "Read the prices", "The page with the prices, or one below it.", calendar, [
    { event: "$pageview", url: "/pricing", url_matching: "contains" }
  ])
]

const action = (
  id: number,
  name: string,
  description: string,
  calendar: Calendar,
  steps: readonly Step[]
): SeedObject => {
  const createdAt = isoText(calendar.start + 2 * DAY)
  return {
    kind: "actions",
    id,
    body: {
      id,
      name,
      description,
      post_to_slack: false,
      slack_message_format: "",
      steps: steps.map((step): Json => ({
        event: step.event,
        properties: null,
        selector: null,
        tag_name: null,
        text: null,
        text_matching: null,
        href: null,
        href_matching: null,
        url: step.url ?? null,
        url_matching: step.url_matching ?? null
      })),
      created_at: createdAt,
      updated_at: createdAt,
      created_by: null,
      deleted: false,
      is_calculating: false,
      last_calculated_at: createdAt,
      is_action: true,
      tags: []
    }
  }
}
