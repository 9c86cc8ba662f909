/**
 * The JSON text inside a capture request, whatever it is wrapped in: plain or gzip.
 *
 * Gzip is taken at its word (header, parameter) and by its first bytes, as some clients send it unannounced. What else PostHog
 * reads (lz64, base64, forms) is refused by its name.
 */
import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import * as Effect from "effect/Effect"
import * as CaptureError from "./CaptureError.ts"

export interface EncodedBody {
  readonly bytes: Uint8Array
  readonly contentEncoding: string | undefined
  readonly contentType: string | undefined
  /** `?compression=` */
  readonly compression: string | undefined
  /** Holds for the text as well, so that a small body cannot unpack into a huge one. */
  readonly limitBytes: number
}

const inflate = promisify(gunzip)

const looksGzipped = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08

const isPlain = (name: string | undefined): boolean =>
  name === undefined || name === "" || name === "identity"
const isGzip = (name: string | undefined): boolean =>
  name === "gzip" || name === "gzip-js" || name === "x-gzip"

export const decodeBody = (body: EncodedBody): Effect.Effect<string, CaptureError.CaptureError> =>
  Effect.gen(function* () {
    for (const name of [body.contentEncoding, body.compression]) {
      if (!isPlain(name) && !isGzip(name)) {
        return yield* CaptureError.decodeFailed(
          `the embedded engine does not read ${name}; send JSON, plain or gzip`
        )
      }
    }
    if (
      body.contentType?.startsWith("application/x-www-form-urlencoded") === true &&
      !looksGzipped(body.bytes)
    ) {
      return yield* CaptureError.decodeFailed(
        "the embedded engine does not read forms; send JSON, plain or gzip"
      )
    }
    const announced = isGzip(body.contentEncoding) || isGzip(body.compression)
    const bytes =
      announced || looksGzipped(body.bytes)
        ? yield* Effect.tryPromise({
            try: () => inflate(body.bytes, { maxOutputLength: body.limitBytes }),
            catch: (error) =>
              error instanceof RangeError
                ? CaptureError.tooLarge(`more than ${body.limitBytes} bytes when unpacked`)
                : CaptureError.decodeFailed("invalid gzip data")
          })
        : body.bytes
    return yield* Effect.try({
      try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      catch: () => CaptureError.decodeFailed("invalid UTF-8")
    })
  })
