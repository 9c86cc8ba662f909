import { type Calendar, DAY, HOUR, isoText } from "../calendar.ts"
import type { SeedObject } from "../objects.ts"
import type { Json } from "../people.ts"
import type { Truth } from "../truth.ts"

/** Saved insights: trends, a breakdown, a funnel, retention and one written in HogQL. */
export const insightObjects = (truth: Truth, calendar: Calendar): readonly SeedObject[] => {
  const dateRange = {
    date_from: truth.startDate,
    date_to: isoText(calendar.end - DAY).slice(0, 10),
    explicitDate: false
  }
  const { funnel, powerUsers, retention } = truth
  return [
    insight(1, "Xk3pQ9aL", "Pageviews a day", "Every page seen, day by day.", calendar, {
      kind: "InsightVizNode",
      source: {
        kind: "TrendsQuery",
        series: [{ kind: "EventsNode", event: "$pageview", name: "$pageview", math: "total" }],
        interval: "day",
        dateRange,
        trendsFilter: { display: "ActionsLineGraph" }
      }
    }),
    insight(
      2,
      "b7RmT2ne",
      "Weekly users by browser",
      "Unique persons with a page view, by $browser.",
      calendar,
      {
        kind: "InsightVizNode",
        source: {
          kind: "TrendsQuery",
          series: [{ kind: "EventsNode", event: "$pageview", name: "$pageview", math: "dau" }],
          interval: "week",
          dateRange,
          breakdownFilter: { breakdown: "$browser", breakdown_type: "event" },
          trendsFilter: { display: "ActionsBar" }
        }
      }
    ),
    insight(3, "Jw5vC8hd", "Activation funnel", "From signing up to paying, within two weeks.", calendar, {
      kind: "InsightVizNode",
      source: {
        kind: "FunnelsQuery",
        series: funnel.steps.map((event) => ({ kind: "EventsNode", event, name: event })),
        dateRange,
        funnelsFilter: {
          funnelVizType: "steps",
          funnelOrderType: "ordered",
          funnelWindowInterval: funnel.windowDays,
          funnelWindowIntervalUnit: "day"
        }
      }
    }),
    insight(4, "u2YfN6sZ", "Weekly retention", "Who comes back to view a report.", calendar, {
      kind: "InsightVizNode",
      source: {
        kind: "RetentionQuery",
        dateRange,
        retentionFilter: {
          targetEntity: { id: retention.startEvent, type: "events" },
          returningEntity: { id: retention.returnEvent, type: "events" },
          period: "Week",
          totalIntervals: retention.lastWeek + 1,
          retentionType: "retention_first_time"
        }
      }
    }),
    insight(5, "q9DgK4oM", "Power users by plan", "Persons with many reports viewed in 30 days.", calendar, {
      kind: "DataVisualizationNode",
      source: {
        kind: "HogQLQuery",
        query: [
          "select person.properties.plan as plan, count(distinct person_id) as persons",
          "from events",
          "where person_id in (",
          "  select person_id from events",
          `  where event = '${powerUsers.event}' and timestamp >= '${powerUsers.since}' and timestamp < '${powerUsers.until}'`,
          "  group by person_id",
          `  having count() >= ${powerUsers.minimum}`,
          ")",
          `and event = '${powerUsers.event}' and timestamp >= '${powerUsers.since}' and timestamp < '${powerUsers.until}'`,
          "group by plan",
          "order by persons desc, plan"
        ].join("\n")
      }
    })
  ]
}

const insight = (
  id: number,
  shortId: string,
  name: string,
  description: string,
  calendar: Calendar,
  query: Json
): SeedObject => {
  const createdAt = isoText(calendar.start + id * 5 * DAY + 9 * HOUR)
  return {
    kind: "insights",
    id,
    body: {
      id,
      short_id: shortId,
      name,
      derived_name: null,
      description,
      query,
      order: null,
      deleted: false,
      dashboards: [],
      dashboard_tiles: [],
      tags: ["seed"],
      favorited: id === 3,
      saved: true,
      result: null,
      columns: null,
      types: null,
      hasMore: null,
      hogql: null,
      is_cached: false,
      query_status: null,
      last_refresh: null,
      cache_target_age: null,
      next_allowed_client_refresh: null,
      timezone: "UTC",
      is_sample: true,
      created_at: createdAt,
      created_by: null,
      updated_at: createdAt,
      last_modified_at: createdAt,
      last_modified_by: null
    }
  }
}
