/**
 * What the file that processes share says of one lane: its leases, and until when PostHog asked to wait.
 */
import type { DatabaseSync } from "node:sqlite"
import type { LimitWindow } from "./LaneLimits.ts"
import type { RemainingPermits } from "./LaneState.ts"

/** The windows that a lane's permits are counted in. */
export type Windows = readonly [minute: LimitWindow, hour: LimitWindow]

const leaseMillis = 1_000

/** Permits that this process holds. */
export interface Lease {
  /** The one that knows of it. */
  readonly database: DatabaseSync
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

/** What the file says under one name. Every method is for the inside of a transaction. */
export class SharedAccount {
  readonly #database: DatabaseSync
  readonly #name: string
  readonly #windows: Windows

  constructor(database: DatabaseSync, name: string, windows: Windows) {
    this.#database = database
    this.#name = name
    this.#windows = windows
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
    const database = this.#database
    return { database, id, permits, untilMillis, endsMillis, used: 0, running: 0, lastMillis: nowMillis }
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
