import type { Corpus } from "./Corpus.ts"

/** Money: invoices, MRR, lifetime value, churned revenue, currencies, arrays of invoice lines. */
export const revenue: Corpus = {
  analysis: "revenue",
  queries: [
    {
      title: "all revenue, its mean and its extremes",
      hogql: `
        SELECT count() AS invoices, round(sum(properties.amount), 2) AS total, min(properties.amount) AS least, max(properties.amount) AS most
        FROM events
        WHERE event = 'invoice_paid'`,
      truth: ({ revenue: { count, maximum, minimum, sum } }) => [[count, Number(sum), minimum, maximum]]
    },
    {
      title: "exact to the cent, by decimals",
      hogql: `
        SELECT toString(sum(toDecimal(JSONExtractRaw(properties, 'amount'), 2))) AS total, count() AS n
        FROM events
        WHERE event = 'invoice_paid'`,
      truth: ({ revenue: { count, sum } }) => [[sum, count]]
    },
    {
      title: "revenue by plan",
      hogql: `
        SELECT properties.plan AS plan, count() AS invoices, round(sum(properties.amount), 2) AS total
        FROM events
        WHERE event = 'invoice_paid'
        GROUP BY plan
        ORDER BY plan`,
      truth: ({ revenueByPlan }) => revenueByPlan.map(({ count, sum, value }) => [value, count, Number(sum)])
    },
    {
      title: "revenue by month and its growth in percent",
      hogql: `
        WITH monthly AS (
          SELECT toStartOfMonth(timestamp) AS month, sum(properties.amount) AS amount FROM events WHERE event = 'invoice_paid' GROUP BY month
        )
        SELECT month, round(amount, 2) AS revenue,
          round(100 * (amount - lagInFrame(amount, 1, amount) OVER w) / lagInFrame(amount, 1, amount) OVER w, 2) AS growth
        FROM monthly
        WINDOW w AS (ORDER BY month ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ORDER BY month`,
      rows: ({ events }) => {
        const months = new Map<string, number>()
        for (const { event, properties, timestamp } of events) {
          if (event !== "invoice_paid") continue
          const month = `${timestamp.slice(0, 7)}-01`
          months.set(month, (months.get(month) ?? 0) + Math.round(properties.amount * 100))
        }
        const rows = [...months]
        return rows.map(([month, cents], index) => {
          const before = rows[index - 1]?.[1] ?? cents
          return [month, cents / 100, Math.round((10_000 * (cents - before)) / before) / 100]
        })
      }
    },
    {
      title: "lifetime value of the best ten",
      hogql: `
        SELECT person.properties.email AS email, round(sum(properties.amount), 2) AS ltv, count() AS invoices
        FROM events
        WHERE event = 'invoice_paid'
        GROUP BY person_id, email
        ORDER BY ltv DESC, email
        LIMIT 10`,
      sql: `SELECT p.m, toFloat64(s), n FROM (SELECT person_id, sum(toDecimal64(JSONExtractRaw(properties, 'amount'), 2)) AS s, count() AS n FROM events WHERE event = 'invoice_paid' GROUP BY person_id) AS i
        INNER JOIN (SELECT id, JSONExtractString(properties, 'email') AS m FROM persons) AS p ON p.id = i.person_id ORDER BY s DESC, p.m LIMIT 10`
    },
    {
      title: "payers a hundred persons: conversion to paying by country",
      hogql: `
        SELECT p.properties.country AS country, count() AS persons, countIf(i.n > 0) AS payers, round(100 * payers / persons, 2) AS share
        FROM persons AS p
        LEFT JOIN (SELECT person_id, count() AS n FROM events WHERE event = 'invoice_paid' GROUP BY person_id) AS i ON i.person_id = p.id
        WHERE p.properties.country IS NOT NULL
        GROUP BY country
        ORDER BY persons DESC, country`,
      rows: ({ events, persons }) => {
        const payers = new Set(
          events.filter(({ event }) => event === "invoice_paid").map(({ person }) => person)
        )
        const countries = new Map<string, [number, number]>()
        for (const { id, properties } of persons) {
          if (properties.country === undefined) continue
          const own = countries.get(properties.country) ?? [0, 0]
          countries.set(properties.country, [own[0] + 1, own[1] + Number(payers.has(id))])
        }
        return [...countries]
          .map(([country, [n, paying]]): [string, number, number, number] => [
            country,
            n,
            paying,
            Math.round((10_000 * paying) / n) / 100
          ])
          .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "the lines of invoices, cents of each kind",
      hogql: `
        SELECT JSONExtractString(line, 'kind') AS kind, count() AS lines, sum(JSONExtractInt(line, 'cents')) AS cents
        FROM events
        ARRAY JOIN JSONExtractArrayRaw(ifNull(properties.lines, '[]')) AS line
        WHERE event = 'invoice_paid'
        GROUP BY kind
        ORDER BY kind`,
      rows: ({ events }) => {
        const kinds = new Map<string, [number, number]>()
        for (const { event, properties } of events) {
          if (event !== "invoice_paid") continue
          for (const { cents, kind } of properties.lines) {
            const own = kinds.get(kind) ?? [0, 0]
            kinds.set(kind, [own[0] + 1, own[1] + Number(cents)])
          }
        }
        return [...kinds].sort().map(([kind, sums]) => [kind, ...sums])
      }
    },
    {
      title: "usage above zero, read by path",
      hogql: `
        SELECT count() AS n, sum(toInt(properties.lines[2].cents)) AS cents
        FROM events
        WHERE event = 'invoice_paid' AND toInt(properties.lines[2].cents) > 0`,
      sql: `SELECT count(), sum(JSONExtractInt(properties, 'lines', 2, 'cents')) FROM events WHERE event = 'invoice_paid' AND JSONExtractInt(properties, 'lines', 2, 'cents') > 0`
    },
    {
      title: "monthly recurring revenue by the last amount of each subscriber",
      hogql: `
        SELECT count() AS subscribers, round(sum(mrr), 2) AS mrr
        FROM (
          SELECT
            person_id,
            argMax(properties.seats, timestamp) * multiIf(argMax(properties.plan, timestamp) = 'business', 24.9, 12.49) AS mrr,
            max(timestamp) AS paid_at
          FROM events
          WHERE event = 'invoice_paid'
          GROUP BY person_id
        )
        WHERE paid_at > toDateTime('2026-11-01 00:00:00') - INTERVAL 31 DAY`,
      rows: ({ events }) => {
        const last = new Map<string, { cents: number; at: string }>()
        for (const { event, person, properties: p, timestamp } of events) {
          if (event === "invoice_paid")
            last.set(person, { at: timestamp, cents: p.seats * (p.plan === "business" ? 2490 : 1249) })
        }
        const current = [...last.values()].filter(({ at }) => at > "2026-10-01")
        return [[current.length, current.reduce((sum, { cents }) => sum + cents, 0) / 100]]
      }
    },
    {
      title: "revenue lost with cancellations, by reason",
      hogql: `
        SELECT coalesce(properties.reason, 'not said') AS reason, count() AS n, round(sum(properties.amount), 2) AS lost
        FROM events
        WHERE event = 'subscription_cancelled'
        GROUP BY reason
        ORDER BY lost DESC, reason`,
      rows: ({ events }) => {
        const reasons = new Map<string, [number, number]>()
        for (const { event, properties: p } of events) {
          if (event !== "subscription_cancelled") continue
          const own = reasons.get(p.reason ?? "not said") ?? [0, 0]
          reasons.set(p.reason ?? "not said", [own[0] + 1, own[1] + Math.round(p.amount * 100)])
        }
        return [...reasons]
          .map(([reason, [n, cents]]): [string, number, number] => [reason, n, cents / 100])
          .sort((left, right) => right[2] - left[2] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "currencies side by side, and in dollars by given rates",
      hogql: `
        SELECT properties.currency AS currency, count() AS n, sum(properties.amount) AS amount,
          round(sum(properties.amount * transform(properties.currency, ['USD', 'EUR', 'GBP'], [1.0, 1.1, 1.3], 0.0)), 2) AS dollars
        FROM events
        WHERE event = 'addon_purchased'
        GROUP BY currency
        ORDER BY currency`,
      truth: ({ asides: { addonsByCurrency } }) =>
        addonsByCurrency.map(({ count, sum, value }) => [
          value,
          count,
          Number(sum),
          Math.round(Number(sum) * { USD: 100, EUR: 110, GBP: 130 }[value]!) / 100
        ])
    },
    {
      title: "products: quantity, revenue and share of it",
      hogql: `
        SELECT properties.product AS product, sum(properties.quantity) AS quantity, sum(properties.amount) AS amount,
          round(100 * sum(properties.amount) / sum(sum(properties.amount)) OVER (), 2) AS percent
        FROM events
        WHERE event = 'addon_purchased'
        GROUP BY product
        ORDER BY amount DESC`,
      sql: `SELECT JSONExtractString(properties, 'product') AS p, toFloat64(sum(JSONExtractInt(properties, 'quantity'))), toFloat64(sum(toDecimal64(JSONExtractRaw(properties, 'amount'), 2))) AS a,
          round(100 * a / (SELECT toFloat64(sum(toDecimal64(JSONExtractRaw(properties, 'amount'), 2))) FROM events WHERE event = 'addon_purchased'), 2)
        FROM events WHERE event = 'addon_purchased' GROUP BY p ORDER BY a DESC`
    },
    {
      title: "taxes where a rate is known",
      hogql: `
        SELECT properties.tax_rate AS rate, count() AS n, round(sum(properties.amount * properties.tax_rate), 1) AS tax
        FROM events
        WHERE event = 'invoice_paid' AND properties.tax_rate IS NOT NULL
        GROUP BY rate
        ORDER BY rate`,
      rows: ({ events }) =>
        [0.19, 0.2].map((rate) => {
          const own = events.filter(
            ({ event, properties }) => event === "invoice_paid" && properties.tax_rate === rate
          )
          const cents = own.reduce((sum, { properties }) => sum + Math.round(properties.amount * 100), 0)
          return [rate, own.length, Math.round((cents * rate) / 10) / 10]
        })
    },
    {
      title: "cohorts of the first payment and what they paid since, month by month",
      hogql: `
        WITH first_payment AS (
          SELECT person_id, toStartOfMonth(min(timestamp)) AS cohort FROM events WHERE event = 'invoice_paid' GROUP BY person_id
        )
        SELECT f.cohort AS cohort, dateDiff('month', f.cohort, toStartOfMonth(e.timestamp)) AS month, uniq(e.person_id) AS payers, round(sum(e.properties.amount), 2) AS amount
        FROM events AS e
        INNER JOIN first_payment AS f ON f.person_id = e.person_id
        WHERE e.event = 'invoice_paid'
        GROUP BY cohort, month
        ORDER BY cohort, month`,
      rows: ({ events }) => {
        const first = new Map<string, number>()
        const cells = new Map<string, { payers: Set<string>; cents: number }>()
        for (const { event, person, properties, timestamp } of events) {
          if (event !== "invoice_paid") continue
          const month = Number(timestamp.slice(5, 7))
          if (!first.has(person)) first.set(person, month)
          const key = `2026-${String(first.get(person)).padStart(2, "0")}-01 ${month - first.get(person)!}`
          const cell = cells.get(key) ?? { payers: new Set(), cents: 0 }
          cell.payers.add(person)
          cell.cents += Math.round(properties.amount * 100)
          cells.set(key, cell)
        }
        return [...cells].sort().map(([key, { cents, payers }]) => {
          const [cohort, month] = key.split(" ")
          return [cohort, Number(month), payers.size, cents / 100]
        })
      }
    },
    {
      title: "the Pareto share: how much the best fifth of payers pay",
      hogql: `
        SELECT round(sumIf(amount, place <= ceil(0.2 * everybody)) / sum(amount), 4) AS share
        FROM (
          SELECT amount, row_number() OVER (ORDER BY amount DESC) AS place, count() OVER () AS everybody
          FROM (SELECT person_id, sum(properties.amount) AS amount FROM events WHERE event = 'invoice_paid' GROUP BY person_id)
        )`,
      sql: `SELECT round(toFloat64(arraySum(arraySlice(a, 1, toUInt64(ceil(0.2 * length(a)))))) / toFloat64(arraySum(a)), 4) FROM (
          SELECT arrayReverseSort(groupArray(s)) AS a FROM (SELECT sum(toDecimal64(JSONExtractRaw(properties, 'amount'), 2)) AS s FROM events WHERE event = 'invoice_paid' GROUP BY person_id))`
    },
    {
      title: "coupons: with and without, the average first payment",
      hogql: `
        SELECT properties.coupon IS NOT NULL AS with_coupon, count() AS n, round(avg(properties.amount), 2) AS mean
        FROM events
        WHERE event = 'subscription_started'
        GROUP BY with_coupon
        ORDER BY with_coupon`,
      sql: `SELECT toUInt8(JSONType(properties, 'coupon') = 'String') AS c, count(), round(toFloat64(sum(toDecimal64(JSONExtractRaw(properties, 'amount'), 2))) / count(), 2)
        FROM events WHERE event = 'subscription_started' GROUP BY c ORDER BY c`
    }
  ]
}
