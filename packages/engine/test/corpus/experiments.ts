import type { Corpus } from "./Corpus.ts"

const EXPOSURES = `
  exposures AS (
    SELECT person_id, argMin(properties.$feature_flag_response, timestamp) AS variant, min(timestamp) AS exposed_at
    FROM events
    WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'onboarding-checklist'
    GROUP BY person_id
  )`

/** Exposures, conversions, statistics by hand; flags called and their variants. */
export const experiments: Corpus = {
  analysis: "experiments",
  queries: [
    {
      title: "exposed and converted by variant",
      hogql: `
        WITH ${EXPOSURES}
        SELECT e.variant AS variant, count(DISTINCT e.person_id) AS persons, uniqIf(e.person_id, g.at >= e.exposed_at) AS converted
        FROM exposures AS e
        LEFT JOIN (SELECT person_id, max(timestamp) AS at FROM events WHERE event = 'project_created' GROUP BY person_id) AS g
          ON g.person_id = e.person_id
        GROUP BY variant
        ORDER BY variant`,
      truth: ({ experiment: { variants } }) =>
        variants.map(({ converted, persons, variant }) => [variant, persons, converted])
    },
    {
      title: "conversion by variant through conditional counts",
      hogql: `
        SELECT variant, count() AS persons, countIf(converted_at >= exposed_at) AS converted, round(converted / persons, 4) AS rate
        FROM (
          SELECT
            person_id,
            argMinIf(properties.$feature_flag_response, timestamp, event = '$feature_flag_called' AND properties.$feature_flag = 'onboarding-checklist') AS variant,
            minIf(timestamp, event = '$feature_flag_called' AND properties.$feature_flag = 'onboarding-checklist') AS exposed_at,
            maxIf(timestamp, event = 'project_created') AS converted_at
          FROM events
          WHERE event IN ('$feature_flag_called', 'project_created')
          GROUP BY person_id
          HAVING countIf(properties.$feature_flag = 'onboarding-checklist') > 0
        )
        GROUP BY variant
        ORDER BY variant`,
      truth: ({ experiment: { variants } }) =>
        variants.map(({ converted, persons, variant }) => [
          variant,
          persons,
          converted,
          Math.round((10_000 * converted) / persons) / 10_000
        ])
    },
    {
      title: "the z statistic of two proportions",
      hogql: `
        WITH ${EXPOSURES}, outcomes AS (
          SELECT variant, if(person_id IN (SELECT person_id FROM events WHERE event = 'project_created'), 1, 0) AS success FROM exposures
        ), totals AS (
          SELECT
            countIf(variant = 'control') AS n_0, sumIf(success, variant = 'control') AS x_0,
            countIf(variant = 'test') AS n_1, sumIf(success, variant = 'test') AS x_1
          FROM outcomes
        )
        SELECT
          n_0, x_0, n_1, x_1,
          (x_0 + x_1) / (n_0 + n_1) AS pooled,
          round((x_1 / n_1 - x_0 / n_0) / sqrt(pooled * (1 - pooled) * (1 / n_0 + 1 / n_1)), 6) AS z
        FROM totals`,
      truth: ({ experiment: { variants } }) => {
        const [control, test] = variants
        const [n0, x0, n1, x1] = [control!.persons, control!.converted, test!.persons, test!.converted]
        const pooled = (x0 + x1) / (n0 + n1)
        const z = (x1 / n1 - x0 / n0) / Math.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1))
        return [[n0, x0, n1, x1, pooled, Math.round(z * 1e6) / 1e6]]
      }
    },
    {
      title: "the chi square statistic of the table",
      hogql: `
        WITH cells AS (
          SELECT variant, toFloat(count()) AS n, toFloat(countIf(success)) AS x
          FROM (
            SELECT argMin(properties.$feature_flag_response, timestamp) AS variant,
              person_id IN (SELECT person_id FROM events WHERE event = 'project_created') AS success
            FROM events
            WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'onboarding-checklist'
            GROUP BY person_id
          )
          GROUP BY variant
        )
        SELECT round(sum(pow(x - n * share, 2) / (n * share) + pow((n - x) - n * (1 - share), 2) / (n * (1 - share))), 6) AS chi_square
        FROM (SELECT n, x, sum(x) OVER () / sum(n) OVER () AS share FROM cells)`,
      truth: ({ experiment: { variants } }) => {
        const share =
          variants.reduce((sum, { converted }) => sum + converted, 0) /
          variants.reduce((sum, { persons }) => sum + persons, 0)
        const chi = variants.reduce(
          (sum, { converted: x, persons: n }) =>
            sum + (x - n * share) ** 2 / (n * share) + (n - x - n * (1 - share)) ** 2 / (n * (1 - share)),
          0
        )
        return [[Math.round(chi * 1e6) / 1e6]]
      }
    },
    {
      title: "the lift of a variant over control",
      hogql: `
        SELECT variant, rate, round(rate / first_value(rate) OVER (ORDER BY variant ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) - 1, 4) AS lift
        FROM (
          SELECT properties.\`$feature/onboarding-checklist\` AS variant, round(uniqIf(person_id, event = 'teammate_invited') / uniq(person_id), 4) AS rate
          FROM events
          WHERE properties.\`$feature/onboarding-checklist\` IS NOT NULL
          GROUP BY variant
        )
        ORDER BY variant`,
      rows: ({ events }) => {
        const rate = (variant: string) => {
          const own = events.filter(
            ({ properties }) => properties["$feature/onboarding-checklist"] === variant
          )
          const invited = own.filter(({ event }) => event === "teammate_invited")
          const persons = (some: typeof own) => new Set(some.map(({ person }) => person)).size
          return Math.round((10_000 * persons(invited)) / persons(own)) / 10_000
        }
        const [control, test] = [rate("control"), rate("test")]
        return [
          ["control", control, 0],
          ["test", test, Math.round(10_000 * (test / control - 1)) / 10_000]
        ]
      }
    },
    {
      title: "three variants: who saw which, and who saw two",
      hogql: `
        SELECT if(length(variants) > 1, '$multiple', variants[1]) AS variant, count() AS persons
        FROM (
          SELECT person_id, arraySort(groupUniqArray(properties.$feature_flag_response)) AS variants
          FROM events
          WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'annual-billing'
          GROUP BY person_id
        )
        GROUP BY variant
        ORDER BY variant`,
      rows: ({ events }) => {
        const seen = new Map<string, Set<string>>()
        for (const { event, person, properties: p } of events) {
          if (event === "$feature_flag_called" && p.$feature_flag === "annual-billing") {
            seen.set(person, (seen.get(person) ?? new Set()).add(p.$feature_flag_response))
          }
        }
        const counts = new Map<string, number>()
        for (const variants of seen.values()) {
          const variant = variants.size > 1 ? "$multiple" : [...variants][0]!
          counts.set(variant, (counts.get(variant) ?? 0) + 1)
        }
        return [...counts].sort()
      }
    },
    {
      title: "persons by variant, each variant counted",
      hogql: `
        SELECT properties.$feature_flag_response AS variant, count(DISTINCT person_id) AS persons
        FROM events
        WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'annual-billing'
        GROUP BY variant
        ORDER BY persons DESC, variant`,
      truth: ({ asides: { billingVariants } }) => billingVariants.map(({ count, value }) => [value, count])
    },
    {
      title: "exposures by day and variant, as PostHog's own check of a rollout",
      hogql: `
        SELECT toDate(timestamp) AS day, properties.$feature_flag_response AS variant, count() AS calls, sum(calls) OVER (PARTITION BY variant ORDER BY day) AS so_far
        FROM events
        WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'annual-billing' AND timestamp >= '2026-10-20'
        GROUP BY day, variant
        ORDER BY day, variant`,
      rows: ({ events }) => {
        const days = new Map<string, number>()
        for (const { event, properties: p, timestamp } of events) {
          if (
            event !== "$feature_flag_called" ||
            p.$feature_flag !== "annual-billing" ||
            timestamp < "2026-10-20"
          )
            continue
          const key = `${timestamp.slice(0, 10)} ${p.$feature_flag_response}`
          days.set(key, (days.get(key) ?? 0) + 1)
        }
        const totals = new Map<string, number>()
        return [...days]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, n]) => {
            const [day, variant] = key.split(" ")
            totals.set(variant!, (totals.get(variant!) ?? 0) + n)
            return [day, variant, n, totals.get(variant!)]
          })
      }
    },
    {
      title: "a mean by variant with its standard error, revenue after exposure",
      hogql: `
        WITH exposed AS (
          SELECT person_id, any(properties.$feature_flag_response) AS variant, min(timestamp) AS at
          FROM events
          WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'onboarding-checklist'
          GROUP BY person_id
        ), revenue AS (
          SELECT e.person_id AS person_id, e.variant AS variant, sumIf(i.properties.amount, i.event = 'invoice_paid' AND i.timestamp >= e.at) AS amount
          FROM exposed AS e
          INNER JOIN events AS i ON i.person_id = e.person_id
          GROUP BY person_id, variant
        )
        SELECT variant, count() AS n, round(avg(ifNull(amount, 0)), 3) AS mean, round(stddevSamp(ifNull(amount, 0)) / sqrt(count()), 3) AS error
        FROM revenue
        GROUP BY variant
        ORDER BY variant`,
      rows: ({ events }) => {
        const exposed = new Map<string, { variant: string; cents: number }>()
        for (const { event, person, properties: p } of events) {
          if (
            event === "$feature_flag_called" &&
            p.$feature_flag === "onboarding-checklist" &&
            !exposed.has(person)
          ) {
            exposed.set(person, { variant: p.$feature_flag_response, cents: 0 })
          }
          const own = exposed.get(person)
          if (event === "invoice_paid" && own !== undefined) own.cents += Math.round(p.amount * 100)
        }
        return ["control", "test"].map((variant) => {
          const values = [...exposed.values()]
            .filter((each) => each.variant === variant)
            .map(({ cents }) => cents / 100)
          const mean = values.reduce((sum, each) => sum + each, 0) / values.length
          const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1)
          const round = (value: number) => Math.round(value * 1000) / 1000
          return [variant, values.length, round(mean), round(Math.sqrt(variance / values.length))]
        })
      }
    },
    {
      title: "flags called, how often and by how many",
      hogql: `
        SELECT properties.$feature_flag AS flag, count() AS calls, uniq(distinct_id) AS ids, groupUniqArray(properties.$feature_flag_response) = [] AS none
        FROM events
        WHERE event = '$feature_flag_called'
        GROUP BY flag
        ORDER BY calls DESC`,
      sql: `SELECT JSONExtractString(properties, '$feature_flag') AS f, count() AS n, uniqExact(distinct_id), 0 FROM events WHERE event = '$feature_flag_called' GROUP BY f ORDER BY n DESC`
    },
    {
      title: "an imbalance of the assignment against the planned shares",
      hogql: `
        SELECT round(sum(pow(persons - expected, 2) / expected), 6) AS chi_square
        FROM (
          SELECT persons, sum(persons) OVER () * share AS expected
          FROM (
            SELECT properties.$feature_flag_response AS variant, uniq(person_id) AS persons,
              transform(variant, ['control', 'yearly-first', 'yearly-only'], [0.34, 0.33, 0.33], 0.0) AS share
            FROM events
            WHERE event = '$feature_flag_called' AND properties.$feature_flag = 'annual-billing'
            GROUP BY variant
          )
        )`,
      truth: ({ asides: { billingVariants } }) => {
        const total = billingVariants.reduce((sum, { count }) => sum + count, 0)
        const chi = billingVariants.reduce((sum, { count, value }) => {
          const expected = total * (value === "control" ? 0.34 : 0.33)
          return sum + (count - expected) ** 2 / expected
        }, 0)
        return [[Math.round(chi * 1e6) / 1e6]]
      }
    },
    {
      title: "experiments with their flags, from the project's objects",
      hogql: `
        SELECT e.name AS experiment, f.key AS flag, f.active AS active
        FROM system.experiments AS e
        INNER JOIN system.feature_flags AS f ON f.key = e.feature_flag_key
        ORDER BY experiment`,
      sql: `SELECT JSONExtractString(e.body, 'name') AS n, JSONExtractString(e.body, 'feature_flag', 'key'), toUInt8(JSONExtractBool(f.body, 'active')) FROM objects AS e
        INNER JOIN objects AS f ON JSONExtractInt(e.body, 'feature_flag', 'id') = f.id AND f.kind = 'feature_flags' WHERE e.kind = 'experiments' ORDER BY n`
    }
  ]
}
