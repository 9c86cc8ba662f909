/**
 * The only thing a script can talk to. For every request it checks verb, tables and budget, asks the client that holds
 * the key, and cuts what comes back to the budget, saying so.
 *
 * Requests are answered one after the other: two at once could each see a budget that only one of them may spend.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { GuestCompleteness, GuestValue, RefusalReason } from "../guest.ts"
import { encodeWire } from "../guest.ts"
import type { TranscriptEntry, Usage } from "../RunResult.ts"
import type { Grant, Verb } from "./Grant.ts"
import type { PostHogReader, ReadAnswer } from "./PostHogReader.ts"
import type { GuestRequest } from "./protocol.ts"
import type { QueryChecker } from "./QueryChecker.ts"
import * as Refusal from "./refusals.ts"

export interface Broker {
  /** Answers with the line to send back. Never fails: a refusal is a line too. */
  readonly answer: (request: GuestRequest) => Effect.Effect<string>
  /** Records and answers a line that was no request. */
  readonly refuse: (id: number, problem: string) => Effect.Effect<string>
  readonly usage: () => Usage
  readonly transcript: () => readonly TranscriptEntry[]
}

interface Reply {
  readonly json: string
  readonly rows: number
}

const transcriptTextLength = 4_000

export const make = Effect.fnUntraced(function* (options: {
  readonly posthog: PostHogReader
  readonly checker: Effect.Effect<QueryChecker>
  readonly grant: Grant
}) {
  const { grant, posthog } = options
  const startedAt = yield* Clock.currentTimeMillis
  const spent = { requests: 0, queries: 0, rows: 0, bytes: 0, queryMillis: 0, refused: 0 }
  const transcript: TranscriptEntry[] = []

  const secondsLeft = () => grant.seconds - spent.queryMillis / 1_000

  const overBudget = (verb: Verb): RefusalReason | undefined => {
    if (!grant.verbs.includes(verb)) return Refusal.verbNotGranted(verb, grant)
    if (verb === "query" && spent.queries >= grant.queries) {
      return Refusal.budgetExceeded("queries", spent.queries, grant.queries)
    }
    if (verb === "query" && spent.rows >= grant.rows)
      return Refusal.budgetExceeded("rows", spent.rows, grant.rows)
    if (spent.bytes >= grant.bytes) return Refusal.budgetExceeded("bytes", spent.bytes, grant.bytes)
    if (secondsLeft() <= 0)
      return Refusal.budgetExceeded("seconds", Math.ceil(spent.queryMillis / 1_000), grant.seconds)
    return undefined
  }

  /** Asks the client, charges the time, and stops waiting when the seconds of the grant are over. */
  const ask = <A>(
    call: (signal: AbortSignal, timeoutMillis: number) => Promise<A>
  ): Effect.Effect<A, RefusalReason> =>
    Effect.gen(function* () {
      const timeoutMillis = Math.max(1, Math.floor(secondsLeft() * 1_000))
      const before = yield* Clock.currentTimeMillis
      return yield* Effect.tryPromise({
        try: (signal) => call(signal, timeoutMillis),
        catch: Refusal.fromRejection
      }).pipe(
        Effect.timeoutOrElse({
          duration: timeoutMillis,
          orElse: () => Effect.fail(Refusal.budgetExceeded("seconds", grant.seconds, grant.seconds))
        }),
        Effect.ensuring(
          Effect.map(Clock.currentTimeMillis, (after) => {
            spent.queryMillis += after - before
          })
        )
      )
    })

  const checkTables = Effect.fnUntraced(function* (
    text: string,
    values: Readonly<Record<string, GuestValue>>
  ) {
    const checker = yield* options.checker
    const checked = yield* Effect.tryPromise({
      try: () => checker.check(text, { values }),
      catch: () => Refusal.queryInvalid([])
    })
    if (!checked.isValid) return yield* Effect.fail(Refusal.queryInvalid(checked.errors))
    const granted = grant.tables
    const outside = granted === "all" ? [] : checked.tables.filter((table) => !granted.includes(table))
    if (outside.length > 0 && granted !== "all")
      return yield* Effect.fail(Refusal.tableNotGranted(outside, granted))
  })

  const query = Effect.fnUntraced(function* (request: Extract<GuestRequest, { verb: "query" }>) {
    const values = yield* decodeValues(request.values ?? {})
    yield* checkTables(request.text, values)
    const allowed = Math.min(grant.rowsPerQuery, grant.rows - spent.rows)
    const limit = Math.min(request.limit ?? allowed, allowed)
    spent.queries += 1
    const before = spent.queryMillis
    const answer = yield* ask((signal, timeoutMillis) =>
      posthog.query(request.text, { values, limit, timeoutMillis, signal })
    )
    const fitted = yield* fit(answer, {
      rows: allowed,
      bytes: grant.bytes - spent.bytes,
      isCutByGrant: limit < (request.limit ?? Number.POSITIVE_INFINITY) && answer.rowArrays.length >= limit
    })
    spent.rows += fitted.rows
    const head = encodeWire({
      columns: answer.columns.map(({ name, type }) => ({ name, type })),
      completeness: fitted.completeness,
      warnings: answer.warnings ?? [],
      elapsedMillis: spent.queryMillis - before
    })
    return { json: `${head.slice(0, -1)},"rowArrays":[${fitted.json}]}`, rows: fitted.rows }
  })

  const listObjects = Effect.fnUntraced(function* () {
    const objects = yield* ask((signal) => posthog.listObjects({ signal }))
    const visible = objects.filter(({ name }) => isVisible(name, grant))
    return { json: yield* encode(visible), rows: visible.length }
  })

  const getFields = Effect.fnUntraced(function* (object: string) {
    if (grant.tables !== "all" && !isVisible(object, grant)) {
      return yield* Effect.fail(Refusal.tableNotGranted([object], grant.tables))
    }
    const fields = yield* ask((signal) => posthog.getFields(object, { signal }))
    return { json: yield* encode(fields), rows: fields.length }
  })

  const dispatch = (request: GuestRequest): Effect.Effect<Reply, RefusalReason> => {
    const refusal = overBudget(request.verb)
    if (refusal !== undefined) return Effect.fail(refusal)
    switch (request.verb) {
      case "query":
        return query(request)
      case "listObjects":
        return listObjects()
      case "getFields":
        return getFields(request.object)
    }
  }

  const record = Effect.fnUntraced(function* (
    entry: { readonly verb: TranscriptEntry["verb"]; readonly text: string },
    id: number,
    work: Effect.Effect<Reply, RefusalReason>
  ) {
    const before = yield* Clock.currentTimeMillis
    spent.requests += 1
    const outcome = yield* Effect.result(work)
    const after = yield* Clock.currentTimeMillis
    const line = Result.isSuccess(outcome)
      ? `{"id":${id},"answer":${outcome.success.json}}`
      : encodeWire({ id, refusal: outcome.failure })
    if (Result.isSuccess(outcome)) spent.bytes += Buffer.byteLength(outcome.success.json)
    else spent.refused += 1
    transcript.push({
      atMillis: before - startedAt,
      verb: entry.verb,
      text: clip(entry.text),
      elapsedMillis: after - before,
      rows: Result.isSuccess(outcome) ? outcome.success.rows : 0,
      outcome: Result.isSuccess(outcome) ? "answered" : outcome.failure._tag
    })
    return line
  })

  const broker: Broker = {
    answer: (request) =>
      record({ verb: request.verb, text: subject(request) }, request.id, dispatch(request)),
    refuse: (id, problem) =>
      record({ verb: "invalid", text: problem }, id, Effect.fail(Refusal.requestInvalid(problem))),
    usage: () => ({ ...spent }),
    transcript: () => [...transcript]
  }
  return broker
})

