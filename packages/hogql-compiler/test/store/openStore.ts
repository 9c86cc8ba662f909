/**
 * Real ClickHouse in this process, filled with the rows of `rows.ts`.
 *
 * chDB allows one data directory per process, so a test file opens one store and closes it at the end.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Session } from "chdb"
import { createTableStatements, type CompiledQuery } from "../../src/index.ts"
import { groupRows, logRows, replayRows } from "./groupRows.ts"
import {
  cohortRows,
  eventRows,
  objectRows,
  overrideRows,
  personDistinctIdRows,
  personRows,
  staticCohortRows
} from "./rows.ts"

const settings =
  "SETTINGS readonly=1, transform_null_in=1, max_execution_time=30, output_format_json_quote_64bit_integers=0, output_format_json_named_tuples_as_objects=0"

export interface Store {
  /** Runs a statement with its parameters, as an engine would. */
  run(
    query: Pick<CompiledQuery, "sql" | "parameters">,
    format?: "JSONCompactEachRow" | "JSONCompactEachRowWithNamesAndTypes"
  ): readonly (readonly unknown[])[]
  /** Runs ClickHouse text written by hand. */
  runRaw(sql: string): readonly (readonly unknown[])[]
  close(): void
}

export const openStore = (): Store => {
  const directory = mkdtempSync(join(tmpdir(), "hogql-compiler-"))
  const session = new Session(directory)
  for (const statement of createTableStatements()) session.query(statement)
  const insert = (table: string, rows: readonly object[]): void => {
    session.query(
      `INSERT INTO ${table} FORMAT JSONEachRow ${rows.map((row) => JSON.stringify(row)).join("\n")}`
    )
  }
  insert("events", eventRows)
  insert("persons", personRows)
  insert("person_distinct_ids", personDistinctIdRows)
  insert("person_distinct_id_overrides", overrideRows)
  insert("cohort_people", cohortRows)
  insert("static_cohort_people", staticCohortRows)
  insert("objects", objectRows)
  insert("groups", groupRows)
  insert("session_replay_events", replayRows)
  insert("log_entries", logRows)
  const lines = (text: string): readonly (readonly unknown[])[] =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as readonly unknown[])
  return {
    run: ({ sql, parameters }, format = "JSONCompactEachRow") =>
      lines(session.queryBind(`${sql} ${settings}`, parameters, format)),
    runRaw: (sql) => lines(session.query(sql, "JSONCompactEachRow")),
    close: () => {
      session.close()
      rmSync(directory, { recursive: true, force: true })
    }
  }
}
