/**
 * Compressed answers: what is asked for, and how it is undone.
 *
 * A bomb (a few kilobytes that become gigabytes) is stopped at the size at which a plain answer is stopped, and a text that ends too early
 * is a failure: zlib is never told to make do with what there is.
 */
import {
  brotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzip,
  zstdDecompress
} from "node:zlib"
import type { Transform } from "node:stream"
import { corruptBodyCode, oversizedBodyCode, truncatedBodyCode } from "./bodyCodes.ts"

/** The value of `accept-encoding`. */
export const acceptedEncodings = "gzip, br, zstd"

interface Coding {
  readonly whole: (bytes: ArrayBuffer, most: number, done: (error: unknown, plain: Buffer) => void) => void
  readonly stream: () => Transform
}

const gzip: Coding = {
  whole: (bytes, maxOutputLength, done) => gunzip(bytes, { maxOutputLength }, done),
  stream: () => createGunzip()
}

const codings: Readonly<Record<string, Coding>> = {
  gzip,
  "x-gzip": gzip, // RFC 9110, 8.4.1.3: the same
  br: {
    whole: (bytes, maxOutputLength, done) => brotliDecompress(bytes, { maxOutputLength }, done),
    stream: () => createBrotliDecompress()
  },
  zstd: {
    whole: (bytes, maxOutputLength, done) => zstdDecompress(bytes, { maxOutputLength }, done),
    stream: () => createZstdDecompress()
  }
}

/** The coding of a `content-encoding`: `undefined` for none, `"unknown"` for one that was not asked for. */
export const codingOf = (contentEncoding: string | undefined): Coding | "unknown" | undefined => {
  const name = contentEncoding?.trim().toLowerCase()
  if (name === undefined || name === "" || name === "identity") return undefined
  return Object.hasOwn(codings, name) ? codings[name] : "unknown"
}

/** The plain bytes. Rejects with an error whose `code` is one of this file's. */
export const decompress = (
  coding: Coding | "unknown",
  bytes: ArrayBuffer,
  most: number
): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    const refuse = (error: unknown) => reject(decodingFailure(error))
    // An answer without content (204, 304) may still name a coding.
    if (bytes.byteLength === 0) resolve(bytes)
    else if (coding === "unknown") refuse(undefined)
    else {
      coding.whole(bytes, most, (error, plain) => {
        if (error !== null) refuse(error)
        else resolve(bufferOf(plain))
      })
    }
  })

/** zlib's results share their memory with nobody. */
const bufferOf = ({ buffer, byteLength, byteOffset }: Buffer): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer

/** zlib's failure as one with a `code` of this file's. */
export const decodingFailure = (error: unknown): Error => {
  const { code } = (error ?? {}) as { readonly code?: unknown } // any value may have one
  return new BodyFailure(
    code === "Z_BUF_ERROR"
      ? truncatedBodyCode
      : code === oversizedBodyCode
        ? oversizedBodyCode
        : corruptBodyCode
  )
}

/** The failure of a body that is larger than what is read at once. */
export const oversizedBody = (): Error => new BodyFailure(oversizedBodyCode)

/** Whether a failure is zlib's own, not one of what zlib was reading. */
export const isDecodingFailure = (error: unknown): boolean =>
  /^(Z_|ZSTD_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING_)/.test(
    String(((error ?? {}) as { readonly code?: unknown }).code)
  ) // any value may have one

class BodyFailure extends Error {
  readonly code: string
  constructor(code: string) {
    super("the body does not decompress")
    this.code = code
  }
}
