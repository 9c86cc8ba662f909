/**
 * A program that sends everything at once for a while, and measures its heap meanwhile. It prints one line of JSON, closes its client, and has
 * to end by itself.
 */
import { openTransport, TransportError, type Lane } from "../../src/index.ts"
import { leastSquaresSlope } from "./leastSquares.ts"
import { keyAt, soakKinds, type SoakKind, type SoakPlan, type SoakReport } from "./soak.ts"

const plan = JSON.parse(process.argv[2] ?? "") as SoakPlan // written by the test beside it
const { gc } = globalThis as { readonly gc?: () => void } // there with --expose-gc
if (gc === undefined) throw new TypeError("run with --expose-gc")

const client = await openTransport({
  host: plan.origin,
  projectId: 1,
  proxy: false,
  logger: () => undefined,
  logLevel: "debug",
  timeoutMillis: 10_000,
  attemptTimeoutMillis: 2_000,
  retry: { attempts: 3, baseMillis: 1, capMillis: 5 },
  breaker: { failures: 20, openMillis: 20, longestOpenMillis: 50 },
  cache: { maxEntries: 20 },
  traceHeaders: true,
  telemetry: { otlp: { url: `${plan.origin}/collector`, intervalMillis: 500 } },
  secrets: {
    from: "custom",
    read: () => Promise.resolve({ personalApiKey: keyAt(Date.now(), plan), projectToken: "phc_0123456789" })
  }
})

const request = (kind: SoakKind, lane: Lane, safety: "read" | "write") =>
  ({
    operation: `Soak.${kind}`,
    origin: "api",
    method: "POST",
    path: "/api/projects/:project/soak/:kind/",
    params: { kind },
    body: { some: "body", of: [1, 2, 3] },
    lane,
    safety
  }) as const

/** One call of each kind. */
const calls: Readonly<Record<SoakKind, (turn: number) => Promise<unknown>>> = {
  read: () => client.execute(request("read", "query", "read")),
  write: () => client.execute(request("write", "crud", "write")),
  capture: () =>
    client.execute({
      operation: "Soak.capture",
      origin: "ingest",
      method: "POST",
      path: "/soak/capture/",
      body: { batch: [] },
      lane: "capture",
      safety: "idempotent-write"
    }),
  // More different ones than the cache holds, some asked for at the same time.
  cached: (turn) =>
    client.execute({
      ...request("cached", "definitions", "read"),
      query: { page: turn % 40 },
      cache: { ttlMillis: 50, staleMillis: 50 }
    }),
  stream: async () => {
    let bytes = 0
    for await (const { length } of client.stream(request("stream", "exports", "read"))) bytes += length
    if (bytes !== 8 * 8_192) throw new TypeError(`a stream of ${bytes} bytes`)
  },
  left: async () => {
    const chunks = client.stream(request("left", "exports", "read"))[Symbol.asyncIterator]()
    await chunks.next()
    await chunks.return?.()
  },
  aborted: async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 2)
    await client.execute(request("aborted", "crud", "read"), { signal: controller.signal })
  },
  limited: () => client.execute(request("limited", "query", "read")),
  failing: () => client.execute(request("failing", "flags", "read")),
  reset: () => client.execute(request("reset", "flags", "read"))
}

const outcomes: Record<string, number> = {}
const end = (kind: SoakKind, outcome: string) => {
  const name = `${kind}: ${outcome}`
  outcomes[name] = (outcomes[name] ?? 0) + 1
}
const outcomeOf = (error: unknown): string => {
  if (error instanceof TransportError) return error.reason._tag
  if (error instanceof DOMException) return error.name
  throw error
}

const begin = performance.now()
const isOver = () => performance.now() - begin > plan.seconds * 1_000
let started = 0
let ended = 0

const work = async (first: number): Promise<void> => {
  for (let turn = first; !isOver(); turn += 1) {
    const kind = soakKinds[turn % soakKinds.length] ?? "read"
    started += 1
    await calls[kind](turn).then(
      () => end(kind, "well"),
      (error: unknown) => end(kind, outcomeOf(error))
    )
    ended += 1
  }
}

interface Sample {
  readonly minutes: number
  readonly ended: number
  readonly bytes: number
  readonly buffers: number
}
const samples: Array<Sample> = []
const sampler = setInterval(() => {
  if (performance.now() - begin < (plan.seconds * 1_000) / 4) return
  gc()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  samples.push({
    minutes: (performance.now() - begin) / 60_000,
    ended,
    bytes: heapUsed,
    buffers: arrayBuffers
  })
}, plan.sampleMillis)

await Promise.all(Array.from({ length: plan.workers }, (_, n) => work(n)))
clearInterval(sampler)
const { circuits } = await client.health()
await client.close()

/** Buffers are given back some time after they were collected, so of their samples only the lowest say what is kept. */
const leastBuffers = (from: number, to: number): number =>
  Math.min(...samples.slice(samples.length * from, samples.length * to).map(({ buffers }) => buffers))

const report: SoakReport = {
  started,
  ended,
  outcomes,
  circuits: circuits.length,
  samples: samples.length,
  firstBytes: samples[0]?.bytes ?? 0,
  lastBytes: samples.at(-1)?.bytes ?? 0,
  firstBuffers: leastBuffers(0, 1 / 3),
  lastBuffers: leastBuffers(2 / 3, 1),
  bytesPerMinute: leastSquaresSlope(samples.map(({ bytes, minutes }) => [minutes, bytes])),
  bytesPerRequest: leastSquaresSlope(samples.map((each) => [each.ended, each.bytes]))
}
process.stdout.write(`${JSON.stringify(report)}\n`)
