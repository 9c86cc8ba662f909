/**
 * What a compiler is given and what it gives back.
 */
import type { CostEstimate } from "./costClass.ts"
import type {
  ActionDefinition,
  HogqlFilters,
  PropertyFilter,
  PropertyFilterGroup
} from "./filters/HogqlFilters.ts"
import type { Finding } from "./Finding.ts"
import type { HogqlTypeName } from "./HogqlType.ts"
import type { Span } from "./ast/Span.ts"
import type { Probe } from "./places/probes.ts"
import type { LogicalTable } from "./schema/LogicalTable.ts"

/**
 * A value for a `{name}` placeholder. An integer beyond 2^53 must be a bigint.
 *
 * @since 0.1.0
 */
export type HogqlValue = string | number | bigint | boolean | null | Date | readonly HogqlValue[]

/**
 * A value for `{variables.code_name}`: null when `isNull` is set, else `value`, else `default_value`, else null.
 *
 * @since 0.2.0
 */
export interface HogqlVariable {
  readonly code_name: string
  readonly value?: HogqlValue | undefined
  readonly default_value?: HogqlValue | undefined
  readonly isNull?: boolean | undefined
}

/**
 * What a property holds, as defined in the project. A property without a definition is text.
 *
 * @since 0.1.0
 */
export interface PropertyDefinition {
  readonly scope: "event" | "person" | "session" | "group"
  readonly name: string
  /**
   * With the scope "group": the group type, 0 to 4. Without it the definition is for groups of every type.
   *
   * @since 0.2.0
   */
  readonly groupTypeIndex?: number
  readonly type: "String" | "Numeric" | "Boolean" | "DateTime" | "Duration"
}

/**
 * A cohort that `IN COHORT` can name; `version` is the one whose members are current.
 *
 * @since 0.1.0
 */
export interface CohortDefinition {
  readonly id: number
  readonly name: string
  readonly isStatic: boolean
  readonly version: number
}

/**
 * How PostHog finds the person of an event.
 *
 * - `person_id_override_properties_on_events`, the default: the id follows merges, the properties are those at the time of the event.
 * - `person_id_no_override_properties_on_events`: id and properties as stored on the event.
 * - `person_id_override_properties_joined`: the id follows merges, the properties are those of the person now.
 * - `disabled`: the person to whom the distinct id belongs now, and their properties now; events of unknown distinct ids are left
 *   out as soon as the person is asked for.
 *
 * @since 0.1.0
 */
export type PersonsMode =
  | "person_id_override_properties_on_events"
  | "person_id_no_override_properties_on_events"
  | "person_id_override_properties_joined"
  | "disabled"

/**
 * A group type of the project: events can name it, as in `organization.properties.name`, unless they have a column of that name.
 *
 * @since 0.2.0
 */
export interface GroupType {
  /** 0 to 4. */
  readonly index: number
  readonly name: string
}

/**
 * A table of the user's own, bound to a table that ClickHouse holds.
 *
 * Its rows are not told apart by project, so it must hold one project's rows only.
 *
 * @since 0.2.0
 */
export interface WarehouseTable {
  /** What queries call it, such as `stripe.customers`. */
  readonly name: string
  readonly description?: string
  readonly columns: readonly WarehouseColumn[]
  /** Where ClickHouse finds it; in the database that queries run in, unless given. */
  readonly source: { readonly table: string; readonly database?: string }
}

/**
 * A column of a warehouse table.
 *
 * @since 0.2.0
 */
export interface WarehouseColumn {
  readonly name: string
  readonly type: HogqlTypeName
  /** True unless given. */
  readonly nullable?: boolean
  readonly description?: string
  /** What ClickHouse calls it; its `name` unless given. */
  readonly physical?: string
}

/**
 * A query that can be read like a table. It is computed whenever it is read, and can read other views, but not itself.
 *
 * @since 0.2.0
 */
export interface SavedView {
  readonly name: string
  /** HogQL; a SELECT. */
  readonly query: string
  readonly description?: string
}

/**
 * A join that users defined: `sourceTable.fieldName` is the row of `joiningTable` whose key is equal, or default values without one.
 *
 * @since 0.2.0
 */
export interface TableJoin {
  readonly sourceTable: string
  /** A column, or a property such as `properties.email`. */
  readonly sourceKey: string
  readonly joiningTable: string
  readonly joiningKey: string
  readonly fieldName: string
}

/**
 * The project a query is compiled for, and its settings.
 *
 * @since 0.1.0
 */
