/**
 * What one compilation knows (the project and its settings) and what it has gathered on the way.
 */
import type { CohortDefinition, CompileContext, HogqlValue } from "../Compiler.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import { inputRefused, notSupported } from "../HogqlReason.ts"
import { call, column, number, type Sql, type SqlNamed } from "../print/Sql.ts"
import type { PropertyScope } from "../schema/LogicalTable.ts"
import { physicalTables } from "../schema/physicalTables.ts"
import type { Failures } from "./Failures.ts"

export type PropertyType = NonNullable<CompileContext["propertyDefinitions"]>[number]["type"]

export class Environment {
  readonly timezone: string
  readonly weekStartDay: 0 | 1
  readonly cohorts: readonly CohortDefinition[]
  readonly values: ReadonlyMap<string, HogqlValue>
  readonly offset: "allow" | "refuse"
  readonly defaultLimit: number | null
  readonly maximumLimit: number | null
  readonly tables = new Set<string>()
  readonly functions = new Set<string>()
  /** Set when a check goes on after a refusal; without it the first refusal ends the compilation. */
  readonly failures: Failures | undefined
  readonly named: SqlNamed[] = []
  readonly #projectId: number
  readonly #propertyTypes: ReadonlyMap<string, PropertyType>
  readonly #names = new Set(physicalTables.map((table) => table.name))

  constructor(context: CompileContext, failures?: Failures) {
    this.failures = failures
    const mode = context.personsMode ?? "person_id_override_properties_on_events"
    if (mode !== "person_id_override_properties_on_events") {
      throw new HogqlCompileError(notSupported(`The persons mode \`${mode}\``))
    }
    if (!Number.isSafeInteger(context.projectId)) {
      throw new HogqlCompileError(
        inputRefused({ what: "projectId", message: "`projectId` must be a whole number below 2^53." })
      )
    }
    this.#projectId = context.projectId
    this.timezone = checkedTimezone(context.timezone ?? "UTC")
    this.weekStartDay = context.weekStartDay ?? 0
    this.cohorts = context.cohorts ?? []
    this.values = new Map(Object.entries(context.values ?? {}))
    this.offset = context.offset ?? "refuse"
    this.defaultLimit = checkedLimit(
      "defaultLimit",
      context.defaultLimit === undefined ? 100 : context.defaultLimit
    )
    this.maximumLimit = checkedLimit(
      "maximumLimit",
      context.maximumLimit === undefined ? 50_000 : context.maximumLimit
    )
    this.#propertyTypes = new Map(
      context.propertyDefinitions?.map(({ scope, name, type }) => [`${scope} ${name}`, type])
    )
  }

  /** Gives what `work` gives. When it is refused, a check goes on with `otherwise`. */
  attempt<A, B>(work: () => A, otherwise: B): A | B {
    return this.failures === undefined ? work() : this.failures.attempt(work, otherwise)
  }

  propertyType(scope: PropertyScope, name: string): PropertyType {
    return this.#propertyTypes.get(`${scope} ${name}`) ?? "String"
  }

  /** The condition that keeps another project's rows out. Every stored table that is read gets one. */
  teamGuard(alias: string): Sql {
    return call("equals", column(alias, "team_id"), number(this.#projectId))
  }

  /** A name for a WITH item of the statement, free of stored tables' names. */
  freeName(wanted: string): string {
    let name = wanted
    for (let attempt = 2; this.#names.has(name); attempt++) name = `${wanted}_${attempt}`
    this.#names.add(name)
    return name
  }
}

/** Asking the platform takes longer than the rest of a small compilation, so good names are remembered. */
const knownTimezones = new Set(["UTC"])

const checkedTimezone = (timezone: string): string => {
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

const checkedLimit = (what: string, limit: number | null): number | null => {
  if (limit === null || (Number.isSafeInteger(limit) && limit >= 0)) return limit
  throw new HogqlCompileError(
    inputRefused({ what, message: `\`${what}\` must be a whole number from 0 up, or null.` })
  )
}
