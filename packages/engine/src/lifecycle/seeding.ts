/**
 * Puts the wanted story into the tables, and takes an older one out, without touching what clients captured.
 *
 * Seeded rows can be told from captured ones: captured events are listed in `captured_events`, and captured rows of the other
 * tables have versions that are times, in microseconds, while seeded versions are small. A file says which story is in; it is
 * removed before the first row changes and written after the last, so that a start cut short is seen and begun anew.
 */
import { randomUUID } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { DataDirectoryUnwritable } from "../EngineError.ts"
import { SeedFailed } from "../EngineError.ts"
import type { EngineProgress } from "../Engine.ts"
import { isRecord } from "../json.ts"
import type { SeedOptions } from "../seed/Dataset.ts"
import { generateDataset } from "../seed/generateDataset.ts"
import { insertRows } from "../store/insertRows.ts"
import { readRows } from "../store/readRows.ts"
import { RowEncoder } from "../store/RowEncoder.ts"
import { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import type { DataDirectory } from "./DataDirectory.ts"
import { fingerprintOf } from "./story.ts"
import type { WantedStory } from "./story.ts"

/** Versions of seeded rows are below, those of captured rows above. */
const FIRST_CAPTURED_VERSION = 1_000_000_000_000

const EVENTS_PER_INSERT = 20_000
/** What the events of one insert take. */
const EXPECTED_BYTES = 28_000_000
const ROWS_PER_PAUSE = 100
const ROWS_PER_INSERT = 50_000

const versionedTables = [
  "persons",
  "person_distinct_ids",
  "person_distinct_id_overrides",
  "groups",
  "objects"
]
const seededTables = ["cohort_people", "static_cohort_people"]

/** Leaves what clients captured. Truncating is instant, and enough when nothing was captured. */
const removeStory = Effect.gen(function* () {
  const store = yield* Store
  const [[captured] = [0]] = yield* readRows("SELECT count() FROM captured_events")
  const removed = (table: string, seeded: string): string =>
    Number(captured) === 0
      ? `TRUNCATE TABLE ${table}`
      : `ALTER TABLE ${table} DELETE WHERE ${seeded} SETTINGS mutations_sync = 2`
  for (const table of versionedTables) {
    yield* store.execute(removed(table, `version < ${FIRST_CAPTURED_VERSION}`))
  }
  for (const table of seededTables) yield* store.execute(`TRUNCATE TABLE ${table}`)
  yield* store.execute(removed("events", "uuid NOT IN (SELECT uuid FROM captured_events)"))
})

interface SeedingOptions {
  readonly story: WantedStory
  readonly projectId: number
  readonly onProgress: (progress: EngineProgress) => Effect.Effect<void>
}

const writeStory = Effect.fnUntraced(function* (
  directory: DataDirectory,
  story: Required<SeedOptions>,
  { projectId, onProgress }: SeedingOptions
) {
  const dataset = generateDataset({ ...story, projectId })
  const start = randomUUID()
  const total = dataset.eventCount
  const message = `Seeding the ${story.story} story until ${story.endDate}`
  yield* onProgress({ stage: "seeding", done: 0, total, message })
  const store = yield* Store
  let encoder = new RowEncoder(EXPECTED_BYTES)
  let made = 0
  let inserting: Fiber.Fiber<void, StoreError> | undefined
  const insert = (rows: Uint8Array, done: number) =>
    store
      .insert({ table: "events", rows, deduplicationId: `${start}/events/${done}` })
      .pipe(Effect.andThen(onProgress({ stage: "seeding", done, total, message })))
  for (const row of dataset.events()) {
    encoder.add(row)
    made++
    // ClickHouse works on the rows before meanwhile, in its own process: let their bytes through.
    if (made % ROWS_PER_PAUSE === 0) yield* Effect.yieldNow
    if (made % EVENTS_PER_INSERT !== 0 && made < total) continue
    if (inserting !== undefined) yield* Fiber.join(inserting)
    inserting = yield* Effect.forkChild(insert(encoder.bytes(), made))
    encoder = new RowEncoder(EXPECTED_BYTES)
  }
  if (inserting !== undefined) yield* Fiber.join(inserting)
  const tables = {
    persons: dataset.persons,
    person_distinct_ids: dataset.personDistinctIds,
    cohort_people: dataset.cohortPeople,
    static_cohort_people: dataset.staticCohortPeople,
    groups: dataset.groups,
    objects: dataset.objects
  }
  for (const [table, all] of Object.entries(tables)) {
    let at = 0
    for (const rows of chunked<object>(all, ROWS_PER_INSERT))
      yield* insertRows(table, rows, `${start}/${at++}`)
  }
  yield* directory.write("truth.json", dataset.truth)
})

/** Seeds when the project does not hold the wanted story; says so through `onProgress`. */
export const ensureStory = (
  directory: DataDirectory,
  options: SeedingOptions
): Effect.Effect<void, SeedFailed | DataDirectoryUnwritable, Store> =>
  Effect.gen(function* () {
    const wanted = fingerprintOf(options.story)
    const held = yield* directory.read("seed.json")
    const isHeld = isRecord(held) && held["fingerprint"] === wanted
    // A story without its known answers is half a story.
    if (isHeld && (wanted === null || isRecord(yield* directory.read("truth.json")))) return
    yield* directory.remove("seed.json")
    yield* directory.remove("truth.json")
    yield* removeStory
    if (options.story !== "none") yield* writeStory(directory, options.story, options)
    yield* directory.write("seed.json", { fingerprint: wanted })
  }).pipe(
    Effect.catchTag("StoreError", (error: StoreError) => Effect.fail(new SeedFailed({ why: error.message })))
  )

function* chunked<Row>(rows: Iterable<Row>, size: number): Generator<readonly Row[]> {
  let chunk: Row[] = []
  for (const row of rows) {
    chunk.push(row)
    if (chunk.length === size) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
