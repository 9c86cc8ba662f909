/**
 * The SQLite file that processes share: opened, checked, and used in transactions.
 *
 * SQLite is called synchronously, so it waits for a lock 20 ms at most; whoever finds the file locked asks again later. The
 * file must be on a local disk: SQLite's locks fail on network file systems.
 */
import { existsSync, statSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import { nodeSqlite } from "./nodeSqlite.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/** What went wrong with the file, as far as a program can tell them apart. */
export type FileFault = { readonly _tag: "Busy" } | InvalidSettings

const busyTimeoutMillis = 20
/** "PHPM": tells this kind of file from another program's database. */
const applicationId = 0x5048504d
const version = 1

/**
 * Whether the file can be used: made if it is not there, opened, and written. A file that another process is writing in this
 * very moment can.
 */
export const checkSharedFile = (file: string): Effect.Effect<void, InvalidSettings> =>
  openFile(file).pipe(
    Effect.map((opened) => opened.close()),
    Effect.catch((fault) => (fault._tag === "Busy" ? Effect.void : Effect.fail(fault)))
  )

/** The file of that name, whatever happens to it. */
export interface SharedFile {
  /**
   * The database that the name stands for now. When the file was removed or replaced since, that is another one: what was opened is closed,
   * and the file opened, or made, anew. SQLite would go on with the removed one, and count alone.
   */
  readonly database: () => DatabaseSync | FileFault
  /** How often that has happened. */
  readonly timesReplaced: () => number
  readonly close: () => void
}

/** Opens the file, and makes its tables when it is new. */
export const openFile = (file: string): Effect.Effect<SharedFile, FileFault> =>
  Effect.suspend(() => {
    // Options can come from untyped JavaScript; SQLite takes "" and ":memory:" for databases that nobody shares, and
    // a URL for the name of a folder.
    if (typeof (file as unknown) !== "string" || file === "" || /^(:|file:)|\0/.test(file))
      return Effect.fail(refuse("is not the path of a file"))
    const first = openDatabase(file)
    return isFault(first) ? Effect.fail(first) : Effect.succeed(sharedFile(file, first))
  })

const sharedFile = (file: string, first: Opened): SharedFile => {
  let opened: Opened | undefined = first
  let replaced = 0
  let isClosed = false
  return {
    database: () => {
      // 3 microseconds, and each transaction takes many times that.
      if (opened !== undefined && opened.identity === identityOf(file)) return opened.database
      if (isClosed) return refuse("was closed with its client")
      if (opened !== undefined) replaced += 1
      opened?.database.close()
      opened = undefined
      const next = openDatabase(file)
      if (isFault(next)) return next
      opened = next
      return next.database
    },
    timesReplaced: () => replaced,
    close: () => {
      isClosed = true
      opened?.database.close()
      opened = undefined
    }
  }
}

interface Opened {
  readonly database: DatabaseSync
  /** Device and number of the file that was opened. */
  readonly identity: string | undefined
}

const openDatabase = (file: string): Opened | FileFault => {
  const sqlite = nodeSqlite()
  if (sqlite === undefined) return refuse("needs Node's own SQLite (node:sqlite), which is not there")
  let database: DatabaseSync | undefined
  try {
    const strange = strangeness(file)
    if (strange !== undefined) return refuse(strange)
    const hasJournal = existsSync(`${file}-wal`)
    database = new sqlite.DatabaseSync(file, { timeout: busyTimeoutMillis })
    const problem = (hasJournal ? damage(database) : undefined) ?? prepareFile(database)
    if (problem === undefined) return { database, identity: identityOf(file) }
    database.close()
    return refuse(problem)
  } catch (error) {
    database?.close()
    return faultOf(error)
  }
}

const identityOf = (file: string): string | undefined => {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino}`
}

/**
 * What SQLite itself does not find: it takes the journal that a removed file left behind for the journal of whatever stands there now, and
 * reads the rest from there. Looks at names and sizes only: opening a file to read it, and closing it, would end SQLite's locks on it.
 *
 * @see https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use (read 2026-11)
 */
const strangeness = (file: string): string | undefined => {
  const stats = () => statSync(file, { throwIfNoEntry: false })
  const now = stats()
  if (now === undefined) {
    const isLeft = existsSync(`${file}-wal`) || existsSync(`${file}-shm`)
    // Another process may have made all of them meanwhile.
    return isLeft && stats() === undefined
      ? "is gone, but what SQLite keeps beside it (-wal, -shm) is not; remove that too"
      : undefined
  }
  return now.isFile() && now.size % smallestPage !== 0 ? unusable("file is not a database") : undefined
}

/** Databases are whole pages, of 512 bytes at least. */
const smallestPage = 512

/** Whether the file and the journal beside it belong together. */
const damage = (database: DatabaseSync): string | undefined => {
  const [verdict] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})
  return verdict === "ok"
    ? undefined
    : "is damaged; remove it and what SQLite keeps beside it (-wal, -shm) when no program uses it"
}

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

/** Runs the body in a transaction. Nothing of it is in the file when it gives a fault. */
export const inTransaction = <A>(
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

/** Tells a fault from a value. */
export const isFault = (value: unknown): value is FileFault =>
  typeof value === "object" && value !== null && "_tag" in value

/** SQLite's own sentences are fixed texts; they name no path. */
const faultOf = (error: unknown): FileFault => {
  const { errcode, errstr } = Object(error) as { readonly errcode?: unknown; readonly errstr?: unknown } // any object may have these
  const code = typeof errcode === "number" ? errcode & 0xff : undefined
  if (code === 5 || code === 6) return { _tag: "Busy" }
  return refuse(unusable(typeof errstr === "string" ? errstr : undefined))
}

const unusable = (why: string | undefined): string =>
  `cannot be used${why === undefined ? "" : ` (${why})`}; name a file on a local disk, in a directory that exists, that this process may write`

/** A failure that names the setting. */
export const refuse = (problem: string): InvalidSettings =>
  new InvalidSettings({ setting: "sharedLimitsFile", problem })
