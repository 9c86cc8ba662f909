/** Settings of a context that can be wrong, looked at before anything is resolved. */
import type { PersonsMode } from "../Compiler.ts"
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