/** Keeps as many rows as both budgets allow, and says which of them cut. */
function fit(
  answer: ReadAnswer,
  allowed: { readonly rows: number; readonly bytes: number; readonly isCutByGrant: boolean }
): Effect.Effect<
  { readonly json: string; readonly rows: number; readonly completeness: GuestCompleteness },
  RefusalReason
> {
  return Effect.gen(function* () {
    const kept: string[] = []
    let bytes = 0
    let cause: "row-budget" | "byte-budget" | undefined
    for (const row of answer.rowArrays) {
      if (kept.length >= allowed.rows) {
        cause = "row-budget"
        break
      }
      const json = yield* encode(row)
      bytes += Buffer.byteLength(json) + 1
      if (bytes > allowed.bytes) {
        cause = "byte-budget"
        break
      }
      kept.push(json)
    }
    // The client was asked for fewer rows than the script wanted, so a cut by that limit is the grant's doing.
    const { completeness } = answer
    if (cause === undefined && allowed.isCutByGrant && completeness.status === "truncated") {
      if (completeness.cause === "your-limit" || completeness.cause === "default-limit") cause = "row-budget"
    }
    const json = kept.join(",")
    if (cause === undefined) return { json, rows: kept.length, completeness }
    return {
      json,
      rows: kept.length,
      completeness: {
        status: "truncated",
        cause,
        returned: kept.length,
        howToGetTheRest:
          cause === "row-budget"
            ? `The grant allows ${allowed.rows} rows here. Aggregate in HogQL, or run the script with a larger grant.`
            : `The grant has ${allowed.bytes} bytes left. Select fewer columns, aggregate, or run the script with a larger grant.`
      }
    }
  })
}

function encode(value: unknown): Effect.Effect<string, RefusalReason> {
  return Effect.try({
    try: () => encodeWire(value),
    catch: () => Refusal.requestInvalid("The answer holds a value that cannot cross into the sandbox.")
  })
}

function decodeValues(
  values: Readonly<Record<string, unknown>>
): Effect.Effect<Readonly<Record<string, GuestValue>>, RefusalReason> {
  const decode = (value: unknown): GuestValue | undefined => {
    if (value === null || ["string", "number", "bigint", "boolean"].includes(typeof value)) {
      // The line above is the list of GuestValue's primitives.
      return value as GuestValue
    }
    if (Array.isArray(value)) {
      const items = value.map(decode)
      return items.includes(undefined) ? undefined : items.filter((item) => item !== undefined)
    }
    // What is left is an object, and the only object on the wire is a marked date.
    const { $date: text } = value as { readonly $date?: unknown }
    const date = typeof text === "string" ? new Date(text) : undefined
    return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
  }
  const decoded: [string, GuestValue][] = []
  for (const [name, value] of Object.entries(values)) {
    const item = decode(value)
    if (item === undefined) {
      return Effect.fail(
        Refusal.requestInvalid(
          `The value "${clip(name)}" is not text, a number, a boolean, null, a Date, or an array of those.`
        )
      )
    }
    decoded.push([name, item])
  }
  return Effect.succeed(Object.fromEntries(decoded))
}

/** PostHog's objects and HogQL's tables share names, except that configuration lives under `system.`. */
function isVisible(object: string, grant: Grant): boolean {
  return grant.tables === "all" || grant.tables.includes(object) || grant.tables.includes(`system.${object}`)
}

function subject(request: GuestRequest): string {
  if (request.verb === "query") return request.text
  return request.verb === "getFields" ? request.object : ""
}

function clip(text: string): string {
  const missing = text.length - transcriptTextLength
  return missing <= 0 ? text : `${text.slice(0, transcriptTextLength)}… (${missing} more characters)`
}
