/**
 * Permits of the lanes, shared by every process that names the same file.
 *
 * PostHog's limits are a project's, not a process's. Processes lease permits from a SQLite file in blocks, so that most
 * attempts cost no transaction: one permit at first, more while they are used up, at most for a second. When nothing of a
 * lease runs any more, the rest of it is given back.
 *
 * Why no window ever holds more requests than the limit, whenever between begin and end of its attempt each arrives: a lease
 * counts until the last of its attempts has ended, and one window more; the file says a time by which that has happened in any
 * case, the deadline of the calls, so that a process that was killed never lets the others send too much. A lease is granted
 * only when all that count leave room for it.
 *
 * The file holds hosts, project ids and counts; no keys.
 */
import type { DatabaseSync } from "node:sqlite"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import type { Scope } from "effect/Scope"
import type { LimitWindow } from "./LaneLimits.ts"
import type { RemainingPermits, SharedLane, SharedPermit } from "./LaneQueue.ts"
import { inTransaction, isFault, openFile, refuse } from "./sharedFile.ts"
import type { InvalidSettings } from "./failures/unsent.ts"

type Windows = readonly [minute: LimitWindow, hour: LimitWindow]

/** The permits in one file. */
export interface SharedPermits {
  /** The permits under one name: a host, a project and a lane. */
  readonly lane: (name: string, windows: Windows) => SharedLane
}

const leaseMillis = 1_000

/** Opens the file; the scope gives back what is leased and closes it. */
export const openSharedPermits = Effect.fnUntraced(function* (
  file: string
): Effect.fn.Return<SharedPermits, InvalidSettings, Scope> {
  const database = yield* openFile(file).pipe(
    Effect.retry({
      while: (fault) => fault._tag === "Busy",
      schedule: Schedule.spaced("25 millis"),
      times: 200
    }),
    Effect.mapError((fault) =>
      fault._tag === "Busy" ? refuse("is locked by another program; close it, or name another file") : fault
    )
  )
  yield* Effect.addFinalizer(() => Effect.sync(() => database.close()))
  return { lane: (name, windows) => sharedLane(database, new Account(database, name, windows)) }
})

const sharedLane = (database: DatabaseSync, account: Account): SharedLane => {
  /** The lease that permits are taken from. */
  let current: Lease | undefined
  let block = 1

  const permitOf = (lease: Lease): SharedPermit => ({
    end: Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      lease.running -= 1
      lease.lastMillis = nowMillis
      if (lease.running > 0 || !database.isOpen) return
      if (lease === current) current = undefined
      // When the file cannot be written now, the lease counts until the time that it says.
      inTransaction(database, "BEGIN IMMEDIATE", () => account.settle(lease))
    })
  })

  const use = (lease: Lease, nowMillis: number): SharedPermit => {
    lease.used += 1
    lease.running += 1
    lease.lastMillis = nowMillis
    return permitOf(lease)
  }

  return {
    take: Effect.fnUntraced(function* (holdMillis) {
      const clock = yield* Clock.Clock
      const nowMillis = clock.currentTimeMillisUnsafe()
      if (current !== undefined && isUsable(current, nowMillis, holdMillis)) return use(current, nowMillis)
      const random = yield* Random.next
      const old = current
      block = old !== undefined && old.used === old.permits ? Math.min(account.largestBlock, block * 2) : 1
      const result = inTransaction(database, "BEGIN IMMEDIATE", () => {
        if (old !== undefined) account.settle(old)
        // Read when the lock is held: waiting for it must not make a lease older than it is.
        return account.lease(block, clock.currentTimeMillisUnsafe(), holdMillis, random)
      })
      current = undefined
      if (isFault(result)) {
        // Another process is writing; all who found that out come back at different moments.
        return result._tag === "Busy" ? 5 + Math.floor(random * 20) : yield* result
      }
      if (typeof result === "number") return result
      current = result
      return use(result, result.lastMillis)
    }),
    remaining: Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      const left = inTransaction(database, "BEGIN", () => account.remaining(nowMillis))
      return isFault(left) ? undefined : left
    }),
    pause: (millis) =>
      Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
        const result = inTransaction(database, "BEGIN IMMEDIATE", () => account.pause(nowMillis + millis))
        // Not told to the others: they find out from PostHog.
        return !isFault(result) || result._tag === "Busy" ? Effect.void : Effect.fail(result)
      })
  }
}

/** Permits that this process holds. */
interface Lease {
  readonly id: number
  readonly permits: number
  /** Until when permits may be taken from it. */
  readonly untilMillis: number
  /** What the file says: by then all of its attempts have ended in any case. */
  readonly endsMillis: number
  used: number
  running: number
  /** When one was taken or ended last. */
  lastMillis: number
}

