/**
 * transport: one call over loopback against bare undici, and 50 at a time against the clients people use. Every client sends the same query as
 * JSON and reads the answer as a value. PostHog's own client for Node has no call for queries; it asks for the flags of a person, which is
 * one POST with a smaller answer.
 *
 * Then what a program weighs that sends one request.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import got from "got"
import ky from "ky"
import { PostHog } from "posthog-node"
import { Pool } from "undici"
import { createTransport } from "../packages/transport/dist/index.js"
import { bundleWeight, transportOptionalPeers, transportProgram } from "../scripts/bundleWeight.ts"
import { compareLatency, compareThroughput } from "./timing.ts"

const server = spawn(process.execPath, [join(import.meta.dirname, "transportServer.ts")], {
  stdio: ["pipe", "pipe", "inherit"]
})
const [line] = (await once(server.stdout, "data")) as [Buffer]
const host = `http://127.0.0.1:${line.toString().trim()}`

const path = "/api/projects/1/query/"
const body = { query: { kind: "HogQLQuery", query: "select uuid, event, timestamp, n from events limit 20" } }
const personalApiKey = "phx_0123456789abcdef"
const headers = { authorization: `Bearer ${personalApiKey}`, "content-type": "application/json" }

const pool = new Pool(host, { connections: 64 })
const transport = createTransport({ host, projectId: 1, personalApiKey, logLevel: "none" })
const posthog = new PostHog("phc_0123456789abcdef", { host, disableGeoip: true })
const request = {
  operation: "Query.run",
  origin: "api",
  method: "POST",
  path: "/api/projects/:project/query/",
  safety: "read",
  lane: "query",
  body
} as const

const clients = [
  {
    name: "bare undici",
    run: async () => {
      const answer = await pool.request({ path, method: "POST", headers, body: JSON.stringify(body) })
      return answer.body.json()
    }
  },
  { name: "@posthog-driver/transport", run: () => transport.execute(request) },
  {
    name: "fetch",
    run: async () => {
      const answer = await fetch(host + path, { method: "POST", headers, body: JSON.stringify(body) })
      return answer.json()
    }
  },
  { name: "ky", run: () => ky.post(host + path, { headers, json: body }).json() },
  { name: "got", run: () => got.post(host + path, { headers, json: body }).json() },
  { name: "posthog-node, flags of a person", run: () => posthog.getAllFlags("someone") }
]

try {
  console.log("  one call after the other (at most +0.3 ms)")
  await compareLatency(clients, 30, 40)
  console.log("  50 calls at a time (at least 0.5 x)")
  await compareThroughput(clients, 50, 2_000, 6)
} finally {
  await transport.close()
  await pool.close()
  await posthog.shutdown()
  server.stdin.end()
}

const kilobytes = (name: string, bytes: number, most: number) =>
  console.log(`  ${name.padEnd(48)} ${(bytes / 1_000).toFixed(1).padStart(6)} kB  (${most} allowed)`)
console.log("  a program that sends one request, bundled and gzipped")
kilobytes("with undici", await bundleWeight(transportProgram, transportOptionalPeers), 350)
kilobytes("without", await bundleWeight(transportProgram, [...transportOptionalPeers, "undici"]), 115)
