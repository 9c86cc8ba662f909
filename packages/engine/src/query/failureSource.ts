/**
 * What a failure of ClickHouse is blamed on, in words for the author of the query: `(In lower, line 1, column 8.)`.
 *
 * ClickHouse's own words quote the printed SQL and stored values, so nothing is taken from them but the name of a function that the printed
 * query calls. The place comes from trying the calls out one by one, which read nothing; where only rows can tell, from the name.
 */
import type { CallPlaces, CompiledQuery, Probe } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import type { StatementFailed, StoreError } from "../store/StoreError.ts"

/** More calls than people write by hand; each is a statement. */
const MAX_PROBES = 100
/** Trying out a part of a huge statement takes as long as the statement. */
const MAX_SQL_CHARACTERS = 50_000
/** More places help nobody to find one. */
const MAX_PLACES = 3

type Place = NonNullable<Probe["place"]>

/** `undefined` when nothing is known. `run` runs a probe as the query was run. */
export const failureSource = Effect.fnUntraced(function* (
  failed: StatementFailed,
  query: { readonly text: string; readonly compiled: CompiledQuery; readonly places: CallPlaces },
  run: (probe: Probe) => Effect.Effect<unknown, StoreError>
) {
  const { compiled, places, text } = query
  const name = functionIn(failed.text, compiled.sql)
  const blamed =
    compiled.sql.length > MAX_SQL_CHARACTERS ? undefined : yield* firstToFail(places, failed.code, run)
  if (blamed !== undefined) {
    const { place } = blamed.probe
    const called = functionIn(blamed.text, compiled.sql)
    return place === undefined ? sentence(called, [], text) : sentence(called, [place], text)
  }
  const found = name === undefined ? [] : places.named(name)
  return sentence(name, found.length > MAX_PLACES ? [] : found, text)
})

const firstToFail = Effect.fnUntraced(function* (
  places: CallPlaces,
  code: number,
  run: (probe: Probe) => Effect.Effect<unknown, StoreError>
) {
  let left = MAX_PROBES
  for (const probe of places.probes()) {
    if (left-- === 0) return undefined
    const text = yield* Effect.match(run(probe), {
      onSuccess: () => undefined,
      onFailure: ({ reason }) =>
        reason._tag === "StatementFailed" && reason.code === code ? reason.text : undefined
    })
    if (text !== undefined) return { probe, text }
  }
  return undefined
})

const sentence = (name: string | undefined, places: readonly Place[], text: string): string | undefined => {
  const [first, ...others] = places.map(({ start }) => lineAndColumn(text, start))
  const rest = others.map((place) => `, or ${place}`).join("")
  if (first === undefined) return name === undefined ? undefined : `(In ${name}.)`
  if (name === undefined) return `(At ${first}${rest}.)`
  return rest === "" ? `(In ${name}, ${first}.)` : `(In ${name}: ${first}${rest}.)`
}

/** Counted from 1, in characters as an editor shows them. */
const lineAndColumn = (text: string, offset: number): string => {
  const lines = text.slice(0, offset).split("\n")
  return `line ${lines.length}, column ${Array.from(lines.at(-1) ?? "").length + 1}`
}

/** The step at which rows failed comes first, because it is a call of the printed query; other names can be of what such a call calls. */
const mentions = [
  /\bwhile executing 'FUNCTION (\w{1,64})\(/g,
  /\bfunction (\w{1,64})/g,
  /\bto function '(\w{1,64})'/g
]

/** The function that ClickHouse names. It is one of the printed query, so that no stored value is taken for one. */
export const functionIn = (text: string, sql: string | undefined): string | undefined => {
  const [before = ""] = text.split(/:? in scope /i)
  for (const mention of mentions) {
    for (const [, name = ""] of before.matchAll(mention)) {
      if (sql === undefined || isCalled(name, sql)) return name
    }
  }
  return undefined
}

const isCalled = (name: string, sql: string): boolean =>
  new RegExp(`\\b${name.replace(/^_/, "")}\\(`, "i").test(sql)
