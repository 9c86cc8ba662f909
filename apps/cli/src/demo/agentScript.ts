import type { Truth } from "@posthog-driver/engine"

/**
 * What an agent might write: it has a `posthog` that answers queries, and nothing else: no key, no network, no files.
 * It looks for persons who were active and went quiet.
 */
export const agentScript = ({ churnRisk }: Truth): string => {
  const values = {
    event: churnRisk.event,
    from: churnRisk.activeFrom,
    quiet: churnRisk.inactiveFrom,
    until: churnRisk.until
  }
  return `const { rows } = await posthog.query(
  \`select count() as persons from (
     select person_id, max(timestamp) as last_seen from events
     where event = {event} and timestamp >= toDateTime({from}) and timestamp < toDateTime({until})
     group by person_id
     having last_seen < toDateTime({quiet})
   )\`,
  { values: ${JSON.stringify(values)} }
)
export default { churnRisk: rows[0].persons, keys: Object.keys(process.env).filter((name) => /KEY|TOKEN/.test(name)) }
`
}
