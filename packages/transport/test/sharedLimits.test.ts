/**
 * Eight real programs with a client each, one SQLite file, one real server. The judge is the server, which writes down when requests arrive. A few
 * seconds here, within one minute's permits; over several minutes under `pnpm test:long` (SOAK_SECONDS).
 */
import { assert, it } from "@effect/vitest"
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"
import { openTransport, TransportError } from "../src/index.ts"
import { json } from "./support/server.ts"
import {
  callMillis,
  sharedLanes,
  sharingOptions,
  sharingRequest,
  type SharedLaneName,
  type SharingPlan,
  type SharingReport
} from "./support/sharedLimits.ts"
import { mostInAnyWindow } from "./support/windows.ts"

const program = fileURLToPath(new URL("support/sharingProgram.ts", import.meta.url))

/** Long enough for three times the permits of a minute. */
const longSeconds = 200
const isLong = Number(process.env["SOAK_SECONDS"] ?? 0) >= longSeconds
const seconds = isLong ? longSeconds : 3

interface Arrival {
  readonly lane: SharedLaneName
  readonly child: number
  readonly millis: number
}

/** What a program held when it was killed counts until its call must have ended, a second after its lease at the latest, and one window more. */
const longestHoldMillis = 1_000 + callMillis + 60_500

/** Answers most, after a while; breaks off or fails some, so that they are sent again. The one in `definitions` that is killed is not answered. */
const answer = (
  { child, lane }: Arrival,
  turn: number,
  request: IncomingMessage,
  response: ServerResponse
): void => {
  if (lane === "definitions") {
    if (child > 0) json(response, 200, { results: [] })
    return
  }
  setTimeout(
    () => {
      if (turn % 7 === 0) request.socket.resetAndDestroy()
      else if (turn % 5 === 0) json(response, 503, { detail: "no" })
      else json(response, 200, { results: [] })
    },
    30 + ((turn * 37) % 60)
  )
}

const startJudge = async (onArrival: (arrival: Arrival) => void) => {
  const arrivals: Array<Arrival> = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://judge")
    const lane = pathname.split("/")[4] as SharedLaneName // as the programs write it
    const arrival = { lane, child: Number(searchParams.get("child")), millis: performance.now() }
    arrivals.push(arrival)
    request.on("error", () => undefined)
    onArrival(arrival)
    answer(arrival, arrivals.length, request, response)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { arrivals, origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` }
}

const start = (plan: SharingPlan): ChildProcess => {
  const child = fork(program, [JSON.stringify(plan)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  return child
}

it(
  `eight clients together never exceed a lane's limit as the server sees it, and a killed one gives its permits back (${seconds} s)`,
  { timeout: seconds * 1_000 + 60_000 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "sharing-"))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const sharedLimitsFile = join(directory, "limits.sqlite")
    const victim = Promise.withResolvers<undefined>()
    const flood = Promise.withResolvers<undefined>()
    const { arrivals, origin } = await startJudge(({ child, lane }) => {
      if (lane === "definitions") victim.resolve(undefined)
      if (child > 0) flood.resolve(undefined)
    })
    const children = Array.from({ length: 8 }, (_, child) =>
      start({ origin, sharedLimitsFile, child, seconds, isVictim: child === 0 })
    )
    await Promise.all(children.map((child) => once(child, "message")))
    const told = children.slice(1).map((child) => once(child, "message"))
    const ends = children.map((child) => once(child, "exit"))
    // First the one that is killed: on a busy machine it could wait for the file until the others are done.
    children[0]?.send("begin")
    await victim.promise
    for (const child of children.slice(1)) child.send("begin")
    await flood.promise
    children[0]?.kill("SIGKILL")
    const killedMillis = performance.now()

    // What the programs tell, and what a process ends with.
    const reports = (await Promise.all(told)).map(([report]) => report as SharingReport)
    const codes = (await Promise.all(ends)).map(([code, signal]) => (code ?? signal) as number | string)
    assert.deepStrictEqual(codes, ["SIGKILL", 0, 0, 0, 0, 0, 0, 0])
    const momentsIn = (lane: SharedLaneName, fromMillis = 0) =>
      arrivals
        .filter((arrival) => arrival.lane === lane && arrival.millis >= fromMillis)
        .map(({ millis }) => millis)
    for (const lane of ["analytics", "crud", "definitions"] as const) {
      const { perHour, perMinute } = sharedLanes[lane]
      assert.isAtMost(mostInAnyWindow(momentsIn(lane), 60_000), perMinute, lane)
      assert.isAtMost(momentsIn(lane).length, perHour, lane)
    }
    // They did share what there was.
    assert.isAbove(mostInAnyWindow(momentsIn("analytics"), 60_000), sharedLanes.analytics.perMinute / 2)
    assert.isAbove(new Set(arrivals.map(({ child }) => child)).size, 4)
    // Nothing was sent that no attempt stands for, and what broke off was sent again.
    const ofLiving = arrivals.filter(({ child }) => child > 0).length
    const sum = (key: "attempts" | "succeeded") => reports.reduce((total, each) => total + each[key], 0)
    assert.isAtMost(ofLiving, sum("attempts"))
    assert.isAbove(ofLiving, sum("succeeded"))

    await using late = await openTransport(sharingOptions({ origin, sharedLimitsFile }))
    const asked = late.execute(sharingRequest("definitions", children.length))
    if (isLong) {
      await asked
      assert.isAbove(momentsIn("analytics", killedMillis + longestHoldMillis).length, 50)
      // Two minutes' permits, and then the hour's.
      assert.isAbove(momentsIn("crud").length, 2 * sharedLanes.crud.perMinute)
    } else {
      const error: unknown = await asked.catch((cause: unknown) => cause)
      assert(error instanceof TransportError && error.reason._tag === "LaneBusy", String(error))
      // Less than a window: its time has run out.
      assert.isBelow(error.reason.retryAfterMillis ?? Infinity, 60_500)
      assert.lengthOf(momentsIn("definitions"), 1)
    }
  }
)
