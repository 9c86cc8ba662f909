/**
 * The file of an audit log: append-only, owned by one process at a time, rotated by size, mended after a crash.
 *
 * A line counts once it is whole on the disk; what could not be written whole is cut off again. So is the fragment that a crash
 * left, when the log is opened next: its request was not sent. A `recovered` line in its place tells of it.
 *
 * The owner holds a lock of the operating system (through SQLite, which knows how on every platform) on a file beside the log, so
 * that it ends with the process however that ends.
 */
import {
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readSync,
  openSync,
  closeSync,
  fstatSync
} from "node:fs"
import { open as openHandle, rename, stat, type FileHandle } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { genesis, hashLine, lineOf, readLine, type AuditEvent } from "./AuditRecord.ts"

/** The file of a log is gone, full, locked or broken: the words follow "the audit log". */
export class AuditFileProblem {
  readonly problem: string
  constructor(problem: string) {
    this.problem = problem
  }
}

/** An open log. Appends must not overlap. */
export interface AuditFile {
  /** Writes a line, and waits until it is on the disk. Rejects with {@link AuditFileProblem}; the log is then as before. */
  readonly append: (event: AuditEvent, time: string) => Promise<void>
  readonly close: () => Promise<void>
  /** Bytes of a fragment that a crash had left. */
  readonly recoveredBytes: number
}

interface Tail {
  seq: number
  hash: string
  bytes: number
}

/** Finished files carry the last sequence number they hold: `audit.jsonl.000000000042`. */
export const finishedName = (path: string, lastSeq: number): string =>
  `${path}.${String(lastSeq).padStart(12, "0")}`

/** The finished files of a log, from the oldest. */
export const finishedFiles = (path: string): ReadonlyArray<string> => {
  const own = `${basename(path)}.`
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(own) && /^\d{12}$/.test(name.slice(own.length)))
    .sort()
    .map((name) => join(dirname(path), name))
}

/** Opens the log, or begins one. Rejects with {@link AuditFileProblem}. */
export const openAuditFile = async (path: string, maxBytes: number, time: string): Promise<AuditFile> => {
  const lock = takeLock(path)
  let handle: FileHandle | undefined
  try {
    handle = await openAppending(path)
    const { fragment, tail } = readTail(path)
    const file = writer(path, maxBytes, handle, tail, lock, fragment?.byteLength ?? 0)
    if (fragment !== undefined) {
      await handle.truncate(tail.bytes)
      const fragmentBytes = fragment.byteLength
      await file.append({ event: "recovered", fragmentBytes, fragmentHash: hashLine(fragment) }, time)
    }
    return file
  } catch (cause) {
    await handle?.close()
    lock.close()
    throw problemOf(cause)
  }
}

const writer = (
  path: string,
  maxBytes: number,
  first: FileHandle,
  tail: Tail,
  lock: DatabaseSync,
  recoveredBytes: number
): AuditFile => {
  let handle = first
  /** Set when a fragment could not be cut off; nothing is written behind it. */
  let isRagged = false

  const cutOff = async () => {
    await handle.truncate(tail.bytes)
    isRagged = false
  }
  /** Something else can have moved the file, or written into it: then a line would be lost, or stand where none belongs. */
  const checkUntouched = async () => {
    if (isRagged) await cutOff()
    const own = await handle.stat()
    const named = await stat(path).catch(() => undefined)
    if (named?.ino !== own.ino || named.dev !== own.dev) {
      throw new AuditFileProblem(
        "was moved or removed by something else; open it anew, which begins where it ends"
      )
    }
    if (own.size !== tail.bytes) {
      throw new AuditFileProblem("was changed by something else; verify it, and open it anew")
    }
  }
  const write = async (bytes: Buffer) => {
    isRagged = true
    try {
      let written = 0
      // A disk that fills up takes a part, and refuses the rest the next time.
      while (written < bytes.byteLength) written += (await handle.write(bytes, written)).bytesWritten
      await handle.datasync()
      isRagged = false
    } catch (cause) {
      await cutOff().catch(() => undefined)
      throw cause
    }
  }
  const rotate = async () => {
    const finished = finishedName(path, tail.seq)
    await rename(path, finished)
    let next: FileHandle
    try {
      next = await openAppending(path)
    } catch (cause) {
      await rename(finished, path)
      throw cause
    }
    await handle.close()
    handle = next
    tail.bytes = 0
  }
  return {
    recoveredBytes,
    append: async (event, time) => {
      try {
        const line = lineOf({ v: 1, seq: tail.seq + 1, time, prev: tail.hash, ...event })
        const bytes = Buffer.from(`${line}\n`)
        await checkUntouched()
        if (tail.bytes > 0 && tail.bytes + bytes.byteLength > maxBytes) await rotate()
        await write(bytes)
        tail.seq += 1
        tail.hash = hashLine(line)
        tail.bytes += bytes.byteLength
      } catch (cause) {
        throw problemOf(cause)
      }
    },
    close: async () => {
      await handle.close()
      lock.close()
    }
  }
}

