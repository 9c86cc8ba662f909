/**
 * What one compilation knows (the project and its settings) and what it has gathered on the way.
 */
import type { QueryNode } from "../ast/Query.ts"
import type { Span } from "../ast/Span.ts"
import type { CohortDefinition, CompileContext, HogqlValue, SavedView } from "../Compiler.ts"
import type { ActionDefinition } from "../filters/HogqlFilters.ts"
import type { HogqlTexts } from "../filters/hogqlTexts.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import { inputRefused, placeholderMissing } from "../HogqlReason.ts"
import type { Origins } from "../places/Origins.ts"
import { call, column, number, type Sql, type SqlNamed } from "../print/Sql.ts"
import type { LogicalTable, PropertyScope } from "../schema/LogicalTable.ts"
import { physicalTables } from "../schema/physicalTables.ts"
import { logicalTable } from "../schema/logicalTables.ts"
import { Schema } from "../schema/Schema.ts"
import { checkUserTables } from "../schema/userTables.ts"
import {
  checkedCohorts,
  checkedLimit,
  checkedMode,
  checkedTimezone,
  checkedWeekStart
} from "./contextChecks.ts"
import type { Failures } from "./Failures.ts"
import { Growth } from "./Growth.ts"
import { openView } from "./openView.ts"
import { type PropertyType, PropertyTypes } from "./propertyTypes.ts"

/** A saved view with its tree, or with what is wrong with its text. */
export interface ParsedView {
  readonly view: SavedView
  readonly node: QueryNode | HogqlCompileError
}

/** Views by name. Only those that a statement can reach need to be parsed. */
export type ParsedViews = ReadonlyMap<string, ParsedView>

/** What has to be parsed before resolution begins, beside the query itself. */
export interface ParsedTexts {
  readonly views?: ParsedViews | undefined
  readonly hogqlTexts?: HogqlTexts | undefined
}

const noViews: ParsedViews = new Map()

/** What a statement and the views it reads have in common. */
interface Gathered {
  readonly tables: Set<string>
  readonly functions: Set<string>
  readonly named: SqlNamed[]
  readonly names: Set<string>
  readonly views: Map<string, LogicalTable>
  readonly growth: Growth
}

export class Environment {
  readonly timezone: string
  readonly weekStartDay: 0 | 1
  readonly cohorts: readonly CohortDefinition[]
  readonly values: ReadonlyMap<string, HogqlValue>
  readonly offset: "allow" | "refuse"
  readonly defaultLimit: number | null
  readonly maximumLimit: number | null
  readonly tables: Set<string>
  readonly functions: Set<string>
  /** Set when a check goes on after a refusal; without it the first refusal ends the compilation. */
  readonly failures: Failures | undefined
  /** Set when the places of calls are asked for. */
  readonly origins: Origins | undefined
  readonly named: SqlNamed[]
  readonly growth: Growth
  /** What the caller gave, filters and actions among it. */
  readonly given: CompileContext
  /** The texts of HogQL inside filters and actions, parsed. */
  readonly hogqlTexts: HogqlTexts
  /** Actions whose conditions are being resolved: none can be part of itself. */
  readonly openActions = new Set<ActionDefinition>()
  /** Tables of the queries around, by the names they are called by, outermost first. */
  readonly tablesAround: string[] = []
  /** Places that ask for a bound of the date range which is not set, until a comparison takes them in. */
  readonly unsetBounds: Span[] = []
  readonly #projectId: number
  readonly #schema: Schema
  readonly #parsedViews: ParsedViews
  /** The views whose queries are being resolved, the outermost first. */
  readonly #viewPath: readonly string[]
  readonly #gathered: Gathered
  /** Made when the first property is read. */
  #propertyTypes: PropertyTypes | undefined

