/**
 * Compressed answers: what is asked for, and how it is undone.
 *
 * A bomb (a few kilobytes that become gigabytes) is stopped at the size at which a plain answer is stopped, and a text that ends too early
 * is a failure: zlib is never told to make do with what there is.
 */
import type { Transform } from "node:stream"
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib"
import { corruptBodyCode, endlessBodyCode, oversizedBodyCode, truncatedBodyCode } from "./bodyCodes.ts"
import { joinedChunks } from "./joinedChunks.ts"

/** The value of `accept-encoding`. */
export const acceptedEncodings = "gzip, br, zstd"

/** Opens what undoes it. */
type Coding = () => Transform

const codings: Readonly<Record<string, Coding>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(), // RFC 9110, 8.4.1.3: the same
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress()
}

/** The coding of a `content-encoding`: `undefined` for none, `"unknown"` for one that was not asked for. */
export const codingOf = (contentEncoding: string | undefined): Coding | "unknown" | undefined => {
  const name = contentEncoding?.trim().toLowerCase()
  if (name === undefined || name === "" || name === "identity") return undefined
  return Object.hasOwn(codings, name) ? codings[name] : "unknown"
}

/**
 * The plain bytes, or an error whose `code` is one of `bodyCodes.ts`. Gives back how to stop: zlib's one-shot functions cannot be stopped, and a
 * bomb would keep a thread, and the process, for seconds after its call has ended.
 */
export const decompress = (
  coding: Coding | "unknown",
  bytes: ArrayBuffer,
  most: number,
  done: (plain: ArrayBuffer | Error) => void
): (() => void) => {
  // An answer without content (204, 304) may still name a coding.
  if (bytes.byteLength === 0 || coding === "unknown") {
    done(coding === "unknown" && bytes.byteLength > 0 ? decodingFailure(undefined) : bytes)
    return () => undefined
  }
  const stream = coding()
  const chunks: Array<Buffer> = []
  let length = 0
  stream.on("data", (chunk: Buffer) => {
    length += chunk.length
    chunks.push(chunk)
    if (length <= most) return
    stream.destroy()
    done(oversizedBody())
  })
  stream.on("end", () => done(joinedChunks(chunks, length)))
  stream.on("error", (error) => done(decodingFailure(error)))
  stream.end(Buffer.from(bytes))
  return () => stream.destroy()
}

/** zlib's failure as one with a `code` of `bodyCodes.ts`. */
export const decodingFailure = (error: unknown): Error => {
  const { code } = (error ?? {}) as { readonly code?: unknown } // any value may have one
  return new BodyFailure(code === "Z_BUF_ERROR" ? truncatedBodyCode : corruptBodyCode)
}

/** The failure of a body that is larger than what is read at once. */
export const oversizedBody = (): Error => new BodyFailure(oversizedBodyCode)

/** The failure of a body whose end looks like a broken connection. */
export const endlessBody = (): Error => new BodyFailure(endlessBodyCode)

/** Whether a failure is zlib's own, not one of what zlib was reading. */
export const isDecodingFailure = (error: unknown): boolean =>
  /^(Z_|ZSTD_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING_)/.test(
    String(((error ?? {}) as { readonly code?: unknown }).code)
  ) // any value may have one

class BodyFailure extends Error {
  readonly code: string
  constructor(code: string) {
    super("the body cannot be read")
    this.code = code
  }
}
