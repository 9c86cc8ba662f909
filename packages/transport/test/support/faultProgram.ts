/** A program that meets every fault, writes down how each call ended, and leaves. It closes nothing unless told to. */
import { createTransport, TransportError } from "../../src/index.ts"
import type { Outcome } from "./faults.ts"

interface Plan {
  readonly isClosing: boolean
  readonly calls: ReadonlyArray<{
    readonly name: string
    readonly host: string
    readonly safety: "read" | "write"
    readonly timeoutMillis: number
    readonly calls: number
  }>
}

const plan = JSON.parse(process.argv[2] ?? "") as Plan

const meet = async (call: Plan["calls"][number]): Promise<readonly [string, Outcome]> => {
  const client = createTransport({
    host: call.host,
    projectId: 1,
    personalApiKey: "phx_0123456789",
    allowInsecureHttp: true,
    proxy: false,
    logLevel: "none",
    timeoutMillis: call.timeoutMillis,
    retry: { attempts: 2, baseMillis: 1 }
  })
  const once = async (): Promise<Outcome> => {
    try {
      const { attempts, value } = await client.execute({
        operation: "Fault.meet",
        origin: "api",
        method: "POST",
        path: "/api/projects/:project/query/",
        body: { query: { kind: "HogQLQuery", query: "select 1" } },
        safety: call.safety,
        lane: "query"
      })
      return { value, attempts }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      return { reason: Object.fromEntries(Object.entries(error.reason)), attempts: error.attempts ?? 0 }
    }
  }
  let outcome = await once()
  for (let n = 1; n < call.calls; n++) {
    // Long enough for the connection to be put back.
    await new Promise((resolve) => setTimeout(resolve, 50))
    outcome = await once()
  }
  if (plan.isClosing) await client.close()
  return [call.name, outcome]
}

const outcomes = Object.fromEntries(await Promise.all(plan.calls.map(meet)))
process.stdout.write(JSON.stringify(outcomes))
