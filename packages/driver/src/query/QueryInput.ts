/**
 * What `query` accepts, brought to one form: a text, and the values of its `{name}` placeholders as JSON.
 *
 * PostHog turns each value into a constant of the syntax tree, never into text, so a value cannot become syntax.
 *
 * @see https://posthog.com/docs/api/queries
 */
import type { HogqlValue } from "@posthog-driver/hogql-compiler"
import { RequestRefused } from "@posthog-driver/transport/effect"
import * as Result from "effect/Result"
import { QueryRejected } from "../PostHogError.ts"

/**
 * Anything that can say itself in HogQL: a query made with `@posthog-driver/hogql-builder`, or an object of your own.
 *
 * @since 0.1.0
 */
export interface HogqlSource {
  readonly toHogQL: () => { readonly query: string; readonly values: Readonly<Record<string, HogqlValue>> }
}

/**
 * How a query runs. Everything is optional.
 *
 * @since 0.1.0
 */
export interface QueryOptions {
  /** Values for `{name}` placeholders. A Date is sent as ISO 8601 text in UTC: write `toDateTime({name})` around it. */
  readonly values?: Readonly<Record<string, HogqlValue>>
  /** At most this many rows; the smaller of this and the query's own LIMIT. PostHog's default of 100 unless given. */
  readonly limit?: number
  /** Time for the whole call, retries included. The client's own (60,000) unless given. */
  readonly timeoutMillis?: number
  /** A label kept in PostHog's query log. `posthog-driver` unless given. */
  readonly name?: string
  /** `blocking` takes a fresh cached answer when there is one; `force_blocking` always computes. `blocking` unless given. */
  readonly refresh?: "blocking" | "force_blocking"
}

/** A query ready to be planned. */
export interface QueryInput {
  readonly text: string
  readonly values: Readonly<Record<string, HogqlValue>>
}

/** Why an input was refused before any request. */
export type InputFault = QueryRejected | RequestRefused

/** Reads a query and its options; refuses what could not mean anything. */
export function queryInput(
  query: string | HogqlSource,
  options: QueryOptions
): Result.Result<QueryInput, InputFault> {
  const source = typeof query === "string" ? { query, values: {} } : query.toHogQL()
  if (source.query.trim() === "") return Result.fail(emptyQuery())
  const problem = optionProblem(options)
  if (problem !== undefined) return Result.fail(new RequestRefused({ problem }))
  const values: Record<string, HogqlValue> = {}
  for (const [name, value] of [...Object.entries(source.values), ...Object.entries(options.values ?? {})]) {
    if (Object.hasOwn(values, name)) {
      return Result.fail(
        new RequestRefused({ problem: `the value {${name}} is set by the query and by the options` })
      )
    }
    const wire = wireValue(value, `values.${name}`)
    if (Result.isFailure(wire)) return Result.fail(new RequestRefused({ problem: wire.failure }))
    values[name] = wire.success
  }
  return Result.succeed({ text: source.query, values })
}

/** What an empty text fails with. */
export function emptyQuery(): QueryRejected {
  return new QueryRejected({
    code: "empty_query",
    message:
      "The query is empty. Write a SELECT, for example: select event, count() from events group by event"
  })
}

// `unknown` below: callers from JavaScript and from models hand over anything.

function optionProblem(options: QueryOptions): string | undefined {
  const limit: unknown = options.limit
  if (limit !== undefined && !(typeof limit === "number" && Number.isSafeInteger(limit) && limit >= 1)) {
    return "limit must be a whole number of at least 1"
  }
  const refresh: unknown = options.refresh
  return refresh === undefined || refresh === "blocking" || refresh === "force_blocking"
    ? undefined
    : "refresh must be blocking or force_blocking; background runs are not supported yet"
}

function wireValue(value: unknown, path: string): Result.Result<HogqlValue, string> {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "bigint"
  ) {
    return Result.succeed(value)
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    const exact = !Number.isInteger(value) || Number.isSafeInteger(value)
    return exact
      ? Result.succeed(value)
      : Result.fail(`${path} is a whole number beyond 2^53: give it as a bigint`)
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime())
      ? Result.fail(`${path} is an invalid date`)
      : Result.succeed(value.toISOString())
  }
  if (!Array.isArray(value)) return Result.fail(`${path} cannot be a HogQL value`)
  const items: Array<HogqlValue> = []
  for (const [index, item] of value.entries()) {
    const wire = wireValue(item, `${path}[${index}]`)
    if (Result.isFailure(wire)) return wire
    items.push(wire.success)
  }
  return Result.succeed(items)
}
