/**
 * How the engine and its database process talk: frames on one socket pair.
 *
 * A frame is two lengths (32 bits, big endian), a JSON header and raw bytes. Node's own channel to a child was measured
 * ten times slower for an answer of 30 MB, and what chDB itself prints cannot get in between here.
 */

/** An answer beyond this is not sent. chDB 3.4 does not heed `max_result_bytes`, so that its process looks itself. */
export const MAX_ANSWER_BYTES = 128 * 1024 ** 2

/** What the engine asks of the process; the rows of an insert are the frame's bytes. */
export type StoreRequest =
  | { readonly kind: "open"; readonly path: string }
  | { readonly kind: "query"; readonly sql: string; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: "insert"; readonly table: string; readonly deduplicationId: string }
  | { readonly kind: "execute"; readonly sql: string }
  | { readonly kind: "close" }

/** What the process answers; the bytes of a query's answer are the frame's bytes. */
export type StoreReply =
  | { readonly kind: "opened" }
  | { readonly kind: "unavailable"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string }
  | {
      readonly kind: "done"
      readonly elapsedSeconds: number
      readonly rowsRead: number
      readonly bytesRead: number
    }
  | { readonly kind: "failed"; readonly message: string }

export interface Frame {
  readonly header: unknown
  readonly body: Uint8Array
}

const noBytes = new Uint8Array(0)

/** The pieces to write, in order; the body is not copied. */
export const encodeFrame = (
  header: StoreRequest | StoreReply,
  body: Uint8Array = noBytes
): readonly Uint8Array[] => {
  const json = Buffer.from(JSON.stringify(header))
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32BE(json.length, 0)
  lengths.writeUInt32BE(body.length, 4)
  return body.length === 0 ? [lengths, json] : [lengths, json, body]
}

/** Puts frames together again from whatever pieces arrive. */
export class FrameReader {
  #pieces: Uint8Array[] = []
  #size = 0
  #wanted = 8

  push(piece: Uint8Array): readonly Frame[] {
    this.#pieces.push(piece)
    this.#size += piece.length
    if (this.#size < this.#wanted) return []
    let bytes = Buffer.concat(this.#pieces)
    const frames: Frame[] = []
    for (;;) {
      this.#wanted = 8
      if (bytes.length < 8) break
      const headerEnd = 8 + bytes.readUInt32BE(0)
      const bodyEnd = headerEnd + bytes.readUInt32BE(4)
      this.#wanted = bodyEnd
      if (bytes.length < bodyEnd) break
      frames.push({
        header: JSON.parse(bytes.toString("utf8", 8, headerEnd)),
        body: bytes.subarray(headerEnd, bodyEnd)
      })
      bytes = bytes.subarray(bodyEnd)
    }
    this.#pieces = bytes.length === 0 ? [] : [bytes]
    this.#size = bytes.length
    return frames
  }
}