  constructor(
    context: CompileContext,
    options: ParsedTexts & {
      readonly failures?: Failures | undefined
      readonly origins?: Origins | undefined
      readonly within?: { readonly path: readonly string[]; readonly gathered: Gathered }
    } = {}
  ) {
    this.failures = options.failures
    this.origins = options.origins
    this.given = context
    this.hogqlTexts = options.hogqlTexts ?? new Map()
    this.#parsedViews = options.views ?? noViews
    this.#viewPath = options.within?.path ?? []
    this.#gathered = options.within?.gathered ?? {
      tables: new Set(),
      functions: new Set(),
      named: [],
      names: new Set([
        ...physicalTables.map((table) => table.name),
        ...(context.warehouseTables ?? []).map((table) => table.source.table)
      ]),
      views: new Map(),
      growth: new Growth()
    }
    this.tables = this.#gathered.tables
    this.functions = this.#gathered.functions
    this.named = this.#gathered.named
    this.growth = this.#gathered.growth
    this.#schema = new Schema({
      personsMode: checkedMode(context.personsMode ?? "person_id_override_properties_on_events"),
      groupTypes: context.groupTypes ?? [],
      warehouseTables: context.warehouseTables ?? [],
      joins: context.joins ?? []
    })
    checkUserTables(context, (name) => logicalTable(name) !== undefined)
    if (!Number.isSafeInteger(context.projectId)) {
      throw new HogqlCompileError(
        inputRefused({ what: "projectId", message: "`projectId` must be a whole number below 2^53." })
      )
    }
    this.#projectId = context.projectId
    this.timezone = checkedTimezone(context.timezone ?? "UTC")
    this.weekStartDay = checkedWeekStart(context.weekStartDay)
    this.cohorts = checkedCohorts(context.cohorts ?? [])
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
  }

  /** The table or saved view of that name; `span` is where it is named. */
  table(name: string, span?: Span): LogicalTable | undefined {
    return this.#schema.table(name) ?? this.#view(name, span)
  }

  /** Names of every table and view, for suggestions. */
  tableNames(): readonly string[] {
    return [...this.#schema.names(), ...(this.given.views ?? []).map((view) => view.name)]
  }

  /** Every table and view, for the catalogue. A view that cannot be read has no columns. */
  allTables(): readonly LogicalTable[] {
    const tables = this.#schema.names().flatMap((name) => this.#schema.table(name) ?? [])
    const views = (this.given.views ?? []).map((view): LogicalTable => {
      try {
        return this.#view(view.name, undefined) ?? unreadableView(view)
      } catch (cause) {
        if (!(cause instanceof HogqlCompileError)) throw cause
        return unreadableView(view)
      }
    })
    return [...tables, ...views]
  }

  #view(name: string, span: Span | undefined): LogicalTable | undefined {
    const parsed = this.#parsedViews.get(name)
    if (parsed === undefined) return undefined
    const opened = this.#gathered.views.get(name)
    if (opened !== undefined) return opened
    const within = { path: [...this.#viewPath, name], gathered: this.#gathered }
    const environment = new Environment(this.given, {
      views: this.#parsedViews,
      hogqlTexts: this.hogqlTexts,
      within
    })
    const view = openView(parsed, this.#viewPath, environment, span)
    if (view.source.kind === "query") this.origins?.noteForeign(view.source.query)
    const table = this.#schema.withJoins(view)
    this.#gathered.views.set(name, table)
    return table
  }

  /** Gives what `work` gives. When it is refused, a check goes on with `otherwise`. */
  attempt<A, B>(work: () => A, otherwise: B): A | B {
    return this.failures === undefined ? work() : this.failures.attempt(work, otherwise)
  }

  propertyType(scope: PropertyScope, name: string): PropertyType {
    this.#propertyTypes ??= new PropertyTypes(this.given.propertyDefinitions ?? [])
    return this.#propertyTypes.of(scope, name)
  }

  /** The condition that keeps another project's rows out. Every stored table that is read gets one. */
  teamGuard(alias: string): Sql {
    return call("equals", column(alias, "team_id"), number(this.#projectId))
  }

  /** A bound that is not set means something to a comparison only. */
  refuseUnsetBounds(): void {
    const [span] = this.unsetBounds
    if (span === undefined) return
    throw new HogqlCompileError(
      placeholderMissing(
        "filters.dateRange",
        span,
        "The date range is not set here, so its bound must stand in a comparison, as in `timestamp >= {filters.dateRange.from}`."
      )
    )
  }

  /** A name for a WITH item of the statement, free of stored tables' names. */
  freeName(wanted: string): string {
    let name = wanted
    const { names } = this.#gathered
    for (let attempt = 2; names.has(name); attempt++) name = `${wanted}_${attempt}`
    names.add(name)
    return name
  }
}

const unreadableView = (view: SavedView): LogicalTable => ({
  name: view.name,
  description: view.description ?? "A saved view.",
  kind: "view",
  source: { kind: "numbers" },
  columns: []
})
