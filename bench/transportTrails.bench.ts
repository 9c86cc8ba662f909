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
import { compareLatency } from "./timing.ts"

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

try {
  console.log("  one call after the other")
  await compareLatency(
    [
      { name: "a call", run: () => plain.execute(request) },
      ...Object.entries(others).map(([name, transport]) => ({ name, run: () => transport.execute(request) }))
    ],
    30,
    40
  )
} finally {
  for (const transport of [plain, ...Object.values(others)]) await transport.close()
  server.stdin.end()
  rmSync(folder, { recursive: true })
}
