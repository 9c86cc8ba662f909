/**
 * One attempt: send, read the answer, decide what it means.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Stream from "effect/Stream"
import type { ApiRequest, RequestShape } from "./ApiRequest.ts"
import { classify, isJsonAnswer, isRefusal, type RawAnswer } from "./classify.ts"
import type { Credentials } from "./Credentials.ts"
import type { HttpClient, HttpClientRequest } from "./EffectHttp.ts"
import { parseJson } from "./LosslessJson.ts"
import { countingBytes, transferredBytes } from "./telemetry/bodySizes.ts"
import { sendRequest, type ExchangeObserver, type OpenAnswer } from "./sendRequest.ts"
import { UnexpectedBody } from "./failures/answers.ts"
import type { TransportReason } from "./TransportError.ts"

/** What an attempt tells beside its result. */
export interface AttemptObserver extends ExchangeObserver {
  readonly onAnswer: (answer: RawAnswer) => Effect.Effect<void>
  /** The body of the answer ended, well or not, after so many bytes as they travelled. */
  readonly onReceived: (bytes: number) => void
}

/** What an attempt gives when it succeeds. */
export interface AttemptResult<A> {
  readonly value: A
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** Sends the prepared request once and decodes its answer. */
export const attempt = <A>(
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  request: ApiRequest<A>,
  credentials: Credentials,
  observer: AttemptObserver
): Effect.Effect<AttemptResult<A>, TransportReason> =>
  Effect.flatMap(sendAndRead(client, prepared, request, credentials, observer), (answer) =>
    Effect.map(decodeAnswer(answer, request.schema, credentials), (value) => ({
      value,
      status: answer.status,
      headers: answer.headers
    }))
  )

/** Sends the prepared request once and gives its answer as it came, after making sure that it can be decoded. */
export const attemptText = (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  request: RequestShape,
  credentials: Credentials,
  observer: AttemptObserver
): Effect.Effect<AttemptResult<RawAnswer>, TransportReason> =>
  Effect.flatMap(sendAndRead(client, prepared, request, credentials, observer), (answer) =>
    Effect.as(decodeAnswer(answer, Schema.Unknown, credentials), {
      value: answer,
      status: answer.status,
      headers: answer.headers
    })
  )

/** Sends the prepared request once and reads its answer. Fails when that is a refusal. */
const sendAndRead = (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  request: RequestShape,
  credentials: Credentials,
  observer: AttemptObserver
): Effect.Effect<RawAnswer, TransportReason> =>
  Effect.flatMap(sendRequest(client, prepared, credentials, observer), (open) =>
    Effect.flatMap(readCounted(open, observer), (answer) =>
      Effect.flatMap(observer.onAnswer(answer), () =>
        answer.status >= 400 ? refuse(answer, request, credentials) : Effect.succeed(answer)
      )
    )
  )

/** Sends the prepared request once and gives the bytes of its answer as they come. An answer of 400 and above is read whole. */
export const attemptStream = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  request: RequestShape,
  credentials: Credentials,
  observer: AttemptObserver
): Effect.fn.Return<AttemptResult<Stream.Stream<Uint8Array, TransportReason>>, TransportReason> {
  const answer = yield* sendRequest(client, prepared, credentials, observer)
  const { bodyFailure, headers, response, status } = answer
  if (status >= 400) {
    const raw = yield* readCounted(answer, observer)
    yield* observer.onAnswer(raw)
    return yield* refuse(raw, request, credentials)
  }
  yield* observer.onAnswer({ status, headers, text: "" })
  if (isCompressed(headers)) return yield* new UnexpectedBody({ status, problem: compressedProblem })
  return {
    value: Stream.mapError(countingBytes(response, observer.onReceived), bodyFailure),
    status,
    headers
  }
})

/** Fails with the reason behind an answer of 400 and above. */
const refuse = (answer: RawAnswer, { lane }: RequestShape, { redact }: Credentials) =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
    Effect.fail(classify(answer, { lane, nowMillis, redact }))
  )

/** Reads the body, and tells how many bytes it had. */
const readCounted = (
  answer: OpenAnswer,
  observer: AttemptObserver
): Effect.Effect<RawAnswer, TransportReason> =>
  Effect.onExit(readText(answer), (exit) =>
    Effect.sync(() =>
      observer.onReceived(
        transferredBytes(answer.response, () =>
          exit._tag === "Success" ? Buffer.byteLength(exit.value.text) : 0
        )
      )
    )
  )

const readText = ({
  bodyFailure,
  headers,
  response,
  status
}: OpenAnswer): Effect.Effect<RawAnswer, TransportReason> =>
  Effect.flatMap(Effect.mapError(response.arrayBuffer, bodyFailure), (bytes) => {
    if (isCompressed(headers) && bytes.byteLength > 0)
      return Effect.fail(new UnexpectedBody({ status, problem: compressedProblem }))
    const text = Result.try(() => utf8.decode(bytes))
    return Result.isSuccess(text)
      ? Effect.succeed({ status, headers, text: text.success })
      : Effect.fail(new UnexpectedBody({ status, problem: "it is not UTF-8 text" }))
  })

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** A client of the program's own may not undo what it did not ask for. */
const isCompressed = (headers: OpenAnswer["headers"]): boolean => {
  const encoding = headers["content-encoding"]
  return encoding !== undefined && encoding !== "identity"
}

const compressedProblem = "it is compressed, which was not asked for"

const jsonProblems = {
  "not JSON": "it says it is JSON but is not",
  "overlong integer": "it holds an integer of more than 1,000 digits"
} as const

/** Decodes the JSON of an answer. */
export const decodeAnswer = <A>(
  answer: RawAnswer,
  schema: Schema.Decoder<A>,
  credentials: Credentials
): Effect.Effect<A, UnexpectedBody> => {
  const { status } = answer
  const unexpected = (problem: string) => Effect.fail(new UnexpectedBody({ status, problem }))
  let json: unknown
  if (answer.text !== "") {
    if (!isJsonAnswer(answer)) return unexpected("it does not say it is JSON")
    const parsed = parseJson(answer.text)
    if (Result.isFailure(parsed)) return unexpected(jsonProblems[parsed.failure])
    json = parsed.success
    if (isRefusal(json)) return unexpected("it is an error, although its status says that all went well")
  }
  return Effect.suspend(() => Schema.decodeUnknownEffect(schema)(json)).pipe(
    Effect.mapError(
      (error) =>
        new UnexpectedBody({
          status,
          problem: `its JSON has another shape${credentials.redact(placeOf(error.issue))}`,
          advice: mismatchAdvice
        })
    ),
    // What was thrown is not told: it may quote the value.
    Effect.catchDefect(() =>
      Effect.fail(
        new UnexpectedBody({ status, problem: "the request's schema failed by itself", advice: defectAdvice })
      )
    )
  )
}

const mismatchAdvice =
  "Check that the request's schema describes this answer, and that the host setting points at PostHog"

const defectAdvice =
  "Its own validation or transformation threw, or gave no result: mend it, and let it report an issue for what it does not take"

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Where the first difference is. Only the path: the value found there is somebody's data. */
const placeOf = (issue: SchemaIssue.Issue): string => {
  const path = issuesOf(issue).issues[0]?.path?.map((each) => (typeof each === "object" ? each.key : each))
  return path === undefined || path.length === 0 ? "" : ` at '${path.map(String).join(".").slice(0, 100)}'`
}