export interface CompileContext {
  readonly projectId: number
  /** IANA name; "UTC" unless given. */
  readonly timezone?: string
  /** 0 is Sunday, PostHog's default; 1 is Monday. */
  readonly weekStartDay?: 0 | 1
  readonly propertyDefinitions?: readonly PropertyDefinition[]
  readonly cohorts?: readonly CohortDefinition[]
  /** Values for `{name}` placeholders. */
  readonly values?: Readonly<Record<string, HogqlValue>>
  /**
   * Values for `{variables.code_name}` placeholders, by any key.
   *
   * @since 0.2.0
   */
  readonly variables?: Readonly<Record<string, HogqlVariable>>
  /**
   * What `{filters}` stands for; without it, `{filters}` is true.
   *
   * @since 0.2.0
   */
  readonly filters?: HogqlFilters
  /**
   * What leaves test accounts out where `filters.filterTestAccounts` is set; none unless given.
   *
   * @since 0.2.0
   */
  readonly testAccountFilters?: readonly (PropertyFilter | PropertyFilterGroup)[]
  /**
   * The actions that `matchesAction` can name; none unless given.
   *
   * @since 0.2.0
   */
  readonly actions?: readonly ActionDefinition[]
  /**
   * The instant that relative dates in filters count from. Without it they are refused.
   *
   * @since 0.2.0
   */
  readonly now?: Date
  /** "refuse" unless given, as PostHog does for personal API keys. */
  readonly offset?: "allow" | "refuse"
  /** Rows asked for when the query has no LIMIT; 100 unless given, null for no limit. */
  readonly defaultLimit?: number | null
  /** A larger LIMIT is lowered to this; 50,000 unless given, null for no maximum. */
  readonly maximumLimit?: number | null
  /** `person_id_override_properties_on_events` unless given. */
  readonly personsMode?: PersonsMode
  /**
   * How many rows the tables hold, by their HogQL names, for the estimate of the cost and the catalogue's
   * `row_count`.
   *
   * @since 0.2.0
   */
  readonly tableRows?: Readonly<Record<string, number>>
  /**
   * None unless given.
   *
   * @since 0.2.0
   */
  readonly groupTypes?: readonly GroupType[]
  /**
   * None unless given. A name that another table has is refused with `InputRefused`.
   *
   * @since 0.2.0
   */
  readonly warehouseTables?: readonly WarehouseTable[]
  /**
   * None unless given. A name that another table has is refused with `InputRefused`.
   *
   * @since 0.2.0
   */
  readonly views?: readonly SavedView[]
  /**
   * None unless given. A field that the table has already keeps its meaning.
   *
   * @since 0.2.0
   */
  readonly joins?: readonly TableJoin[]
}

/**
 * What is known of a value before the query runs. `Unknown` is always nullable.
 *
 * @since 0.2.0
 */
export interface ColumnType {
  readonly type: HogqlTypeName
  readonly nullable: boolean
  /** Set on a `Boolean` that comes as 1 or 0, as every condition does. */
  readonly isFlag?: true
  /** What an array holds, where it is known. */
  readonly element?: ColumnType
  /** What a tuple holds by position, where it is known. */
  readonly elements?: readonly ColumnType[]
}

/**
 * A column of the result.
 *
 * @since 0.1.0
 */
export interface CompiledColumn extends ColumnType {
  readonly name: string
}

/**
 * A query ready for ClickHouse.
 *
 * @since 0.1.0
 */
export interface CompiledQuery {
  /** A ClickHouse SELECT with `{p0:String}` parameters, without SETTINGS and FORMAT. Run it with `transform_null_in = 1`. */
  readonly sql: string
  /** Raw (unescaped) values of the parameters. */
  readonly parameters: Readonly<Record<string, string>>
  /** By position; a name can occur twice, and the names inside `sql` can differ. */
  readonly columns: readonly CompiledColumn[]
  /** The query as normalised HogQL, on one line and without comments: PostHog's parser reads it as the same query. */
  readonly hogql: string
  /**
   * With source "default" the SQL asks for one row more than `value`: when it comes, there are more; drop it. With "members" each
   * member of a UNION has a limit of its own, `value` is their sum, and the rows do not tell whether one was cut. `value` is null where
   * it is not a written number of rows.
   */
  readonly limit: {
    readonly source: "default" | "query" | "capped" | "members" | "none"
    readonly value: number | null
  }
  /** Logical tables touched, joined ones included, sorted. */
  readonly tables: readonly string[]
  readonly functions: readonly string[]
  /**
   * What is doubtful about the query, such as `events` read without a condition on `timestamp`, and clauses without effect because
   * PostHog's parser drops them; `check` gives the same.
   */
  readonly warnings: readonly Finding[]
}

