import { spawn } from "node:child_process"
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { encodeFrame, FrameReader } from "../../src/store/frames.ts"
import { temporaryDirectory } from "../testEngine.ts"

const dist = fileURLToPath(new URL("../../dist/", import.meta.url))

describe("the database's process", () => {
  it("says that chDB is missing, and ends when its socket does", async () => {
    // The program alone, in a place from which nothing can be imported.
    const place = await temporaryDirectory()
    await mkdir(join(place, "store"))
    await writeFile(join(place, "package.json"), '{"type":"module"}')
    await copyFile(join(dist, "store-process.js"), join(place, "store-process.js"))
    await copyFile(join(dist, "store/frames.js"), join(place, "store/frames.js"))
    const child = spawn(process.execPath, [join(place, "store-process.js")], {
      stdio: ["ignore", "ignore", "inherit", "pipe"]
    })
    const socket = child.stdio[3] as Duplex
    for (const piece of encodeFrame({ kind: "open", path: join(place, "data") })) socket.write(piece)
    const frames = new FrameReader()
    const header = await new Promise<unknown>((resolve) => {
      socket.on("data", (piece: Uint8Array) => {
        for (const frame of frames.push(piece)) resolve(frame.header)
      })
    })
    assert.strictEqual((header as { kind: string }).kind, "unavailable")
    assert.match((header as { message: string }).message, /chdb/)
    const ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)))
    socket.end()
    assert.strictEqual(await ended, "SIGKILL")
    await rm(place, { recursive: true })
  })
})

describe("frames", () => {
  it("come out as they went in, however the bytes are cut", () => {
    const sent = [
      { header: { kind: "query", sql: "é", parameters: {} } as const, body: new Uint8Array(0) },
      {
        header: { kind: "insert", table: "t", deduplicationId: "d" } as const,
        body: Buffer.from("x".repeat(5_000))
      }
    ]
    const bytes = Buffer.concat(sent.flatMap(({ header, body }) => [...encodeFrame(header, body)]))
    for (const size of [1, 7, 8, 9, 4_096, bytes.length]) {
      const reader = new FrameReader()
      const received = []
      for (let at = 0; at < bytes.length; at += size)
        received.push(...reader.push(bytes.subarray(at, at + size)))
      assert.deepStrictEqual(
        received.map(({ header, body }) => [header, Buffer.from(body).toString()]),
        sent.map(({ header, body }) => [header, Buffer.from(body).toString()]),
        String(size)
      )
    }
  })
})
