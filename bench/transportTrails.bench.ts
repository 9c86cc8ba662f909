/**
 * transport: what a signature, a line of the audit log, and keys read from elsewhere cost a call over loopback. A line is on the disk before
 * its request leaves (`fdatasync`), so its cost is the disk's.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openTransport } from "../packages/transport/dist/index.js"
import { median } from "./timing.ts"

const server = spawn(process.execPath, [join(import.meta.dirname, "transportServer.ts")], {
  stdio: ["pipe", "pipe", "inherit"]
})
const [line] = (await once(server.stdout, "data")) as [Buffer]
const host = `http://127.0.0.1:${line.toString().trim()}`
const folder = mkdtempSync(join(tmpdir(), "bench-audit-"))

const personalApiKey = "phx_0123456789abcdef"
const limits = { perMinute: 1_000_000, perHour: 1_000_000 }
const base = { host, projectId: 1, logLevel: "none", lanes: { query: limits } } as const
const request = {
  operation: "Query.run",
  origin: "api",
  method: "POST",
  path: "/api/projects/:project/query/",
  safety: "idempotent-write",
  lane: "query",
  body: { query: { kind: "HogQLQuery", query: "select uuid, event, timestamp, n from events limit 20" } }
} as const

const plain = await openTransport({ ...base, personalApiKey })
const others = {
  "with keys from a source": await openTransport({
    ...base,
    secrets: { from: "custom", read: () => Promise.resolve({ personalApiKey }) }
  }),
  "and signed": await openTransport({
    ...base,
    personalApiKey,
    signing: { keyId: "bench", key: "0123456789abcdef0123456789abcdef" }
  }),
  "and a line in the audit log": await openTransport({
    ...base,
    personalApiKey,
    audit: { file: join(folder, "audit.jsonl") }
  })
}

const subjects = [["a call", plain] as const, ...Object.entries(others)]
const times = new Map<string, number[]>(subjects.map(([name]) => [name, []]))

try {
  // In turns, so that a machine that slows down slows all of them; the first rounds warm up.
  for (let round = 0; round < 40; round += 1) {
    for (const [name, transport] of subjects) {
      for (let call = 0; call < 40; call += 1) {
        const start = performance.now()
        await transport.execute(request)
        if (round >= 10) times.get(name)?.push(performance.now() - start)
      }
    }
  }
  const peer = median(times.get("a call") ?? [])
  for (const [name, values] of times) {
    const value = median(values)
    console.log(
      `  ${name.padEnd(48)} ${value.toFixed(3).padStart(6)} ms  ${(value - peer).toFixed(3).padStart(6)} ms more  ${(value / peer).toFixed(2).padStart(6)} x`
    )
  }
} finally {
  for (const transport of [plain, ...Object.values(others)]) await transport.close()
  server.stdin.end()
  rmSync(folder, { recursive: true })
}
