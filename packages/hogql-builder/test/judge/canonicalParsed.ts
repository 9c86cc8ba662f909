/**
 * The parser's tree in the common form of `canonical.ts`.
 */
import type { BoundValue, HogqlValue } from "../../src/value.ts"
import type { Canonical } from "./canonical.ts"
import { canonicalParameter, canonicalValue, chain, flat, nothing } from "./canonical.ts"
import type { ParsedNode } from "./parser.ts"

const nodes = (given: unknown): readonly ParsedNode[] => (given ?? []) as readonly ParsedNode[]
const node = (given: unknown): ParsedNode => given as ParsedNode
const text = (given: unknown): string => given as string

type Values = Readonly<Record<string, BoundValue>>

const parsedConstant = (given: ParsedNode): Canonical =>
  // Infinity, NaN and integers beyond 64 bits come as text.
  given["value_type"] === "number"
    ? ["number", String(given["value"])]
    : canonicalValue(given["value"] as HogqlValue)

const expectAbsent = (given: ParsedNode, keys: readonly string[]): void => {
  for (const key of keys)
    if (given[key] !== undefined && given[key] !== null && given[key] !== false)
      throw new Error(`${given.node} has an unexpected ${key}: ${JSON.stringify(given)}`)
}

class Reader {
  readonly #values: Values
  readonly #parameters: string[] = []

  constructor(values: Values) {
    this.#values = values
  }

  readonly maybe = (given: unknown): Canonical => (given == null ? nothing : this.read(node(given)))
  readonly all = (given: unknown): readonly Canonical[] => nodes(given).map((part) => this.read(part))

  readonly order = (given: ParsedNode): Canonical => {
    const fill = given["with_fill"] == null ? undefined : node(given["with_fill"])
    return [
      String(given["order"]),
      this.read(node(given["expr"])),
      fill === undefined
        ? nothing
        : ["fill", ...["from_value", "to_value", "step_value"].map((key) => this.maybe(fill[key]))]
    ]
  }

