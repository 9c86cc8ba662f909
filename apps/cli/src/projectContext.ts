/** What a query is compiled against here: HogQL's own tables, and what the project adds to them. */
import { type CompileContext, createCompiler, logicalTables } from "@posthog-driver/hogql-compiler"
import type { PostHog } from "@posthog-driver/driver"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { operation } from "./Connection.ts"
import { Screen } from "./output/Screen.ts"

/** Reads the project's definitions. What the key may not read is missing then, and named on stderr. */
export const projectContext = Effect.fnUntraced(function* (posthog: PostHog) {
  const screen = yield* Screen
  const { unread, ...context } = yield* operation((signal) => posthog.project.schema({ signal }))
  // Every project has a list of group types; one that is not served means that there are no groups.
  const missing = unread.filter((list) => list !== "groups_types")
  if (missing.length > 0) {
    yield* screen.complain(
      `warning: The key may not read ${missing.join(" and ")}, so the check does not know of them.`
    )
  }
  // A name that HogQL has itself is HogQL's.
  const builtIn = new Set(logicalTables.map((table) => table.name))
  const warehouseTables = context.warehouseTables.filter(({ name }) => !builtIn.has(name))
  const now = new Date(yield* Clock.currentTimeMillis)
  return { ...context, warehouseTables, now } satisfies CompileContext
})

/** A compiler that is closed with the command. Its parser starts at once, while the project's definitions are still being read. */
export const openCompiler = Effect.acquireRelease(
  Effect.sync(() => {
    const compiler = createCompiler()
    // It tells of no failure: the first text would.
    void compiler.warmUp()
    return compiler
  }),
  (compiler) => Effect.promise(() => compiler.close())
)
