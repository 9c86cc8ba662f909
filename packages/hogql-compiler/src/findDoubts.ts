/**
 * What is doubtful about a query that compiles. Events grow without end, so a query on them should say from when.
 */
import { type AstNode, walk } from "./ast/Node.ts"
import type { QueryNode } from "./ast/Query.ts"
import type { Finding } from "./Finding.ts"

export const findDoubts = (node: QueryNode): readonly Finding[] => {
  const warnings: Finding[] = []
  walk(node, (visited) => {
    if (visited.node !== "SelectQuery" || visited.select_from === undefined) return undefined
    const { table } = visited.select_from
    const readsEvents = table.node === "Field" && table.chain.length === 1 && table.chain[0] === "events"
    if (!readsEvents || mentionsTime(visited.where) || mentionsTime(visited.prewhere)) return undefined
    warnings.push({
      message: "This reads every event there is. Add a condition on `timestamp` to make it faster.",
      start: table.span.start,
      end: table.span.end
    })
    return undefined
  })
  return warnings
}

const mentionsTime = (node: AstNode | undefined): boolean => {
  if (node === undefined) return false
  let found = false
  walk(node, (visited) => {
    if (visited.node === "Field" && visited.chain.at(-1) === "timestamp") found = true
    return !found
  })
  return found
}