const openAppending = async (path: string): Promise<FileHandle> => {
  const noFollow = process.platform === "win32" ? 0 : constants.O_NOFOLLOW
  const handle = await openHandle(
    path,
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | noFollow,
    0o600
  )
  const stats = await handle.stat()
  const problem = !stats.isFile()
    ? "is not a regular file"
    : process.platform !== "win32" && (stats.mode & 0o022) !== 0
      ? "can be changed by other users; run chmod go-w on it"
      : undefined
  if (problem === undefined) return handle
  await handle.close()
  throw new AuditFileProblem(problem)
}

const longestLine = 64 * 1024

/** The end of the chain, and what a crash left behind it. */
const readTail = (path: string): { readonly tail: Tail; readonly fragment: Buffer | undefined } => {
  const { end, size } = readEnd(path)
  const lastBreak = end.lastIndexOf(0x0a)
  const fragment = lastBreak === end.byteLength - 1 ? undefined : end.subarray(lastBreak + 1)
  const bytes = size - (fragment?.byteLength ?? 0)
  const line = lastLine(end.subarray(0, lastBreak + 1))
  if (line !== undefined) return { tail: { ...placeOf(line), bytes }, fragment }
  const before = finishedFiles(path).at(-1)
  if (before === undefined) return { tail: { seq: 0, hash: genesis, bytes }, fragment }
  const lastOfBefore = lastLine(readEnd(before).end)
  if (lastOfBefore === undefined) throw new AuditFileProblem("has a finished file without lines")
  return { tail: { ...placeOf(lastOfBefore), bytes }, fragment }
}

const readEnd = (path: string): { readonly end: Buffer; readonly size: number } => {
  const file = openSync(path, "r")
  try {
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, 2 * longestLine))
    let length = 0
    while (length < end.byteLength) {
      const count = readSync(file, end, length, end.byteLength - length, size - end.byteLength + length)
      if (count === 0) break
      length += count
    }
    return { end: end.subarray(0, length), size }
  } finally {
    closeSync(file)
  }
}

/** The last line that ends with a line break. */
const lastLine = (bytes: Buffer): Buffer | undefined => {
  if (bytes.byteLength === 0) return undefined
  const end = bytes.byteLength - 1
  return bytes.subarray(bytes.lastIndexOf(0x0a, end - 1) + 1, end)
}

const placeOf = (line: Buffer): { readonly seq: number; readonly hash: string } => {
  const read = readLine(line.toString("utf8"))
  if (read === undefined) {
    throw new AuditFileProblem("ends in a line that is none of its own; verify it, or name another file")
  }
  return { seq: read.seq, hash: hashLine(line) }
}

const takeLock = (path: string): DatabaseSync => {
  const link = lstatOf(path)
  if (link?.isSymbolicLink() === true) throw new AuditFileProblem("is a symbolic link; name the file itself")
  if (!existsSync(dirname(path))) throw new AuditFileProblem("lies in a folder that does not exist; make it")
  // Loaded here, not imported: Node 22 says on stderr that it is experimental.
  const sqlite = process.getBuiltinModule("node:sqlite") as typeof import("node:sqlite") | undefined
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

const problemOf = (cause: unknown): AuditFileProblem => {
  if (cause instanceof AuditFileProblem) return cause
  const { code } = cause as NodeJS.ErrnoException // the file system's functions throw nothing else
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new AuditFileProblem(`cannot be written: the disk, or what may be used of it, is full (${code})`)
    case "ELOOP":
      return new AuditFileProblem("is a symbolic link; name the file itself")
    default:
      return new AuditFileProblem(`cannot be written (${code ?? "unknown error"})`)
  }
}
