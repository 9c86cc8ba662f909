/**
 * Permits of the lanes, shared by every process that names the same file.
 *
 * PostHog's limits are a project's, not a process's. Processes lease permits from a SQLite file in blocks, so that most
 * attempts cost no transaction. A lease ends after a second; what it did not use by then is given back by the next lease of
 * the same process. Until it ends, and for one window after, all of it counts, so a process that was killed while holding one
 * never lets the others send too much. A process that has little to send leases one permit at a time.
 *
 * Why no window of the file ever holds more than the limit: a permit is used before its lease ends; a lease is granted only
 * when every lease that ended less than one window ago, or has not ended, leaves room for it.
 *
 * SQLite is called synchronously, so it waits for a lock 20 ms at most; then the lane asks again later, asynchronously. The
 * file holds hosts, project ids and counts; no keys. It must be on a local disk: SQLite's locks fail on network file systems.
 */
import type { DatabaseSync } from "node:sqlite"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import type { Scope } from "effect/Scope"
import type { RemainingPermits, SharedLane } from "./LaneQueue.ts"
import type { LimitWindow } from "./LaneLimits.ts"
import { InvalidSettings } from "./TransportError.ts"

/** The permits in one file. */
export interface SharedPermits {
  /** The permits under one name: a host, a project and a lane. */
  readonly lane: (name: string, windows: readonly [minute: LimitWindow, hour: LimitWindow]) => SharedLane
}

const setting = "sharedLimitsFile"
const busyTimeoutMillis = 20
const leaseMillis = 1_000
/** "PHPM": tells this kind of file from another program's database. */
const applicationId = 0x5048504d
const version = 1

/** What went wrong with the file, as far as a program can tell them apart. */
type FileFault = { readonly _tag: "Busy" } | InvalidSettings

/**
 * Whether the file can be used: made if it is not there, opened, and written. A file that another process is writing in this
 * very moment can.
 */
export const checkSharedFile = (file: string): Effect.Effect<void, InvalidSettings> =>
  openFile(file).pipe(
    Effect.map((database) => database.close()),
    Effect.catch((fault) => (fault._tag === "Busy" ? Effect.void : Effect.fail(fault)))
  )

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
  const leases: Array<Lease> = []
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      // Best effort: what is not given back counts until its lease has ended, as after a kill.
      for (const lease of leases) inTransaction(database, "BEGIN IMMEDIATE", () => lease.giveBack())
      database.close()
    })
  )
  return {
    lane: (name, windows) => {
      const lease = new Lease(database, name, windows)
      leases.push(lease)
      return {
        take: Effect.gen(function* () {
          const clock = yield* Clock.Clock
          if (lease.takeLeased(clock.currentTimeMillisUnsafe())) return 0
          const random = yield* Random.next
          // The time is read when the lock is held: waiting for it must not make a permit older than it is.
          const result = inTransaction(database, "BEGIN IMMEDIATE", () =>
            lease.renew(clock.currentTimeMillisUnsafe(), random)
          )
          if (!isFault(result)) return result
          lease.drop()
          // Another process is writing; all who found that out come back at different moments.
          return result._tag === "Busy" ? 5 + Math.floor(random * busyTimeoutMillis) : yield* result
        }),
        remaining: Effect.map(Clock.currentTimeMillis, (nowMillis) => {
          const left = inTransaction(database, "BEGIN", () => lease.remaining(nowMillis))
          return isFault(left) ? undefined : left
        }),
        pause: (millis) =>
          Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
            const result = inTransaction(database, "BEGIN IMMEDIATE", () =>
              lease.pauseAll(nowMillis + millis)
            )
            // Not told to the others: they find out from PostHog.
            return !isFault(result) || result._tag === "Busy" ? Effect.void : Effect.fail(result)
          })
      }
    }
  }
})

/** The permits one process holds under one name. */
class Lease {
  readonly #database: DatabaseSync
  readonly #name: string
  readonly #windows: readonly [minute: LimitWindow, hour: LimitWindow]
  readonly #largestBlock: number
  #id: number | undefined
  #granted = 0
  #used = 0
  #lastUseMillis = 0
  #endMillis = 0
  #block = 1

  constructor(
    database: DatabaseSync,
    name: string,
    windows: readonly [minute: LimitWindow, hour: LimitWindow]
  ) {
    this.#database = database
    this.#name = name
    this.#windows = windows
    const least = Math.min(...windows.map(({ limit }) => limit))
    this.#largestBlock = Math.max(1, Math.min(20, Math.floor(least / 16)))
  }

