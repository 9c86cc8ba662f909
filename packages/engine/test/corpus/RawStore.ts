/**
 * The generated rows in a ClickHouse of their own, in this process: tables as plain as can be, with nothing computed in them.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Session } from "chdb"
import { parseJson } from "../../src/json.ts"
import type { Dataset } from "../../src/seed/Dataset.ts"

const TABLES: Readonly<Record<string, string>> = {
  events:
    "team_id Int64, uuid UUID, event String, properties String, timestamp DateTime64(6, 'UTC'), created_at DateTime64(6, 'UTC'), " +
    "distinct_id String, elements_chain String, person_id UUID, person_properties String, person_created_at DateTime64(6, 'UTC'), group_0 String",
  groups:
    "team_id Int64, group_type_index UInt8, group_key String, created_at DateTime64(6, 'UTC'), group_properties String",
  persons: "team_id Int64, id UUID, created_at DateTime64(6, 'UTC'), properties String, is_identified Bool",
  person_distinct_ids: "team_id Int64, distinct_id String, person_id UUID",
  cohort_people: "team_id Int64, cohort_id Int64, person_id UUID",
  static_cohort_people: "team_id Int64, cohort_id Int64, person_id UUID",
  objects: "team_id Int64, kind String, id Int64, body String"
}

const SETTINGS =
  "SETTINGS output_format_json_quote_64bit_integers=0, output_format_json_quote_decimals=1, " +
  "output_format_json_named_tuples_as_objects=0, input_format_skip_unknown_fields=1"

export interface RawStore extends Disposable {
  readonly rows: (sql: string) => readonly (readonly unknown[])[]
}

export const openRawStore = (dataset: Dataset): RawStore => {
  const directory = mkdtempSync(join(tmpdir(), "engine-corpus-"))
  const session = new Session(directory)
  for (const [table, columns] of Object.entries(TABLES)) {
    session.query(`CREATE TABLE ${table} (${columns}) ENGINE = MergeTree ORDER BY tuple()`)
  }
  const insert = (table: string, rows: Iterable<object>): void => {
    const lines = Array.from(rows, (row) => JSON.stringify(row)).join("\n")
    session.query(
      `INSERT INTO ${table} SETTINGS input_format_skip_unknown_fields=1 FORMAT JSONEachRow ${lines}`
    )
  }
  insert("events", dataset.events())
  insert("groups", dataset.groups)
  insert("persons", dataset.persons)
  insert("person_distinct_ids", dataset.personDistinctIds)
  insert("cohort_people", dataset.cohortPeople)
  insert("static_cohort_people", dataset.staticCohortPeople)
  insert("objects", dataset.objects)
  return {
    rows: (sql) =>
      session
        .query(`${sql} ${SETTINGS}`, "JSONCompactEachRow")
        .split("\n")
        .filter((line) => line !== "")
        // JSONCompactEachRow writes one array a line.
        .map((line) => parseJson(line) as readonly unknown[]),
    [Symbol.dispose]: () => {
      session.close()
      rmSync(directory, { recursive: true, force: true })
    }
  }
}
