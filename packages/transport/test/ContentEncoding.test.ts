import { assert, describe, it } from "@effect/vitest"
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib"
import { TransportError } from "../src/TransportError.ts"
import { options, readRequest } from "./support/options.ts"
import { startServer } from "./support/server.ts"
import { openWire } from "./support/wire.ts"

const text = JSON.stringify({ results: Array.from({ length: 2_000 }, (_, n) => [n, `person-${n * 7919}`]) })
const value: unknown = JSON.parse(text)

const compressors = { gzip: gzipSync, "x-gzip": gzipSync, br: brotliCompressSync, zstd: zstdCompressSync }

const send = async (body: Uint8Array, encoding: string, { most = 1_000_000, status = 200 } = {}) => {
  const server = await startServer((_request, response) =>
    response.writeHead(status, { "content-type": "application/json", "content-encoding": encoding }).end(body)
  )
  const wire = await openWire(
    { ...options, host: server.origin, retry: { attempts: 2, baseMillis: 1 } },
    { longestAnswerBytes: most }
  )
  const result = await wire(readRequest)
  return { result, server, reason: result instanceof TransportError ? result.reason : undefined }
}

describe("a compressed answer", () => {
  for (const [encoding, compress] of Object.entries(compressors)) {
    it(`is read when it is ${encoding}`, async () => {
      const { result, server } = await send(compress(text), encoding)
      assert.deepInclude(result, { value })
      assert.strictEqual(server.received[0]?.headers["accept-encoding"], "gzip, br, zstd")
    })

    it(`of ${encoding} that is cut short is asked for again, and is a failure that says so`, async () => {
      const whole = compress(text)
      for (const length of [1, 10, whole.length >> 1, whole.length - 1]) {
        const { reason, server } = await send(whole.subarray(0, length), encoding)
        assert.deepInclude(reason, { _tag: "Unreachable", code: "ERR_CONTENT_TRUNCATED" }, `${length} bytes`)
        assert.strictEqual(server.received.length, 2)
      }
    })

    it(`of ${encoding} that is a bomb is stopped at the size of a plain answer`, async () => {
      const bomb = compress(Buffer.alloc(64 * 1024 * 1024, 0x20))
      assert.isBelow(bomb.length, 100_000)
      const { reason, server } = await send(bomb, encoding)
      assert.strictEqual(
        reason?.message,
        "The answer (200) cannot be read: it is larger than this client reads at once. Ask for less: fewer rows or columns, or an aggregate."
      )
      assert.strictEqual(server.received.length, 1)
    })

    it(`that says ${encoding} and is something else is refused`, async () => {
      const { reason } = await send(Buffer.from(text), encoding)
      assert.deepInclude(reason, {
        _tag: "UnexpectedBody",
        problem: "it says it is compressed but does not decompress"
      })
    })
  }

  it("is read when it is an error", async () => {
    const body = JSON.stringify({ type: "validation_error", code: "required", detail: "Why not.", attr: "a" })
    const { reason } = await send(gzipSync(body), "gzip", { status: 400 })
    assert.deepInclude(reason, { _tag: "InvalidRequest", code: "required", detail: "Why not.", attr: "a" })
  })

  for (const encoding of ["deflate", "compress", "gzip, br", "constructor"]) {
    it(`in the coding '${encoding}', which was not asked for, is refused`, async () => {
      const { reason } = await send(deflateSync(text), encoding)
      assert.strictEqual(reason?._tag, "UnexpectedBody")
    })
  }

  it("without content may name a coding", async () => {
    const { result } = await send(Buffer.alloc(0), "gzip", { status: 204 })
    assert.deepInclude(result, { status: 204, value: undefined })
  })
})
