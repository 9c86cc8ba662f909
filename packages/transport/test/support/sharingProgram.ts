/**
 * A program that sends as much as its limits allow, retries included, in lanes that it shares with other programs. It says when it is ready,
 * begins when it is told to, tells what it did, and has to end by itself.
 */
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { openTransport, TransportError } from "../../src/index.ts"
import {
  sharingOptions,
  sharingRequest,
  type SharedLaneName,
  type SharingPlan,
  type SharingReport
} from "./sharedLimits.ts"

const plan = JSON.parse(process.argv[2] ?? "") as SharingPlan // written by the test beside it

const tell = (message: SharingReport | "ready"): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()))

const client = await openTransport(sharingOptions(plan))
const begun = once(process, "message")
await tell("ready")
await begun

const endMillis = performance.now() + plan.seconds * 1_000
let attempts = 0
let succeeded = 0
const failures: Record<string, number> = {}

/** One call; how long to wait before the next. */
const send = async (lane: SharedLaneName): Promise<number> => {
  try {
    const answer = await client.execute(sharingRequest(lane, plan.child))
    attempts += answer.attempts
    succeeded += 1
    return 0
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const { _tag } = error.reason
    attempts += error.attempts ?? 0
    failures[_tag] = (failures[_tag] ?? 0) + 1
    return _tag === "LaneBusy" ? (error.reason.retryAfterMillis ?? 50) : 0
  }
}

const worker = async (lane: SharedLaneName): Promise<void> => {
  for (;;) {
    const waitMillis = await send(lane)
    if (performance.now() + waitMillis >= endMillis) return
    await sleep(waitMillis)
  }
}

const lanes = ["analytics", "analytics", "analytics", "crud", "crud"] as const
await Promise.all([...lanes.map(worker), ...(plan.isVictim ? [worker("definitions")] : [])])
await client.close()
await tell({ attempts, succeeded, failures })
process.disconnect()
