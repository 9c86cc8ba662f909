/**
 * Makes the tables as this version of the compiler wants them, and carries rows over from tables of another version.
 *
 * The compiler's statements are the schema; their fingerprint, kept beside the data, says whether the tables on disk are these.
 * Carrying over is safe to repeat from its beginning, at the next start: the old table goes only when its rows are in the new one,
 * which begins empty. No step of it is repeated by itself, so that no row is written twice.
 */
import { createHash } from "node:crypto"
import { createTableStatements, physicalTables } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import { readRows } from "./readRows.ts"
import { Store } from "./Store.ts"

/** The engine's own table: which events came from clients. Seeding again keeps those. */
const CAPTURED_TABLE =
  "CREATE TABLE IF NOT EXISTS captured_events (team_id Int64, uuid UUID) ENGINE = MergeTree ORDER BY (team_id, uuid)"

/** How many inserts back a repeated one is recognised. */
const DEDUPLICATION_WINDOW = 1_000

const carriedOver = (table: string): string => `${table}__before`

const tableNames = [...physicalTables.map(({ name }) => name), "captured_events"]

export const schemaFingerprint: string = createHash("sha256")
  .update([...createTableStatements(), CAPTURED_TABLE].join("\n"))
  .digest("hex")

const insertableColumns = (table: string): ReadonlySet<string> =>
  new Set(
    table === "captured_events"
      ? ["team_id", "uuid"]
      : physicalTables
          .filter(({ name }) => name === table)
          .flatMap(({ columns }) => columns)
          .filter(({ insertable }) => insertable)
          .map(({ name }) => name)
  )

/** Run when the fingerprint on disk is another one, or none. */
export const prepareTables = Effect.gen(function* () {
  const store = yield* Store
  const existing = yield* readRows("SELECT name FROM system.tables WHERE database = currentDatabase()")
  const present = new Set(existing.map(([name]) => String(name)))
  for (const table of tableNames) {
    const before = carriedOver(table)
    if (present.has(before)) yield* store.execute(`DROP TABLE IF EXISTS \`${table}\``)
    else if (present.has(table)) yield* store.executeOnce(`RENAME TABLE \`${table}\` TO \`${before}\``)
  }
  for (const statement of [...createTableStatements(), CAPTURED_TABLE]) yield* store.execute(statement)
  for (const table of tableNames) {
    yield* store.execute(
      `ALTER TABLE \`${table}\` MODIFY SETTING non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`
    )
    if (!present.has(table) && !present.has(carriedOver(table))) continue
    const wanted = insertableColumns(table)
    const stored = yield* readRows(
      "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND default_kind != 'MATERIALIZED'",
      { table: carriedOver(table) }
    )
    const columns = stored
      .map(([name]) => String(name))
      .filter((name) => wanted.has(name))
      .map((name) => `\`${name}\``)
      .join(", ")
    yield* store.executeOnce(
      `INSERT INTO \`${table}\` (${columns}) SELECT ${columns} FROM \`${carriedOver(table)}\``
    )
    yield* store.execute(`DROP TABLE IF EXISTS \`${carriedOver(table)}\``)
  }
})
