/**
 * The organizations the story's people work for: groups of one type, each as it is at the end date.
 *
 * Events of a signed-up person carry their organization's key in `group_0`; nothing in their properties tells of it.
 */
import { type Calendar, DAY, isoText, timestampText } from "./calendar.ts"
import type { GroupRow, SeedPropertyDefinition } from "./Dataset.ts"
import { COMPANIES } from "./names.ts"
import type { SeedObject } from "./objects.ts"

export const ORGANIZATION_TYPE = { index: 0, name: "organization" } as const

const INDUSTRIES = ["software", "retail", "education", "health"] as const

export const ORGANIZATION_PROPERTIES: readonly SeedPropertyDefinition[] = (
  [
    ["name", "String"],
    ["industry", "String"],
    ["employees", "Numeric"],
    ["is_customer", "Boolean"],
    ["customer_since", "DateTime"]
  ] as const
).map(([name, type]) => ({ scope: "group", name, type, groupTypeIndex: ORGANIZATION_TYPE.index }))

export const organizationRows = (
  projectId: number,
  calendar: Calendar,
  version: number
): readonly GroupRow[] =>
  COMPANIES.map((company, place) => {
    const isCustomer = place % 3 !== 2
    return {
      team_id: projectId,
      group_type_index: ORGANIZATION_TYPE.index,
      group_key: company,
      created_at: timestampText(calendar.start + place * DAY),
      updated_at: timestampText(calendar.start + place * DAY),
      group_properties: JSON.stringify({
        name: `${company.charAt(0).toUpperCase()}${company.slice(1)} Ltd`,
        industry: INDUSTRIES[place % INDUSTRIES.length],
        employees: (place + 1) * 25,
        is_customer: isCustomer,
        ...(isCustomer ? { customer_since: isoText(calendar.start + place * DAY) } : {})
      }),
      version
    }
  })

export const organizationTypeObject = (calendar: Calendar): SeedObject => ({
  kind: "group_type_mappings",
  id: ORGANIZATION_TYPE.index + 1,
  body: {
    group_type: ORGANIZATION_TYPE.name,
    group_type_index: ORGANIZATION_TYPE.index,
    name_singular: "organization",
    name_plural: "organizations",
    detail_dashboard: null,
    default_columns: null,
    created_at: isoText(calendar.start)
  }
})
