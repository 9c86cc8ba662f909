/**
 * The lock of an audit log's owner: the operating system's (through SQLite, which knows how on every platform), on a file beside the log, so
 * that it ends with the process however that ends.
 */
import { existsSync, lstatSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { nodeSqlite } from "../nodeSqlite.ts"
import { AuditFileProblem } from "./AuditFileProblem.ts"

/** Takes the lock; closing what it gives lets it go. Throws {@link AuditFileProblem}. */
export const takeLock = (path: string): DatabaseSync => {
  const link = lstatOf(path)
  if (link?.isSymbolicLink() === true) throw new AuditFileProblem("is a symbolic link; name the file itself")
  // SQLite would follow it, and lock a database of somebody else.
  if (lstatOf(`${path}.lock`)?.isSymbolicLink() === true) {
    throw new AuditFileProblem(
      "has a lock that is a symbolic link; remove the link that ends in .lock beside it"
    )
  }
  if (!existsSync(dirname(path))) throw new AuditFileProblem("lies in a folder that does not exist; make it")
  const sqlite = nodeSqlite()
  if (sqlite === undefined) throw new AuditFileProblem("needs Node's own SQLite (node:sqlite) for its lock")
  let database: DatabaseSync | undefined
  try {
    database = new sqlite.DatabaseSync(`${path}.lock`, { timeout: 0 })
    database.exec("BEGIN EXCLUSIVE")
    return database
  } catch (cause) {
    database?.close()
    const { errcode } = cause as { readonly errcode?: unknown } // SQLite's failures have one
    throw new AuditFileProblem(
      errcode === 5
        ? "is in use by another transport or process; give each a file of its own"
        : "cannot be locked; check that its folder can be written"
    )
  }
}

const lstatOf = (path: string) => {
  try {
    return lstatSync(path)
  } catch {
    return undefined
  }
}
