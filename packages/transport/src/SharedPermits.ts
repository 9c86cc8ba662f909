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
import type { SharedLane, SharedPermit } from "./SharedLane.ts"
import { SharedAccount, type Lease, type Windows } from "./SharedAccount.ts"
import { inTransaction, isFault, openFile, refuse, type FileFault, type SharedFile } from "./sharedFile.ts"
import type { InvalidSettings } from "./failures/unsent.ts"

/** The permits in one file. */
export interface SharedPermits {
  /** The permits under one name: a host, a project and a lane. */
  readonly lane: (name: string, windows: Windows) => SharedLane
}

/** How long after the file was found to be locked it is left alone at most: asking costs 20 ms in which nothing else runs. */
const longestLocked = 500

/** Opens the file; the scope closes it. */
export const openSharedPermits = Effect.fnUntraced(function* (
  name: string,
  /** Told each time that the file was found to be another one. */
  onReplaced: Effect.Effect<void> = Effect.void
): Effect.fn.Return<SharedPermits, InvalidSettings, Scope> {
  const file = yield* openFile(name).pipe(
    Effect.retry({
      while: (fault) => fault._tag === "Busy",
      schedule: Schedule.upTo(
        Schedule.min([Schedule.exponential("25 millis"), Schedule.spaced("500 millis")]),
        {
          duration: "5 seconds"
        }
      )
    }),
    Effect.mapError((fault) =>
      fault._tag === "Busy" ? refuse("is locked by another program; close it, or name another file") : fault
    )
  )
  yield* Effect.addFinalizer(() => Effect.sync(file.close))
  let told = 0
  const tell = Effect.suspend(() => {
    if (told === file.timesReplaced()) return Effect.void
    told = file.timesReplaced()
    return onReplaced
  })
  return {
    lane: (account, windows) => {
      const lane = sharedLane(file, account, windows)
      return { ...lane, take: (holdMillis) => Effect.ensuring(lane.take(holdMillis), tell) }
    }
  }
})

const sharedLane = (file: SharedFile, name: string, windows: Windows): SharedLane => {
  /** The lease that permits are taken from. */
  let current: Lease | undefined
  let block = 1
  /** How often in a row the file was found to be locked. */
  let locked = 0

  /** In a transaction on what the name of the file stands for now. */
  const inFile = <A>(
    begin: "BEGIN" | "BEGIN IMMEDIATE",
    body: (account: SharedAccount, database: DatabaseSync) => A
  ): A | FileFault => {
    const database = file.database()
    return isFault(database)
      ? database
      : inTransaction(database, begin, () => body(new SharedAccount(database, name, windows), database))
  }

  /** A lease that was made in another file than this one is nothing here. */
  const settle = (lease: Lease) => (account: SharedAccount, database: DatabaseSync) => {
    if (lease.database === database) account.settle(lease)
  }

  const permitOf = (lease: Lease): SharedPermit => ({
    end: Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      lease.running -= 1
      lease.lastMillis = nowMillis
      if (lease.running > 0 || !lease.database.isOpen) return
      if (lease === current) current = undefined
      // When the file cannot be written now, the lease counts until the time that it says.
      inFile("BEGIN IMMEDIATE", settle(lease))
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
      block = old !== undefined && old.used === old.permits ? Math.min(largestBlock(windows), block * 2) : 1
      const result = inFile("BEGIN IMMEDIATE", (account, database) => {
        if (old !== undefined) settle(old)(account, database)
        // Read when the lock is held: waiting for it must not make a lease older than it is.
        return account.lease(block, clock.currentTimeMillisUnsafe(), holdMillis, random)
      })
      current = undefined
      if (isFault(result)) {
        if (result._tag !== "Busy") return yield* result
        // Another process is writing; all who found that out come back at different moments, and less often when it goes on.
        locked += 1
        return {
          lockedMillis: Math.min(longestLocked, (5 + Math.floor(random * 20)) * 2 ** Math.min(10, locked - 1))
        }
      }
      locked = 0
      if (typeof result === "number") return result
      current = result
      return use(result, result.lastMillis)
    }),
    remaining: Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      const left = inFile("BEGIN", (account) => account.remaining(nowMillis))
      return isFault(left) ? undefined : left
    }),
    pause: (millis) =>
      Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
        const result = inFile("BEGIN IMMEDIATE", (account) => account.pause(nowMillis + millis))
        // Not told to the others: they find out from PostHog.
        return !isFault(result) || result._tag === "Busy" ? Effect.void : Effect.fail(result)
      })
  }
}

/** A clock that went back must not stretch a lease. */
const isUsable = (lease: Lease, nowMillis: number, holdMillis: number): boolean =>
  lease.used < lease.permits &&
  nowMillis < lease.untilMillis &&
  nowMillis >= lease.lastMillis &&
  nowMillis + holdMillis <= lease.endsMillis

const largestBlock = (windows: Windows): number =>
  Math.max(1, Math.min(20, Math.floor(Math.min(...windows.map(({ limit }) => limit)) / 16)))
