import type { Corpus } from "./Corpus.ts"

/** Organizations: group analytics, and the actions of the project. */
export const groups: Corpus = {
  analysis: "groups and actions",
  queries: [
    {
      title: "active organizations by week",
      hogql: `
        SELECT toStartOfWeek(timestamp) AS week, uniq($group_0) AS organizations
        FROM events
        WHERE $group_0 != ''
        GROUP BY week
        ORDER BY week`,
      sql: `SELECT toString(toDate(timestamp) - (toDayOfWeek(timestamp) % 7)) AS w, uniqExactIf(group_0, group_0 <> '') FROM events GROUP BY w ORDER BY w`
    },
    {
      title: "the organizations with most reports, with their names",
      hogql: `
        SELECT organization.properties.name AS name, count() AS reports, uniq(person_id) AS persons
        FROM events
        WHERE event = 'report_viewed' AND $group_0 != ''
        GROUP BY name
        ORDER BY reports DESC, name
        LIMIT 5`,
      sql: `SELECT JSONExtractString(g.group_properties, 'name') AS n, count() AS c, uniqExact(e.person_id) FROM groups AS g
        INNER JOIN events AS e ON e.group_0 = g.group_key WHERE e.event = 'report_viewed' GROUP BY n ORDER BY c DESC, n LIMIT 5`
    },
    {
      title: "the groups themselves, typed properties",
      hogql: `
        SELECT key, properties.industry AS industry, toFloat(properties.employees) AS employees
        FROM groups
        WHERE index = 0
        ORDER BY key`,
      sql: `SELECT group_key, JSONExtractString(group_properties, 'industry'), JSONExtractFloat(group_properties, 'employees') FROM groups ORDER BY group_key`
    },
    {
      title: "events by industry, through the join of the first group",
      hogql: `
        SELECT group_0.properties.industry AS industry, count() AS n
        FROM events
        WHERE event = 'feature_used' AND $group_0 != ''
        GROUP BY industry
        ORDER BY n DESC, industry`,
      sql: `SELECT i, count() AS n FROM (SELECT group_0 FROM events WHERE event = 'feature_used') AS e
        INNER JOIN (SELECT group_key, JSONExtractString(group_properties, 'industry') AS i FROM groups) AS g ON g.group_key = e.group_0 GROUP BY i ORDER BY n DESC, i`
    },
    {
      title: "persons that belong to no organization",
      hogql: `SELECT uniq(person_id) AS persons FROM events WHERE person_id NOT IN (SELECT person_id FROM events WHERE $group_0 != '')`,
      sql: `SELECT count() FROM (SELECT person_id FROM events GROUP BY person_id HAVING max(length(group_0)) = 0)`
    },
    {
      title: "an action by its name",
      hogql: `SELECT count() AS n, uniq(person_id) AS persons FROM events WHERE matchesAction('Read the prices')`,
      rows: ({ events }) => {
        const own = events.filter(
          ({ event, properties: p }) => event === "$pageview" && String(p.$current_url).includes("/pricing")
        )
        return [[own.length, new Set(own.map(({ person }) => person)).size]]
      }
    },
    {
      title: "an action by its number, as a step of a funnel",
      hogql: `
        SELECT countIf(level >= 1) AS a, countIf(level = 2) AS b
        FROM (
          SELECT windowFunnel(1209600)(toDateTime(timestamp), matchesAction(1), event = 'project_created') AS level
          FROM events
          GROUP BY person_id
        )`,
      truth: ({ funnel: { persons } }) => [[persons[0], persons[1]]]
    },
    {
      title: "a variable of the query",
      hogql: `SELECT count() AS n FROM events WHERE event = {variables.name}`,
      query: { variables: { "0196": { code_name: "name", variableId: "0196", value: "signed_up" } } },
      truth: ({ events }) => [[events.find(({ event }) => event === "signed_up")!.count]]
    },
    {
      title: "the bounds of the date filter on their own",
      hogql: `SELECT count() AS n FROM events WHERE event = 'signed_up' AND timestamp >= {filters.dateRange.from} AND timestamp < {filters.dateRange.to}`,
      query: { filters: { dateRange: { date_from: "2026-09-01", date_to: "2026-10-01" } } },
      truth: ({ signupsByDay }) => [
        [
          signupsByDay
            .filter(({ day }) => day.startsWith("2026-09"))
            .reduce((sum, { count }) => sum + count, 0)
        ]
      ]
    }
  ]
}
