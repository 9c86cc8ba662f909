/** How many bytes bodies have, going out and coming in. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { HttpBody, HttpClientRequest, type HttpClientResponse } from "../EffectHttp.ts"

/** The size of a body, or undefined when there is none or it is streamed. */
export const bodyBytesOf = ({ body }: HttpClientRequest.HttpClientRequest): number | undefined =>
  body._tag === "Uint8Array" ? body.body.byteLength : undefined

/** The request, whose streamed body tells how many bytes of it were taken so far. Any other body is left as it is. */
export const countingBody = (
  request: HttpClientRequest.HttpClientRequest,
  onBytes: (soFar: number) => void
): HttpClientRequest.HttpClientRequest => {
  const { body } = request
  if (body._tag !== "Stream") return request
  let soFar = 0
  const counted = Stream.tap(body.stream, (chunk) =>
    Effect.sync(() => {
      soFar += chunk.byteLength
      onBytes(soFar)
    })
  )
  return HttpClientRequest.setBody(request, HttpBody.stream(counted, body.contentType, body.contentLength))
}

/** What the pool's answers know beside an `HttpClientResponse`. */
export interface Transferred {
  /** Bytes of the body that came so far, as they travelled. */
  readonly transferredBytes: number
}

/** The bytes of an answer as they travelled; `plainBytes`, its size after that, where the client does not know. */
export const transferredBytes = (
  response: HttpClientResponse.HttpClientResponse,
  plainBytes: () => number
): number =>
  "transferredBytes" in response && typeof response.transferredBytes === "number"
    ? response.transferredBytes
    : plainBytes()

/** The body of an answer as it comes; when it ended, or was left, `onEnd` is told how many bytes it had. */
export const countingBytes = (
  response: HttpClientResponse.HttpClientResponse,
  onEnd: (bytes: number) => void
): HttpClientResponse.HttpClientResponse["stream"] =>
  Stream.suspend(() => {
    let plainBytes = 0
    return response.stream.pipe(
      Stream.tap((chunk) =>
        Effect.sync(() => {
          plainBytes += chunk.byteLength
        })
      ),
      Stream.ensuring(Effect.sync(() => onEnd(transferredBytes(response, () => plainBytes))))
    )
  })