/** A clock that went back must not stretch a lease. */
const isUsable = (lease: Lease, nowMillis: number, holdMillis: number): boolean =>
  lease.used < lease.permits &&
  nowMillis < lease.untilMillis &&
  nowMillis >= lease.lastMillis &&
  nowMillis + holdMillis <= lease.endsMillis

/** What the file says under one name. Every method is for the inside of a transaction. */
class Account {
  readonly largestBlock: number
  readonly #database: DatabaseSync
  readonly #name: string
  readonly #windows: Windows

  constructor(database: DatabaseSync, name: string, windows: Windows) {
    this.#database = database
    this.#name = name
    this.#windows = windows
    const least = Math.min(...windows.map(({ limit }) => limit))
    this.largestBlock = Math.max(1, Math.min(20, Math.floor(least / 16)))
  }

  /** At most `block` permits; or how long to wait. */
  lease(block: number, nowMillis: number, holdMillis: number, random: number): Lease | number {
    this.#forget(nowMillis)
    const until = this.#number("SELECT until FROM pause WHERE name = ?")
    if (until > nowMillis) return until - nowMillis
    let free = block
    let wait = 0
    for (const window of this.#windows) {
      const left = this.#left(window, nowMillis)
      free = Math.min(free, left)
      if (left > 0) continue
      // What still runs may end sooner than the file says, but not sooner than now.
      const first = this.#number(
        "SELECT min(min(ends, ?2)) FROM lease WHERE name = ?1 AND ends > ?3",
        nowMillis,
        nowMillis - window.millis
      )
      wait = Math.max(wait, first + window.millis - nowMillis)
    }
    if (free > 0) return this.#begin(free, nowMillis, holdMillis)
    // Of several permits that somebody holds some may not be used, and are given back at any moment. A single one is used.
    const spare = "SELECT count(*) FROM lease WHERE name = ? AND ends > ? AND permits > 1"
    return this.#number(spare, nowMillis) > 0 ? Math.min(wait, 100 + Math.floor(random * 100)) : wait
  }

  /** Gives back what was not used, and says when it ended if nothing of it runs any more. */
  settle({ endsMillis, id, lastMillis, running, used }: Lease): void {
    this.#database
      .prepare("UPDATE lease SET permits = ?, ends = min(ends, ?) WHERE id = ?")
      .run(used, running > 0 ? endsMillis : lastMillis, id)
  }

  remaining(nowMillis: number): RemainingPermits {
    const [minute, hour] = this.#windows
    return {
      minute: Math.max(0, this.#left(minute, nowMillis)),
      hour: Math.max(0, this.#left(hour, nowMillis))
    }
  }

  pause(untilMillis: number): void {
    this.#database
      .prepare(
        "INSERT INTO pause (name, until) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET until = max(until, excluded.until)"
      )
      .run(this.#name, Math.ceil(untilMillis))
  }

  #begin(permits: number, nowMillis: number, holdMillis: number): Lease {
    const untilMillis = nowMillis + leaseMillis
    const endsMillis = Math.ceil(untilMillis + holdMillis)
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO lease (name, granted, ends, permits) VALUES (?, ?, ?, ?)")
      .run(this.#name, nowMillis, endsMillis, permits)
    const id = Number(lastInsertRowid)
    return { id, permits, untilMillis, endsMillis, used: 0, running: 0, lastMillis: nowMillis }
  }

  /** Negative when the limit was lowered. */
  #left({ limit, millis }: LimitWindow, nowMillis: number): number {
    if (limit === Infinity) return Infinity
    return (
      limit - this.#number("SELECT sum(permits) FROM lease WHERE name = ? AND ends > ?", nowMillis - millis)
    )
  }

  /** Drops what no window reaches any more. What lies in the future was written before the clock was set back: it counts from now. */
  #forget(nowMillis: number): void {
    const longest = Math.max(...this.#windows.map(({ millis }) => millis))
    this.#database
      .prepare("DELETE FROM lease WHERE name = ? AND ends <= ?")
      .run(this.#name, nowMillis - longest)
    this.#database
      .prepare(
        "UPDATE lease SET granted = ?1, ends = ?1 + max(0, ends - granted) WHERE name = ?2 AND granted > ?3"
      )
      .run(nowMillis, this.#name, nowMillis + leaseMillis)
    this.#database
      .prepare("UPDATE pause SET until = ? WHERE name = ? AND until > ?")
      .run(nowMillis + longest, this.#name, nowMillis + longest)
  }

  #number(sql: string, ...parameters: ReadonlyArray<number>): number {
    const row = this.#database.prepare(sql).get(this.#name, ...parameters)
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0)
  }
}
