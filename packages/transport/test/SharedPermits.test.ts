/** Eight real processes, one file, real time: the judge is the list of moments at which they began an attempt. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { LimitWindow } from "../src/LaneLimits.ts"
import type { SharedLane } from "../src/SharedLane.ts"
import { openSharedPermits } from "../src/SharedPermits.ts"
import { directory } from "./support/directory.ts"
import { granted, one } from "./support/permits.ts"
import { mostInAnyWindow } from "./support/windows.ts"

const program = fileURLToPath(new URL("support/takePermits.ts", import.meta.url))

/** Takes permits as fast as it gets them, and writes the moment of each into its own file. */
const startTaking = (
  file: string,
  log: string,
  windows: readonly [LimitWindow, LimitWindow],
  forMillis: number
) => {
  return spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", program, JSON.stringify({ file, log, windows, forMillis })],
    { stdio: ["ignore", "ignore", "inherit"] }
  )
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
  return child.exitCode
}

const momentsIn = (log: string): ReadonlyArray<number> =>
  readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map(Number)

const windows: readonly [LimitWindow, LimitWindow] = [
  { limit: 60, millis: 1500 },
  { limit: 150, millis: 5000 }
]

describe("openSharedPermits", () => {
  it(
    "lets eight processes together never exceed a window, though three are killed in the middle of something and one starts late",
    { timeout: 60_000 },
    async () => {
      const path = directory()
      const file = join(path, "limits.sqlite")
      const logs = Array.from({ length: 8 }, (_, n) => join(path, `log-${n}`))
      for (const log of logs) writeFileSync(log, "")
      const children = logs.slice(0, 7).map((log) => startTaking(file, log, windows, 7000))
      while (momentsIn(logs[0] ?? "").length === 0) await sleep(20)
      // Taking, using, giving back, or in a transaction.
      for (const victim of children.slice(0, 3)) {
        victim.kill("SIGKILL")
        await sleep(Math.random() * 1000)
      }
      children.push(startTaking(file, logs[7] ?? "", windows, 5000))
      const codes = await Promise.all(children.map(ended))
      assert.deepStrictEqual(codes, [null, null, null, 0, 0, 0, 0, 0])
      const moments = logs.flatMap(momentsIn)
      for (const { limit, millis } of windows) assert.isAtMost(mostInAnyWindow(moments, millis), limit)
      // And they did share what there was: more than one window was used, by more than one of them.
      assert.isAbove(moments.length, 150)
      assert.isAbove(logs.filter((log) => momentsIn(log).length > 0).length, 4)
      const database = new DatabaseSync(file)
      assert.deepEqual(database.prepare("PRAGMA integrity_check").get(), { integrity_check: "ok" })
      database.close()
    }
  )

  it(
    "that is removed is made anew for all: those that used it, and one that starts later",
    { timeout: 60_000 },
    async () => {
      const path = directory()
      const file = join(path, "limits.sqlite")
      const logs = [join(path, "log-0"), join(path, "log-1")]
      for (const log of logs) writeFileSync(log, "")
      const children = logs.map((log) => startTaking(file, log, windows, 8000))
      while (logs.some((log) => momentsIn(log).length === 0))
        await new Promise((done) => setTimeout(done, 20))
      for (const beside of ["", "-wal", "-shm"]) rmSync(`${file}${beside}`, { force: true })
      const removedAt = Date.now()
      const late = join(path, "log-2")
      logs.push(late)
      writeFileSync(late, "")
      children.push(startTaking(file, late, windows, 8000))
      assert.deepStrictEqual(await Promise.all(children.map(ended)), [0, 0, 0])
      // Permits that were leased before are used up by then.
      const moments = logs.map((log) => momentsIn(log).filter((moment) => moment > removedAt + 1_500))
      for (const { limit, millis } of windows) {
        assert.isAtMost(mostInAnyWindow(moments.flat(), millis), limit)
      }
      for (const each of moments) assert.isAbove(each.length, 0)
    }
  )

  it.effect("gives each permit out once, to whoever opened the file", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [a, b] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        const lanes = [a, b].map((each) => each.lane("crud", one(4, 1000)))
        const taken = []
        for (const lane of [...lanes, ...lanes]) taken.push(yield* granted(lane))
        for (const lane of lanes) assert.isNumber(yield* lane.take(500))
        // Another name is another account.
        yield* granted(a.lane("query", one(1, 1000)))
        // They come back one window after they ended; what never says that it ended, after its deadline.
        yield* TestClock.adjust(300)
        for (const permit of taken.slice(0, 2)) yield* permit.end
        yield* TestClock.adjust(999)
        for (const lane of lanes) assert.isNumber(yield* lane.take(500))
        yield* TestClock.adjust(1)
        for (const lane of lanes) yield* granted(lane)
        for (const lane of lanes) assert.isNumber(yield* lane.take(500))
        yield* TestClock.adjust(1200)
        for (const lane of lanes) yield* granted(lane)
      })
    )
  )

  it.effect("says at once how long to wait at least for what all others use", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [a, b] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        const [mine, theirs] = [a, b].map((each) => each.lane("exports", one(2, 60_000))) as [
          SharedLane,
          SharedLane
        ]
        const taken = yield* granted(theirs)
        yield* TestClock.adjust(10)
        yield* granted(theirs)
        // Both still run, whatever they may take.
        assert.strictEqual(yield* mine.take(500), 60_000)
        yield* TestClock.adjust(300)
        yield* taken.end
        yield* TestClock.adjust(100)
        assert.strictEqual(yield* mine.take(500), 59_900)
        yield* TestClock.adjust(59_900)
        yield* granted(mine)
      })
    )
  )

  it.effect("asks again soon while somebody may hold more than they use", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [a, b] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        const [mine, theirs] = [a, b].map((each) => each.lane("crud", one(33, 60_000))) as [
          SharedLane,
          SharedLane
        ]
        // The second lease has two permits, one of them unused; with the rest used the lane is full.
        const taken = [yield* granted(theirs), yield* granted(theirs)]
        for (let n = 0; n < 30; n++) yield* granted(mine)
        const wait = yield* mine.take(500)
        assert.isTrue(typeof wait === "number" && wait >= 100 && wait <= 200)
        for (const permit of taken) yield* permit.end
        yield* granted(mine)
        assert.isNumber(yield* mine.take(500))
      })
    )
  )

  it.effect("counts what others sent against each one's own limit, where they keep to different ones", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [older, newer] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        const [much, little] = [older.lane("exports", one(6, 1000)), newer.lane("exports", one(2, 1000))]
        for (let n = 0; n < 4; n++) {
          yield* (yield* granted(much)).end
          yield* TestClock.adjust(100)
        }
        assert.deepStrictEqual(yield* little.remaining, { minute: 0, hour: Infinity })
        // At 1,000, 1,100 and 1,200 one comes back each time; only then there is one of two.
        for (const wait of [600, 100, 100]) {
          assert.strictEqual(yield* little.take(500), wait)
          yield* TestClock.adjust(wait)
        }
        yield* granted(little)
        yield* granted(much)
      })
    )
  )

  it.effect("tells the others when PostHog asked to wait", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [a, b] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        yield* a.lane("crud", one(4, 60_000)).pause(30_000)
        assert.strictEqual(yield* b.lane("crud", one(4, 60_000)).take(500), 30_000)
        yield* TestClock.adjust(30_000)
        yield* granted(b.lane("crud", one(4, 60_000)))
      })
    )
  )

  it.effect("gives out no more, and is not stopped for long, when the clock is set back", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const permits = yield* openSharedPermits(file)
        const lane = permits.lane("crud", one(2, 1000))
        yield* TestClock.setTime(1e9)
        yield* granted(lane)
        yield* granted(lane)
        yield* TestClock.setTime(0)
        const wait = yield* lane.take(500)
        assert.isNumber(wait)
        if (typeof wait === "number") assert.isAtMost(wait, 2500)
        yield* TestClock.adjust(2501)
        yield* granted(lane)
      })
    )
  )

  it.effect("takes a lease of its own for what may last longer than the lease that it holds", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [a, b] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        const [mine, theirs] = [a, b].map((each) => each.lane("crud", one(33, 60_000))) as [
          SharedLane,
          SharedLane
        ]
        // The second lease has two permits, and ends after 1,500 ms.
        yield* granted(mine)
        yield* granted(mine)
        assert.property(yield* mine.take(10_000), "end")
        // Nobody says that any of them ended, as when the process is killed.
        yield* TestClock.adjust(62_000)
        assert.strictEqual((yield* theirs.remaining)?.minute, 32)
        yield* TestClock.adjust(10_000)
        assert.strictEqual((yield* theirs.remaining)?.minute, 33)
      })
    )
  )

  it.effect("leaves the leases of others alone when it gives back one of a file that was removed", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const mine = (yield* openSharedPermits(file)).lane("crud", one(33, 60_000))
        yield* granted(mine)
        for (const beside of ["", "-wal", "-shm"]) rmSync(`${file}${beside}`, { force: true })
        yield* TestClock.adjust(5_000)
        // It has the number in the new file that the first lease had in the old one.
        const theirs = (yield* openSharedPermits(file)).lane("crud", one(33, 60_000))
        yield* granted(theirs)
        yield* granted(mine)
        // By now the first lease counts for nothing any more. Those of the new file do, of one permit and of two.
        yield* TestClock.adjust(56_600)
        assert.strictEqual((yield* theirs.remaining)?.minute, 30)
      })
    )
  )

  it.effect("leases one at first, more while they are used up, and a sixteenth of a limit at most", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const lane = (yield* openSharedPermits(join(directory(), "limits"))).lane("crud", one(64, 60_000))
        const left: Array<number | undefined> = []
        for (let n = 0; n < 12; n++) {
          yield* granted(lane)
          left.push((yield* lane.remaining)?.minute)
        }
        assert.deepStrictEqual(left, [63, 61, 61, 57, 57, 57, 57, 53, 53, 53, 53, 49])
      })
    )
  )

  it.effect("takes nothing from a lease that the clock, set back, makes last for longer", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const [a, b] = [yield* openSharedPermits(file), yield* openSharedPermits(file)]
        const [mine, theirs] = [a, b].map((each) => each.lane("crud", one(33, 60_000))) as [
          SharedLane,
          SharedLane
        ]
        yield* TestClock.setTime(1e9)
        // The second lease has two permits, one of them unused.
        yield* granted(mine)
        yield* granted(mine)
        yield* TestClock.setTime(0)
        yield* Effect.ignore(granted(theirs))
        yield* TestClock.adjust(70_000)
        for (let n = 0; n < 33; n++) yield* granted(theirs)
        assert.isNumber(yield* mine.take(500))
      })
    )
  )

  it.effect("waits, not blocks, while another process is writing", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const permits = yield* openSharedPermits(file)
        const other = new DatabaseSync(file)
        other.exec("BEGIN IMMEDIATE")
        const lane = permits.lane("crud", one(4, 1000))
        const waits: Array<number> = []
        for (let n = 0; n < 8; n++) {
          const taken = yield* lane.take(500)
          waits.push(
            typeof taken === "object" && "lockedMillis" in taken ? taken.lockedMillis : assert.fail()
          )
        }
        // Less and less often, because asking itself blocks for a moment.
        waits.forEach((wait, n) =>
          assert.isTrue(wait >= Math.min(500, 5 * 2 ** n) && wait <= Math.min(500, 25 * 2 ** n))
        )
        other.exec("ROLLBACK")
        yield* granted(lane)
        other.close()
      })
    )
  )
})

