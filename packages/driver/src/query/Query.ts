/**
 * Runs HogQL and says whether the answer is complete.
 *
 * One query can be two requests: PostHog's refusals carry no position, so a refused text is shown to its validator
 * (`HogQLMetadata`), which does. And an interrupted query is cancelled on PostHog too, under the id it was given here.
 *
 * @see https://posthog.com/docs/api/queries
 */
import type { AnySelect, InferRow } from "@posthog-driver/hogql-builder"
import type { TransportError } from "@posthog-driver/transport/effect"
import { Transport } from "@posthog-driver/transport/effect"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { uuid7 } from "../uuid7.ts"
import type { PostHogReason } from "../PostHogError.ts"
import { PostHogError, QueryRejected, QueryTimedOut, QueryTooExpensive } from "../PostHogError.ts"
import type { QueryAnswer as Answer } from "./QueryAnswer.ts"
import { clauseWarnings, mayLoseClauses } from "./clauseWarnings.ts"
import { locateRejection } from "./locateRejection.ts"
import { QueryAnswer, queryResult } from "./QueryAnswer.ts"
import type { HogqlSource, QueryInput, QueryOptions } from "./QueryInput.ts"
import { queryInput } from "./QueryInput.ts"
import { QueryOutliner } from "./QueryOutliner.ts"
import type { Cell, QueryResult } from "./QueryResult.ts"
import type { RowPlan } from "./rowPlan.ts"
import { confirmPlan, needsOutline, planRows, planUnread } from "./rowPlan.ts"

const OPERATION = "Query.run"
const PATH = "/api/projects/:project/query/"

/** How long an abort may wait for PostHog to hear of it. */
const CANCEL_MILLIS = 2_000

/**
 * `query` behind the Effect door. A query of the builder knows the type of its rows; for text the caller names it.
 *
 * @since 0.1.0
 */
export interface RunQuery {
  <Select extends AnySelect>(
    query: Select,
    options?: QueryOptions
  ): Effect.Effect<QueryResult<InferRow<Select>>, PostHogError>
  <Row = Record<string, Cell>>(
    query: string | HogqlSource,
    options?: QueryOptions
  ): Effect.Effect<QueryResult<Row>, PostHogError>
}

export class Query extends Context.Service<
  Query,
  {
    /**
     * Runs a query and waits for its rows.
     *
     * Fails with `QueryRejected` when PostHog refuses the text, `QueryTimedOut` or `QueryTooExpensive` when it gives up on
     * it, or a transport reason. Safe to repeat.
     */
    readonly run: RunQuery
  }
>()("@posthog-driver/driver/Query") {}

const make = Effect.gen(function* () {
  const transport = yield* Transport
  const outliner = yield* QueryOutliner

  const plan = Effect.fnUntraced(function* (input: QueryInput, limit: number | undefined) {
    const { text, values } = input
    const isOutlined = needsOutline(text, limit) || mayLoseClauses(text)
    const outline = isOutlined ? yield* outliner.outline(text) : undefined
    const warnings = clauseWarnings(text, outline)
    if (outline === undefined) return { rows: planUnread(text, limit), warnings }
    const planned = planRows(text, outline, limit, values)
    const isRewritten = planned.text !== text
    const rows = isRewritten ? confirmPlan(planned, text, yield* outliner.outline(planned.text)) : planned
    return { rows, warnings }
  })

  const send = (
    rows: RowPlan,
    input: QueryInput,
    options: QueryOptions,
    queryId: string,
    onAttempt: () => void
  ) =>
    transport.execute<Answer>({
      operation: OPERATION,
      origin: "api",
      method: "POST",
      path: PATH,
      body: {
        query: { kind: "HogQLQuery", query: rows.text, values: input.values },
        name: options.name ?? "posthog-driver",
        client_query_id: queryId,
        refresh: options.refresh ?? "blocking"
      },
      schema: QueryAnswer,
      safety: "read",
      lane: "query",
      onAttempt,
      ...(options.timeoutMillis === undefined ? {} : { timeoutMillis: options.timeoutMillis })
    })

  /** Tells PostHog to stop. Best effort: the caller has already decided not to wait for the rows. */
  const cancel = (queryId: string) =>
    transport
      .execute({
        operation: "Query.cancel",
        origin: "api",
        method: "DELETE",
        path: `${PATH}:queryId/`,
        params: { queryId },
        schema: Schema.Unknown,
        safety: "idempotent-write",
        lane: "crud",
        timeoutMillis: CANCEL_MILLIS
      })
      .pipe(Effect.timeoutOption(CANCEL_MILLIS), Effect.ignore)

  const explain = Effect.fnUntraced(function* (error: TransportError, input: QueryInput) {
    const reason = queryReason(error)
    return yield* PostHogError.fromTransport(
      error,
      reason._tag === "QueryRejected" ? yield* locateRejection(transport, reason, input) : reason
    )
  })

  const run = Effect.fn(OPERATION)(function* (query: string | HogqlSource, options: QueryOptions = {}) {
    const input = yield* Effect.fromResult(queryInput(query, options)).pipe(Effect.mapError(refusal))
    const { rows, warnings } = yield* plan(input, options.limit).pipe(Effect.mapError(refusal))
    const queryId = uuid7(yield* Clock.currentTimeMillis, yield* randomBytes)
    let wasSent = false
    // What still waited for its lane is nothing that PostHog could stop.
    const stop = Effect.suspend(() => (wasSent ? cancel(queryId) : Effect.void))
    const response = yield* send(rows, input, options, queryId, () => (wasSent = true)).pipe(
      Effect.onInterrupt(() => stop),
      Effect.tapError((error) => (error.reason._tag === "TimedOut" ? stop : Effect.void)),
      Effect.catch((error) => explain(error, input))
    )
    return yield* Effect.fromResult(queryResult(response, rows, { queryId, warnings })).pipe(
      Effect.mapError((reason) => refusal(reason, response.requestId))
    )
  })

  // Rows are what the query makes them: their type is the builder's or the caller's word, as with any SQL client.
  return Query.of({ run })
})

export const layer: Layer.Layer<Query, never, Transport | QueryOutliner> = Layer.effect(Query, make)

const randomBytes = Effect.sync(() => crypto.getRandomValues(new Uint8Array(16)))

function refusal(reason: PostHogReason, requestId?: string): PostHogError {
  return new PostHogError({ operation: OPERATION, requestId, reason })
}

/** PostHog's ways to say no to a query, by status; what is no refusal of the query stays as it is. */
function queryReason({ reason }: TransportError): PostHogReason {
  if (reason._tag === "InvalidRequest" && reason.status === 400) {
    return new QueryRejected({
      code: reason.code ?? "invalid_input",
      message: reason.detail ?? "PostHog refused the query and did not say why."
    })
  }
  if (reason._tag !== "ServerFailed" || reason.fromProxy) return reason
  if (reason.status === 504) return new QueryTimedOut()
  if (reason.status === 512) return new QueryTooExpensive({ resource: "time" })
  return reason.status === 513 ? new QueryTooExpensive({ resource: "memory" }) : reason
}