  takeLeased(nowMillis: number): boolean {
    // A clock that went back must not stretch the lease.
    if (this.#used === this.#granted || nowMillis >= this.#endMillis || nowMillis < this.#lastUseMillis)
      return false
    this.#used += 1
    this.#lastUseMillis = nowMillis
    return true
  }

  /** Inside a transaction: gives the old lease back and takes a new one with one permit used. 0, or how long to wait. */
  renew(nowMillis: number, random: number): number {
    const wasUsedUp = this.#used === this.#granted && nowMillis < this.#endMillis
    this.#block = wasUsedUp ? Math.min(this.#largestBlock, this.#block * 2) : 1
    this.giveBack()
    this.#forget(nowMillis)
    const until = this.#number("SELECT until FROM pause WHERE name = ?")
    if (until > nowMillis) return until - nowMillis
    let free = this.#block
    let wait = 0
    for (const window of this.#windows) {
      const left = this.#left(window, nowMillis)
      free = Math.min(free, left)
      if (left > 0) continue
      const since = nowMillis - window.millis
      const first = this.#number("SELECT min(ends) FROM lease WHERE name = ? AND ends > ?", since)
      wait = Math.max(wait, first + window.millis - nowMillis)
    }
    if (free > 0) {
      this.#begin(free, nowMillis)
      return 0
    }
    // What somebody holds at this moment may be given back sooner than it must.
    const isHeld = this.#number("SELECT count(*) FROM lease WHERE name = ? AND ends > ?", nowMillis) > 0
    return isHeld ? Math.min(wait, 100 + Math.floor(random * 100)) : wait
  }

  giveBack(): void {
    if (this.#id === undefined) return
    this.#database
      .prepare("UPDATE lease SET permits = ?, ends = min(ends, ?) WHERE id = ?")
      .run(this.#used, this.#lastUseMillis, this.#id)
    this.drop()
  }

  /** Forgets what it holds: the file still counts all of it. */
  drop(): void {
    this.#id = undefined
    this.#granted = 0
    this.#used = 0
  }

  remaining(nowMillis: number): RemainingPermits {
    const [minute, hour] = this.#windows
    return {
      minute: Math.max(0, this.#left(minute, nowMillis)),
      hour: Math.max(0, this.#left(hour, nowMillis))
    }
  }

  pauseAll(untilMillis: number): void {
    this.#database
      .prepare(
        "INSERT INTO pause (name, until) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET until = max(until, excluded.until)"
      )
      .run(this.#name, Math.ceil(untilMillis))
  }

  #begin(permits: number, nowMillis: number): void {
    const endMillis = nowMillis + leaseMillis
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO lease (name, granted, ends, permits) VALUES (?, ?, ?, ?)")
      .run(this.#name, nowMillis, endMillis, permits)
    this.#id = Number(lastInsertRowid)
    this.#granted = permits
    this.#used = 1
    this.#lastUseMillis = nowMillis
    this.#endMillis = endMillis
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
      .prepare("UPDATE lease SET granted = ?, ends = ? WHERE name = ? AND granted > ?")
      .run(nowMillis, nowMillis + leaseMillis, this.#name, nowMillis + leaseMillis)
    this.#database
      .prepare("UPDATE pause SET until = ? WHERE name = ? AND until > ?")
      .run(nowMillis + longest, this.#name, nowMillis + longest)
  }

  #number(sql: string, ...parameters: ReadonlyArray<number>): number {
    const row = this.#database.prepare(sql).get(this.#name, ...parameters)
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0)
  }
}

const openFile = (file: string): Effect.Effect<DatabaseSync, FileFault> =>
  Effect.suspend(() => {
    // Options can come from untyped JavaScript; SQLite takes "" and ":memory:" for databases that nobody shares, and
    // a URL for the name of a folder.
    if (typeof (file as unknown) !== "string" || file === "" || /^(:|file:)|\0/.test(file))
      return Effect.fail(refuse("is not the path of a file"))
    // Loaded here, not imported: it is experimental in Node 22 and says so on stderr, and most programs do not use it.
    const sqlite = process.getBuiltinModule("node:sqlite") as typeof import("node:sqlite") | undefined
    if (sqlite === undefined)
      return Effect.fail(refuse("needs Node's own SQLite (node:sqlite), which is not there"))
    let database: DatabaseSync | undefined
    try {
      database = new sqlite.DatabaseSync(file, { timeout: busyTimeoutMillis })
      const problem = prepareFile(database)
      if (problem === undefined) return Effect.succeed(database)
      database.close()
      return Effect.fail(refuse(problem))
    } catch (error) {
      database?.close()
      return Effect.fail(faultOf(error))
    }
  })

/** Makes the tables in an empty file; says what is wrong with one that is not ours. */
const prepareFile = (database: DatabaseSync): string | undefined => {
  const pragma = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const isEmpty = database.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() === undefined
  const id = pragma("application_id")
  if (!isEmpty && id !== applicationId) return "is a database of something else; name another file"
  if (!isEmpty && pragma("user_version") !== version) {
    return "was written by another version of this package; name another file"
  }
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
  database.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY, name TEXT NOT NULL, granted INTEGER NOT NULL, ends INTEGER NOT NULL, permits INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS lease_by_end ON lease (name, ends);
    CREATE TABLE IF NOT EXISTS pause (name TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${version};
    COMMIT`)
  return undefined
}

const inTransaction = <A>(
  database: DatabaseSync,
  begin: "BEGIN" | "BEGIN IMMEDIATE",
  body: () => A
): A | FileFault => {
  try {
    database.exec(begin)
    const value = body()
    database.exec("COMMIT")
    return value
  } catch (error) {
    try {
      if (database.isTransaction) database.exec("ROLLBACK")
    } catch {
      // The first failure says more.
    }
    return faultOf(error)
  }
}

const isFault = (value: unknown): value is FileFault =>
  typeof value === "object" && value !== null && "_tag" in value

/** SQLite's own sentences are fixed texts; they name no path. */
const faultOf = (error: unknown): FileFault => {
  const { errcode, errstr } = Object(error) as { readonly errcode?: unknown; readonly errstr?: unknown } // any object may have these
  const code = typeof errcode === "number" ? errcode & 0xff : undefined
  if (code === 5 || code === 6) return { _tag: "Busy" }
  const why = typeof errstr === "string" ? ` (${errstr})` : ""
  return refuse(
    `cannot be used${why}; name a file on a local disk, in a directory that exists, that this process may write`
  )
}

const refuse = (problem: string): InvalidSettings => new InvalidSettings({ setting, problem })
