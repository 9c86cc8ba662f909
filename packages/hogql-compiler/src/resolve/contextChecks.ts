/** Settings of a context that can be wrong, looked at before anything is resolved. */
import type { CohortDefinition, CompileContext, PersonsMode } from "../Compiler.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import { inputRefused, notSupported } from "../HogqlReason.ts"

const modes: ReadonlySet<string> = new Set<PersonsMode>([
  "person_id_override_properties_on_events",
  "person_id_no_override_properties_on_events",
  "person_id_override_properties_joined",
  "disabled"
])

export const checkedMode = (mode: PersonsMode): PersonsMode => {
  if (modes.has(mode)) return mode
  throw new HogqlCompileError(notSupported(`The persons mode \`${mode}\``))
}

/** Asking the platform takes longer than the rest of a small compilation, so good names are remembered. */
const knownTimezones = new Set(["UTC"])

export const checkedTimezone = (timezone: string): string => {
  if (knownTimezones.has(timezone)) return timezone
  try {
    // Intl also takes offsets such as `+05:30`, which ClickHouse does not know.
    if (!/^[A-Za-z]/.test(timezone)) throw new RangeError()
    new Intl.DateTimeFormat("en", { timeZone: timezone })
  } catch {
    throw new HogqlCompileError(
      inputRefused({ what: "timezone", message: "`timezone` must be an IANA name such as `Europe/Berlin`." })
    )
  }
  knownTimezones.add(timezone)
  return timezone
}

export const checkedLimit = (what: string, limit: number | null): number | null => {
  if (limit === null || (Number.isSafeInteger(limit) && limit >= 0)) return limit
  throw new HogqlCompileError(
    inputRefused({ what, message: `\`${what}\` must be a whole number from 0 up, or null.` })
  )
}

/** The numbers of cohorts are written into the statement. */
export const checkedCohorts = (cohorts: readonly CohortDefinition[]): readonly CohortDefinition[] => {
  if (cohorts.every(({ id, version }) => Number.isSafeInteger(id) && Number.isSafeInteger(version)))
    return cohorts
  throw new HogqlCompileError(
    inputRefused({
      what: "cohorts",
      message: "`id` and `version` of a cohort must be whole numbers below 2^53."
    })
  )
}

export const checkedWeekStart = (day: CompileContext["weekStartDay"] = 0): 0 | 1 => {
  if ([0, 1].includes(day)) return day
  throw new HogqlCompileError(
    inputRefused({ what: "weekStartDay", message: "`weekStartDay` must be 0 for Sunday or 1 for Monday." })
  )
}
