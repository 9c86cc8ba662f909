/**
 * The file of an audit log: append-only, owned by one process at a time, rotated by size, mended after a crash.
 *
 * A line counts once it is whole on the disk; what could not be written whole is cut off again. So is the fragment that a crash
 * left, when the log is opened next: its request was not sent. A `recovered` line in its place tells of it.
 */
import { constants } from "node:fs"
import { lstat, open as openHandle, rename, stat, type FileHandle } from "node:fs/promises"
import type { DatabaseSync } from "node:sqlite"
import { AuditFileProblem, problemOf } from "./AuditFileProblem.ts"
import { takeLock } from "./auditLock.ts"
import { hashLine, lineOf, type AuditEvent } from "./AuditRecord.ts"
import { finishedName, readTail, type Tail } from "./auditTail.ts"

/** An open log. Appends must not overlap. */
export interface AuditFile {
  /** Writes a line, and waits until it is on the disk. Rejects with {@link AuditFileProblem}; the log is then as before. */
  readonly append: (event: AuditEvent, time: string) => Promise<void>
  readonly close: () => Promise<void>
  /** Bytes of a fragment that a crash had left. */
  readonly recoveredBytes: number
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
        "was moved or removed by something else; move it back, and writing goes on, or make the client anew, which begins a new log"
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
    // Renaming would replace it without a word.
    const other = await lstat(finished).catch(() => undefined)
    if (other !== undefined) {
      throw new AuditFileProblem(
        "cannot be rotated: something that is not of this log has the name of its next finished file; move that away"
      )
    }
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