describe("a shared file that was replaced", () => {
  it.effect(
    "is found out with the next lease, told once, and knows nothing of what was leased in the former one",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const path = directory()
          const file = join(path, "limits")
          let told = 0
          const permits = yield* openSharedPermits(
            file,
            Effect.sync(() => told++)
          )
          const lane = permits.lane("crud", one(2, 60_000))
          const before = [yield* granted(lane), yield* granted(lane)]
          assert.isNumber(yield* lane.take(500))
          yield* openSharedPermits(join(path, "other"))
          for (const beside of ["", "-wal", "-shm"])
            renameSync(join(path, `other${beside}`), `${file}${beside}`)
          const after = yield* granted(lane)
          yield* granted(lane)
          assert.strictEqual(told, 1)
          // What was leased in the former file ends without touching a lease of the same number in this one.
          for (const permit of before) yield* permit.end
          assert.deepStrictEqual(yield* lane.remaining, { minute: 0, hour: Infinity })
          yield* after.end
          assert.isNumber(yield* lane.take(500))
          assert.strictEqual(told, 1)
        })
      )
  )

  it.effect("by something that is no such file fails calls until that is gone", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = join(directory(), "limits")
        const lane = (yield* openSharedPermits(file)).lane("crud", one(9, 60_000))
        yield* granted(lane)
        rmSync(file)
        assert.match(
          (yield* Effect.flip(lane.take(500))).message,
          /^sharedLimitsFile: is gone, but what SQLite keeps beside it \(-wal, -shm\) is not; remove that too\.$/
        )
        writeFileSync(file, "this is a text, not a database")
        assert.match(
          (yield* Effect.flip(lane.take(500))).message,
          /cannot be used \(file is not a database\)/
        )
        for (const beside of ["", "-wal", "-shm"]) rmSync(`${file}${beside}`)
        yield* granted(lane)
      })
    )
  )
})
