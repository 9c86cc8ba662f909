/**
 * Asks the registry's advisory database about the locked dependencies. Where no database answers, it says so and passes: an
 * unreachable service is not a finding, but it must never look like a clean audit.
 */
import { spawnSync } from "node:child_process"

const { status, stderr, stdout } = spawnSync(process.env["npm_execpath"] ?? "pnpm", ["audit", "--json"], {
  encoding: "utf8"
})

interface Advisory {
  readonly severity: string
  readonly module_name?: string
  readonly title?: string
  readonly url?: string
}

const parse = ():
  { readonly advisories?: Record<string, Advisory>; readonly error?: unknown } | undefined => {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}

const report = parse()
if (report?.advisories === undefined) {
  const why = /ERR_PNPM_[A-Z_]+|E[A-Z]{4,}|\b[45]\d\d\b/u.exec(`${stderr}${stdout}`)?.[0] ?? `exit ${status}`
  console.log(`NOT AUDITED: no advisory database could be reached (${why}). Run again where one can.`)
} else {
  const serious = Object.values(report.advisories).filter(
    ({ severity }) => severity === "high" || severity === "critical"
  )
  for (const { module_name, severity, title, url } of serious)
    console.error(`${severity}: ${module_name}: ${title} ${url}`)
  console.log(`${Object.keys(report.advisories).length} advisories, ${serious.length} high or critical.`)
  process.exitCode = serious.length === 0 ? 0 : 1
}
