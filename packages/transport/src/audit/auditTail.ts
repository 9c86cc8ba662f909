/**
 * Where the chain of an audit log ends: in its file, or, when that is empty, in the last of its finished files.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { AuditFileProblem } from "./AuditFileProblem.ts"
import { firstBytes, genesis, hashLine, longestLineBytes, readLine } from "./AuditRecord.ts"

/** The last line of the chain, and how many bytes of the file hold whole lines. */
export interface Tail {
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

/** The end of the chain, and what a crash left behind it. */
export const readTail = (path: string): { readonly tail: Tail; readonly fragment: Buffer | undefined } => {
  const { end, size } = readEnd(path)
  const lastBreak = end.lastIndexOf(0x0a)
  const fragment = lastBreak === end.byteLength - 1 ? undefined : end.subarray(lastBreak + 1)
  const bytes = size - (fragment?.byteLength ?? 0)
  const line = lastLine(end.subarray(0, lastBreak + 1))
  if (line !== undefined) return { tail: { ...placeOf(line), bytes }, fragment }
  const before = finishedFiles(path).at(-1)
  if (before === undefined) {
    // What is taken out must have been a line of this log: somebody may have named a file of another program.
    if (fragment !== undefined && (bytes > 0 || !isBeginning(fragment))) throw new AuditFileProblem(notOwn)
    return { tail: { seq: 0, hash: genesis, bytes }, fragment }
  }
  const lastOfBefore = lastLine(readEnd(before).end)
  if (lastOfBefore === undefined) throw new AuditFileProblem("has a finished file without lines")
  return { tail: { ...placeOf(lastOfBefore), bytes }, fragment }
}

const notOwn = "ends in a line that is none of its own; verify it, or name another file"

/** Whether bytes are how a line begins, however short they are. */
const isBeginning = (fragment: Buffer): boolean => {
  const length = Math.min(firstBytes.byteLength, fragment.byteLength)
  return fragment.subarray(0, length).equals(firstBytes.subarray(0, length))
}

const readEnd = (path: string): { readonly end: Buffer; readonly size: number } => {
  const file = openSync(path, "r")
  try {
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, 2 * longestLineBytes))
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
    throw new AuditFileProblem(notOwn)
  }
  return { seq: read.seq, hash: hashLine(line) }
}