  #border(given: unknown): Canonical {
    const frame = node(given)
    if (frame["frame_type"] === "CURRENT ROW") return ["CURRENT ROW"]
    const amount = frame["frame_value"]
    return [String(frame["frame_type"]), amount == null ? nothing : canonicalValue(amount as number)]
  }

  #window(given: unknown): Canonical {
    const window = node(given)
    return [
      "window",
      this.all(window["partition_by"]),
      nodes(window["order_by"]).map(this.order),
      window["frame_method"] == null
        ? nothing
        : [
            text(window["frame_method"]),
            this.#border(window["frame_start"]),
            this.#border(window["frame_end"])
          ]
    ]
  }

  #ratio(given: unknown): Canonical {
    if (given == null) return nothing
    return [node(given)["left"], node(given)["right"]].filter((part) => part != null).map(this.maybe)
  }

  #table(given: ParsedNode): Canonical {
    expectAbsent(given, ["table_final"])
    const inner = node(given["table"])
    const args = given["table_args"]
    const sample = given["sample"] == null ? undefined : node(given["sample"])
    let source = this.read(inner)
    if (args != null) source = ["function", String((inner["chain"] as readonly string[])[0]), this.all(args)]
    if (inner.node === "ValuesQuery")
      source = ["values", given["column_aliases"] as readonly string[], source]
    else expectAbsent(given, ["column_aliases"])
    return [
      "table",
      source,
      given["alias"] == null ? nothing : [text(given["alias"])],
      sample === undefined
        ? nothing
        : [this.#ratio(sample["sample_value"]), this.#ratio(sample["offset_value"])]
    ]
  }

  #joins(first: ParsedNode | undefined): readonly Canonical[] {
    const joins: Canonical[] = []
    for (let join = first?.["next_join"]; join != null; join = node(join)["next_join"]) {
      const given = node(join)
      const constraint = given["constraint"] == null ? undefined : node(given["constraint"])
      const kind = constraint?.["constraint_type"]
      joins.push([
        String(given["join_type"]),
        this.#table(given),
        kind === "ON" ? ["ON", this.maybe(constraint?.["expr"])] : nothing,
        kind === "USING" ? ["USING", this.maybe(constraint?.["expr"])] : nothing
      ])
    }
    return joins
  }

  #select(given: ParsedNode): Canonical {
    expectAbsent(given, ["ctes"])
    const from = given["select_from"] == null ? undefined : node(given["select_from"])
    const limitBy = given["limit_by"] == null ? undefined : node(given["limit_by"])
    const arrayJoin = given["array_join_op"]
    const windows = (given["window_exprs"] ?? {}) as Readonly<Record<string, unknown>>
    const mode =
      given["limit_percent"] === true ? "percent" : given["limit_with_ties"] === true ? "ties" : "rows"
    const groupMode = text(given["group_by_mode"] ?? "plain").replace("grouping_", "")
    return [
      "select",
      given["distinct"] === true ? ["distinct"] : nothing,
      this.all(given["select"]),
      from === undefined ? nothing : this.#table(from),
      this.#joins(from),
      arrayJoin == null ? nothing : [text(arrayJoin), ...this.all(given["array_join_list"])],
      this.maybe(given["prewhere"]),
      this.maybe(given["where"]),
      given["group_by"] == null ? nothing : [groupMode, ...this.all(given["group_by"])],
      this.maybe(given["having"]),
      this.maybe(given["qualify"]),
      Object.entries(windows).map(([name, window]) => [name, this.#window(window)]),
      nodes(given["order_by"]).map(this.order),
      nodes(given["interpolate"]).map((part) => [
        "as",
        ...(node(part["expr"])["chain"] as readonly string[]),
        this.maybe(part["value"])
      ]),
      limitBy === undefined
        ? nothing
        : [this.maybe(limitBy["n"]), this.maybe(limitBy["offset_value"]), this.all(limitBy["exprs"])],
      given["limit"] == null ? nothing : [mode, this.maybe(given["limit"])],
      this.maybe(given["offset"])
    ]
  }

  /** A query without the tables of its WITH, which the builder writes at the head of the statement only. */
  query(given: ParsedNode, ctes: readonly ParsedNode[] = nodes(given["ctes"])): Canonical {
    if (given.node === "SelectSetQuery") {
      const others = nodes(given["subsequent_select_queries"])
      const operators = new Set(others.map((other) => String(other["set_operator"])))
      if (operators.size !== 1) throw new Error(`A set with several operators: ${[...operators].join()}`)
      const first = node(given["initial_select_query"])
      return [
        "set",
        ...operators,
        this.query(first, ctes.length > 0 ? ctes : undefined),
        ...others.map((other) => this.query(node(other["select_query"])))
      ]
    }
    const values = ctes.filter((cte) => cte["cte_type"] === "column")
    const select = this.#select({ ...given, ctes: null })
    return [
      ...(select as readonly Canonical[]),
      values.map((cte) => ["value", String(cte["name"]), this.maybe(cte["expr"])])
    ]
  }

  statement(given: ParsedNode): Canonical {
    // The parser gives the WITH of a set to its first member.
    let first = given
    while (first.node === "SelectSetQuery") first = node(first["initial_select_query"])
    const all = nodes(first["ctes"])
    const tables = all.filter((cte) => cte["cte_type"] === "subquery")
    for (const cte of tables) expectAbsent(cte, ["columns", "materialized", "using_key"])
    return [
      tables.map((cte) => ["table", String(cte["name"]), this.query(node(cte["expr"]))]),
      tables.some((cte) => cte["recursive"] === true) ? ["recursive"] : nothing,
      this.query(given)
    ]
  }

  read(given: ParsedNode): Canonical {
    switch (given.node) {
      case "Field": {
        const path = given["chain"] as readonly string[]
        const index = path.length === 1 ? this.#parameters.lastIndexOf(path[0] ?? "") : -1
        return index === -1 ? chain(path) : canonicalParameter(index)
      }
      case "Constant":
        return parsedConstant(given)
      case "Placeholder": {
        const path = node(given["expr"])["chain"] as readonly string[]
        const [name = ""] = path
        const isBound = path.length === 1 && Object.hasOwn(this.#values, name)
        return isBound ? canonicalValue(this.#values[name]!) : ["placeholder", chain(path)]
      }
      case "ArrayAccess":
        expectAbsent(given, ["nullish"])
        return ["index", this.maybe(given["array"]), this.maybe(given["property"])]
      case "ArraySlice":
        return ["slice", ...["array", "start_expr", "end_expr"].map((key) => this.maybe(given[key]))]
      case "TupleAccess":
        expectAbsent(given, ["nullish"])
        return ["member", this.maybe(given["tuple"]), String(given["index"])]
      case "Call":
        expectAbsent(given, ["within_group"])
        return [
          "call",
          String(given["name"]),
          this.all(given["params"]),
          this.all(given["args"]),
          given["distinct"] === true ? ["distinct"] : nothing,
          this.maybe(given["filter_expr"]),
          nodes(given["order_by"]).map(this.order)
        ]
      case "WindowFunction": {
        const [first, second] = [this.all(given["exprs"]), this.all(given["args"])]
        // With a second bracket the first one holds the parameters.
        const isParametric = second.length > 0
        return [
          "over",
          String(given["name"]),
          isParametric ? first : [],
          isParametric ? second : first,
          given["over_identifier"] == null ? this.#window(given["over_expr"]) : text(given["over_identifier"])
        ]
      }
      case "Lambda": {
        const names = given["args"] as readonly string[]
        this.#parameters.push(...names)
        const body = this.maybe(given["expr"])
        this.#parameters.length -= names.length
        return ["lambda", String(names.length), body]
      }
      case "CompareOperation": {
        const operator = String(given["op"]) === "==" ? "=" : String(given["op"])
        if (given["is_null_comparison_style"] === true)
          return ["null check", String(operator === "!="), this.maybe(given["left"])]
        return ["compare", operator, this.maybe(given["left"]), this.maybe(given["right"])]
      }
      case "IsDistinctFrom": {
        const operator = given["negated"] === true ? "is not distinct from" : "is distinct from"
        return ["compare", operator, this.maybe(given["left"]), this.maybe(given["right"])]
      }
      case "BetweenExpr":
        return [
          "between",
          String(given["negated"]),
          ...["expr", "low", "high"].map((key) => this.maybe(given[key]))
        ]
      case "And":
        return flat("AND", this.all(given["exprs"]))
      case "Or":
        return flat("OR", this.all(given["exprs"]))
      case "ArithmeticOperation":
        return ["arithmetic", String(given["op"]), this.maybe(given["left"]), this.maybe(given["right"])]
      case "TypeCast":
      case "TryCast":
        return [
          "cast",
          String(given.node === "TryCast"),
          String(given["type_name"]),
          this.maybe(given["expr"])
        ]
      case "Array":
        return ["array", ...this.all(given["exprs"])]
      case "Tuple":
      case "GroupingSet":
        return ["tuple", ...this.all(given["exprs"])]
      case "Dict":
        return ["dict", ...(given["items"] as readonly unknown[]).flatMap((pair) => this.all(pair))]
      case "ValuesQuery":
        return (given["rows"] as readonly unknown[]).map((row) => this.all(row))
      case "Alias":
        return ["as", text(given["alias"]), this.maybe(given["expr"])]
      case "SelectQuery":
      case "SelectSetQuery":
        return this.query(given)
      default:
        throw new Error(`The parser gave a node that the builder never prints: ${JSON.stringify(given)}`)
    }
  }
}

/** The parser's tree of an expression; placeholders are replaced by the values of that name. */
export const canonicalParsed = (given: ParsedNode, values: Values = {}): Canonical =>
  new Reader(values).read(given)

/** The parser's tree of a whole query. */
export const canonicalParsedStatement = (given: ParsedNode, values: Values = {}): Canonical =>
  new Reader(values).statement(given)
