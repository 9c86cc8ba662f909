import type { ExpressionNode } from "../ast/Expression.ts"
import type { SelectQueryNode } from "../ast/Query.ts"
import { hasAggregates } from "./aggregation.ts"
import type { ReadSelect, ReadTable } from "./readSelects.ts"
import type { LintFinding, Rule } from "./Rule.ts"
import { boundsTime } from "./timeBound.ts"

export const noTimeFilter: Rule = {
  name: "NoTimeFilter",
  reason:
    "Events are stored by time and never end, so a query that does not say from when reads all of them: slower every day, and refused by PostHog when it becomes too slow.",
  find: ({ selects }) =>
    selects.flatMap((select) =>
      select.tables
        .filter((table) => readsAllEvents(select, table))
        .map(({ join }) => warningAt(join.table.span))
    )
}

const warningAt = ({ start, end }: { readonly start: number; readonly end: number }): LintFinding => ({
  severity: "warning",
  message:
    "This reads every event there is. Say from when: add a condition such as `timestamp >= now() - interval 7 day`.",
  start,
  end
})

/** Tables whose rows are events; all of them are stored by time. */
export const eventTables: ReadonlySet<string | undefined> = new Set(["events", "ai_events"])

/** Whether all events of a table in FROM are read, and not only those since some time. */
export const readsAllEvents = (select: ReadSelect, table: ReadTable): boolean =>
  eventTables.has(table.table) &&
  !isBounded(select.node, table.names) &&
  !stopsEarly(select.node) &&
  !isBoundedOutside(select)

const isBounded = (node: SelectQueryNode, names: readonly string[]): boolean => {
  const conditions: ExpressionNode[] = [node.prewhere, node.where].filter((part) => part !== undefined)
  for (let join = node.select_from; join !== undefined; join = join.next_join) {
    if (join.constraint?.constraint_type === "ON") conditions.push(join.constraint.expr)
  }
  const aliases = new Map(
    node.select.flatMap((item) => (item.node === "Alias" ? [[item.alias, item.expr] as const] : []))
  )
  // Inside `lower(event) AS event`, `event` is the column: a name that is being looked at stands for no alias.
  const isTimeInside =
    (open: readonly string[]) =>
    (part: ExpressionNode): boolean => {
      if (part.node === "Alias") return isTimeInside(open)(part.expr)
      if (part.node !== "Field") return false
      const { chain } = part
      const [name = ""] = chain
      if (chain.at(-1) === "timestamp")
        return chain.length === 1 || (chain.length === 2 && names.includes(name))
      return (
        chain.length === 1 &&
        !open.includes(name) &&
        isTimeAlias(aliases.get(name), isTimeInside([...open, name]))
      )
    }
  return conditions.some((condition) => boundsTime(condition, isTimeInside([])))
}

/** `toStartOfDay(timestamp) AS day`: what is asked of `day` is asked of the time. */
const isTimeAlias = (expr: ExpressionNode | undefined, isTime: (part: ExpressionNode) => boolean): boolean =>
  expr !== undefined &&
  (expr.node === "Field"
    ? expr.chain.at(-1) === "timestamp"
    : expr.node === "Call" && expr.args.some((argument) => argument.node !== "Alias" && isTime(argument)))

/** `SELECT event FROM events LIMIT 10` takes the first rows it finds. */
const stopsEarly = (node: SelectQueryNode): boolean =>
  node.limit !== undefined && isPlain({ ...node, limit: undefined }) && node.where === undefined

/** Every row that comes in goes out as it is, so that a condition outside is a condition inside: ClickHouse moves it there. */
const isPlain = (node: SelectQueryNode): boolean =>
  node.group_by === undefined &&
  node.distinct === undefined &&
  node.order_by === undefined &&
  node.limit === undefined &&
  node.limit_by === undefined &&
  node.array_join_op === undefined &&
  !hasAggregates(node.select) &&
  !node.select.some((item) => holdsWindow(item))

const holdsWindow = (item: ExpressionNode): boolean =>
  item.node === "WindowFunction" || (item.node === "Alias" && holdsWindow(item.expr))

const isBoundedOutside = ({ node, readers }: ReadSelect): boolean =>
  readers.size > 0 && isPlain(node) && [...readers].every((reader) => isBounded(reader, namesIn(reader)))

const namesIn = (reader: SelectQueryNode): readonly string[] => {
  const names: string[] = []
  for (let join = reader.select_from; join !== undefined; join = join.next_join) {
    if (join.alias !== undefined) names.push(join.alias)
    if (join.table.node === "Field") names.push(join.table.chain.at(-1) ?? "")
  }
  return names
}