/**
 * What a check found. A query without errors compiles.
 *
 * @since 0.1.0
 */
export interface CheckResult {
  readonly isValid: boolean
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
  readonly notices: readonly Finding[]
  /** Logical tables read, joined ones included, sorted. With errors, those that were recognised. */
  readonly tables: readonly string[]
  /**
   * The columns of the rows it gives, by position; none while there are errors.
   *
   * @since 0.2.0
   */
  readonly columns: readonly CompiledColumn[]
  /**
   * HogQL functions called, sorted.
   *
   * @since 0.2.0
   */
  readonly functions: readonly string[]
  /**
   * What the query has to read, roughly. Of a text that is no HogQL nothing is known, and the class is `none`.
   *
   * @since 0.2.0
   */
  readonly cost: CostEstimate
}

/**
 * Where in a query a failure of ClickHouse can come from. Operators and casts are calls, too.
 *
 * @since 0.2.0
 */
export interface CallPlaces {
  /**
   * Statements that read nothing, in the order in which ClickHouse works the query out, each with the place of its one call. The first that
   * fails with the code that the query failed with has the place to blame, or none when no call is to blame.
   */
  probes(): Iterable<Probe>
  /**
   * Places of the calls that can be meant where ClickHouse names a function, in UTF-16 offsets and in the order of the text. None when the
   * failure can come from elsewhere too, such as from a saved view.
   */
  named(clickhouseFunction: string): readonly Span[]
}

/**
 * Compiles HogQL. Every call rejects with `HogqlCompileError` and nothing else.
 *
 * @since 0.1.0
 */
export interface Compiler {
  /** Turns one HogQL SELECT into ClickHouse SQL. Pure: the same text and context give the same answer, and that is frozen. */
  compile(text: string, context: CompileContext): Promise<CompiledQuery>
  /** Says what is wrong or doubtful about a query. A bad query is an answer, so only a closed compiler rejects. */
  check(text: string, context: CompileContext): Promise<CheckResult>
  /**
   * For a query that compiles and that ClickHouse fails at: what tells which call of it is to blame.
   *
   * @since 0.2.0
   */
  places(text: string, context: CompileContext): Promise<CallPlaces>
  /**
   * Every table that HogQL can read in a project, in the order in which they are shown: those of every project, then warehouse tables and
   * saved views. A view that cannot be read has no columns.
   *
   * @since 0.2.0
   */
  tables(context: CompileContext): Promise<readonly LogicalTable[]>
  /**
   * Writes a query as normalised HogQL: a line for every clause unless `pretty` is false, keywords in capitals, names quoted only where
   * they must be. Comments are lost, and so are clauses that PostHog's parser drops. Needs no schema.
   *
   * @since 0.2.0
   */
  format(text: string, options?: { readonly pretty?: boolean }): Promise<string>
  /** Reads a query's shape without any schema. */
  outline(text: string): Promise<QueryOutline>
  /**
   * Starts the parser's first worker now instead of with the first text, which saves about a tenth of a second then. Resolves when it is
   * ready, or could not be started: the next call then says why.
   *
   * @since 0.2.0
   */
  warmUp(): Promise<void>
  /** Stops the parser's workers, as far as no other compiler uses them. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Options of a compiler.
 *
 * @since 0.1.0
 */
export interface CompilerOptions {
  /** How long parsing one text may take, in milliseconds; 5,000 unless given. */
  readonly parseTimeoutMillis?: number
  /**
   * How many worker threads this compiler may start for itself. Unless given, all compilers of a process share as many as the machine has cores,
   * from two to four; they start on demand.
   *
   * @since 0.2.0
   */
  readonly workers?: number
  /** How many parsed texts are kept, and of each what it was compiled to in the last few contexts; 500 unless given, and never more than 524,288 characters of text in all. */
  readonly cacheSize?: number
}

/**
 * The shape of a query, read from its syntax alone.
 *
 * @since 0.1.0
 */
export interface QueryOutline {
  readonly kind: "select" | "set"
  /** The LIMIT of a plain outermost SELECT; `value` null means that it is no constant. */
  readonly limit: { readonly value: number | null; readonly start: number; readonly end: number } | undefined
  /** Whether OFFSET stands anywhere. */
  readonly hasOffset: boolean
  /** Just after the statement, where ` LIMIT n` could be appended. */
  readonly end: number
  /**
   * What PostHog runs differently from how it is written: clauses that its parser drops without a word (`NULLS FIRST`,
   * `WITH TOTALS`), and words that it takes for an alias (a mistyped `WHERE`).
   *
   * @since 0.2.0
   */
  readonly warnings: readonly Finding[]
}
