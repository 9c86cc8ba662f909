/**
 * Runs every query of the corpus through the whole door, HTTP to a seeded engine, and compares the rows exactly.
 *
 * Integers are compared in full, nulls as nulls, rows in their order. An answer that could not be wrong is refused: no rows, or
 * nothing but nulls and zeros. A query that awaits something has to fail until then, so that nobody forgets to unmark it.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { parseJson } from "../../src/json.ts"
import { generateDataset } from "../../src/seed/generateDataset.ts"
import { SMALL_STORY, startTestEngine, type TestEngine } from "../testEngine.ts"
import { corpora } from "./corpora.ts"
import type { CorpusProject, CorpusQuery } from "./Corpus.ts"
import { openRawStore, type RawStore } from "./RawStore.ts"

let engine: TestEngine
let raw: RawStore
let project: CorpusProject

beforeAll(async () => {
  engine = await startTestEngine()
  const dataset = generateDataset({ story: "saas", seed: 1, projectId: 1, ...SMALL_STORY })
  raw = openRawStore(dataset)
  project = {
    truth: dataset.truth,
    persons: dataset.persons.map(({ id, properties }) => ({ id, properties: JSON.parse(properties) })),
    events: Array.from(dataset.events(), (row) => ({
      event: row.event,
      person: row.person_id,
      distinctId: row.distinct_id,
      millis: Date.parse(`${row.timestamp.replace(" ", "T")}Z`),
      timestamp: row.timestamp,
      properties: JSON.parse(row.properties),
      personProperties: JSON.parse(row.person_properties),
      elementsChain: row.elements_chain
    })).sort((left, right) => (left.timestamp < right.timestamp ? -1 : 1))
  }
}, 60_000)

afterAll(async () => {
  raw[Symbol.dispose]()
  await engine[Symbol.asyncDispose]()
})

/** The rows of an answer with integers in full. */
const answerTo = async (
  query: CorpusQuery,
  attempts = 4
): Promise<{ status: number; rows: readonly (readonly unknown[])[]; detail: string | undefined }> => {
  const answer = await engine.hogql(query.hogql, { values: query.values ?? {}, ...query.query })
  // An answer is a JSON object; a refusal has a `detail` in place of `results`.
  const { detail, results } = parseJson(answer.text) as {
    readonly results?: readonly (readonly unknown[])[]
    readonly detail?: string
  }
  // The parser has seconds by the clock, and a machine with other things to do may give it too little of them.
  const wasSlow = detail?.startsWith("Reading the query took longer") === true
  return wasSlow && attempts > 1
    ? answerTo(query, attempts - 1)
    : { status: answer.status, rows: results ?? [], detail }
}

const expectedOf = (query: CorpusQuery) =>
  "sql" in query ? raw.rows(query.sql) : "truth" in query ? query.truth(project.truth) : query.rows(project)

const isTrivial = (value: unknown): boolean =>
  value === null || value === 0 || value === "" || (Array.isArray(value) && value.every(isTrivial))

for (const { analysis, queries } of corpora) {
  describe(analysis, () => {
    for (const query of queries) {
      it(
        query.awaiting === undefined ? query.title : `${query.title} (awaiting ${query.awaiting})`,
        async () => {
          const expected = expectedOf(query)
          assert.isFalse(isTrivial(expected), "the expected rows say nothing")
          const { detail, rows, status } = await answerTo(query)
          if (query.awaiting !== undefined) {
            assert.notDeepEqual(status === 200 ? rows : undefined, expected, "this works now: unmark it")
            return
          }
          assert.strictEqual(status, 200, detail)
          assert.deepStrictEqual(rows, expected)
        },
        90_000
      )
    }
  })
}

describe("the corpus", () => {
  const all = corpora.flatMap(({ queries }) => queries)

  it("has no two queries of one name", () => {
    const titles = corpora.flatMap(({ analysis, queries }) =>
      queries.map(({ title }) => `${analysis}: ${title}`)
    )
    assert.strictEqual(new Set(titles).size, titles.length)
  })

  it(`holds ${all.length} queries; ${all.filter(({ awaiting }) => awaiting !== undefined).length} await something`, () => {
    assert.isAtLeast(all.length, 250)
  })
})
