/**
 * One HTTP client in a process of its own, so that no client is slowed down by what another made of the compiled code. Reads commands from
 * stdin, one a line: `latency <calls>` answers with the milliseconds of each call, `rate <calls> <at a time>` with calls a second.
 */
import { createInterface } from "node:readline"

const [name = "", host = ""] = process.argv.slice(2)

const path = "/api/projects/1/query/"
const body = { query: { kind: "HogQLQuery", query: "select uuid, event, timestamp, n from events limit 20" } }
const personalApiKey = "phx_0123456789abcdef"
const headers = { authorization: `Bearer ${personalApiKey}`, "content-type": "application/json" }

/** Each sends the same query as JSON and reads the answer as a value. */
const clients: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  undici: async () => {
    const { Pool } = await import("undici")
    const pool = new Pool(host, { connections: 64 })
    return async () => {
      const answer = await pool.request({ path, method: "POST", headers, body: JSON.stringify(body) })
      return answer.body.json()
    }
  },
  transport: async () => {
    const { createTransport } = await import("../packages/transport/dist/index.js")
    // Its own limit is 20 at a time; here as many are to run as there are of the others'.
    const transport = createTransport({
      host,
      projectId: 1,
      personalApiKey,
      lanes: { query: { concurrency: 50 } }
    })
    return () =>
      transport.execute({
        operation: "Query.run",
        origin: "api",
        method: "POST",
        path: "/api/projects/:project/query/",
        safety: "read",
        lane: "query",
        body
      })
  },
  fetch: async () => async () => {
    const answer = await fetch(host + path, { method: "POST", headers, body: JSON.stringify(body) })
    return answer.json()
  },
  ky: async () => {
    const { default: ky } = await import("ky")
    return () => ky.post(host + path, { headers, json: body }).json()
  },
  got: async () => {
    const { default: got } = await import("got")
    return () => got.post(host + path, { headers, json: body }).json()
  },
  // Has no call for queries; the flags of a person are one POST with a smaller answer.
  "posthog-node": async () => {
    const { PostHog } = await import("posthog-node")
    const posthog = new PostHog("phc_0123456789abcdef", { host, disableGeoip: true })
    return () => posthog.getAllFlags("someone")
  }
}

const call = await clients[name]?.()
if (call === undefined) throw new RangeError(`no client is called '${name}'`)

const latency = async (calls: number): Promise<readonly number[]> => {
  const times: number[] = []
  for (let n = 0; n < calls; n += 1) {
    const start = performance.now()
    await call()
    times.push(performance.now() - start)
  }
  return times
}

const run = async (calls: number, atATime: number): Promise<number> => {
  let left = calls
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await call()
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: atATime }, worker))
  return (calls / (performance.now() - start)) * 1_000
}

/** After as many that are not counted: while the others had their turns, connections were closed and caches given up. */
const rate = async (calls: number, atATime: number): Promise<number> => {
  await run(calls, atATime)
  return run(calls, atATime)
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, calls, atATime] = line.split(" ")
  const result =
    command === "latency" ? await latency(Number(calls)) : await rate(Number(calls), Number(atATime))
  console.log(JSON.stringify(result))
}
process.exit()
