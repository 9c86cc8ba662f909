/**
 * Reads an audit log with all its finished files, and says whether the chain is whole, or which line breaks it first.
 */
import { createReadStream, existsSync } from "node:fs"
import { basename } from "node:path"
import * as Effect from "effect/Effect"
import { checkTopNames } from "../checkNames.ts"
import { AuditUnavailable, InvalidSettings } from "../failures/unsent.ts"
import { TransportError } from "../TransportError.ts"
import { genesis, hashLine, longestLineBytes, readLine } from "./AuditRecord.ts"
import { finishedFiles } from "./auditTail.ts"

/**
 * What was found. `head` is the hash of the last line: note it elsewhere, and give it to a later check.
 *
 * @since 0.2.0
 */
export type AuditVerdict =
  | {
      readonly isWhole: true
      readonly lines: number
      /** 1 unless older files were removed: the chain is whole from here on. 0 for an empty log. */
      readonly firstSeq: number
      readonly lastSeq: number
      readonly head: string
      /** Lines cut short by a crash that the log itself tells of. */
      readonly recovered: number
      /** Lines that could not be written, as later lines tell. */
      readonly lost: number
      /** Whether the log ends in a line cut short that no process has opened since. */
      readonly endsInFragment: boolean
    }
  | {
      readonly isWhole: false
      /** Name of the file, and the line in it, from 1. */
      readonly file: string
      readonly line: number
      readonly problem: string
    }

/**
 * What to check beside the chain itself.
 *
 * @since 0.2.0
 */
export interface VerifyAuditOptions {
  /** A `head` noted earlier. It must be the hash of one of the lines: else the end was cut off, or the whole was written anew. */
  readonly head?: string | undefined
}

/**
 * Verifies an audit log: every line is whole, numbered without gaps, and holds the hash of the one before. Changes nothing, and may
 * run while the log is written. Fails with `TransportError`: `AuditUnavailable` when a file cannot be read, `InvalidSettings` when an option
 * is wrong.
 *
 * @since 0.2.0
 */
export const verifyAuditLog = (
  file: string,
  options: VerifyAuditOptions = {}
): Effect.Effect<AuditVerdict, TransportError> =>
  Effect.mapError(
    Effect.flatMap(checkOptions(options), () =>
      Effect.tryPromise({
        try: () => verify(file, options),
        catch: (cause) =>
          new AuditUnavailable({
            problem: `cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})` // the file system throws nothing else
          })
      })
    ),
    (reason) => new TransportError({ operation: "Audit.verify", reason })
  )

/** What nobody reads, and what is no hash, would let a log that was cut off pass for a whole one, or the other way. */
const checkOptions = (options: VerifyAuditOptions): Effect.Effect<void, InvalidSettings> =>
  Effect.flatMap(checkTopNames(options, ["head"]), () =>
    options.head === undefined || /^[0-9a-f]{64}$/.test(options.head)
      ? Effect.void
      : Effect.fail(
          new InvalidSettings({
            setting: "head",
            problem: "is not the head of a verdict, which is 64 hexadecimal digits in small letters"
          })
        )
  )

const verify = async (path: string, options: VerifyAuditOptions): Promise<AuditVerdict> => {
  const state = {
    lines: 0,
    firstSeq: 0,
    lastSeq: 0,
    head: genesis,
    recovered: 0,
    lost: 0,
    hasHead: options.head === undefined || options.head === genesis
  }
  let endsInFragment = false
  let place = { file: basename(path), line: 0 }

  const broken = (problem: string, at = place): AuditVerdict => ({ isWhole: false, ...at, problem })
  const check = (bytes: Buffer): AuditVerdict | undefined => {
    const line = readLine(bytes.toString("utf8"))
    if (line === undefined) return broken("is not a line of an audit log")
    const isFirst = state.lines === 0
    // Older files can have been removed; then the first line that is left is taken at its word.
    const prev = isFirst ? (line.seq === 1 ? genesis : line.prev) : state.head
    if (line.prev !== prev) {
      return broken(
        "does not hold the hash of the line before: that line, or this one, was changed, moved or taken out"
      )
    }
    if (!isFirst && line.seq !== state.lastSeq + 1) {
      return broken(`has the number ${line.seq} after ${state.lastSeq}`)
    }
    if (isFirst) state.firstSeq = line.seq
    if (line.event === "recovered") state.recovered += 1
    state.lost += line.lost ?? 0
    state.lines += 1
    state.lastSeq = line.seq
    state.head = hashLine(bytes)
    if (state.head === options.head) state.hasHead = true
    return undefined
  }

  const finished = finishedFiles(path)
  // Between finishing a file and beginning the next there is none of the log's own name.
  for (const file of existsSync(path) || finished.length === 0 ? [...finished, path] : finished) {
    place = { file: basename(file), line: 0 }
    let rest: Buffer = Buffer.alloc(0)
    // Without an encoding it gives buffers.
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
        const bytes = Buffer.concat([rest, chunk.subarray(start, end)])
        rest = Buffer.alloc(0)
        start = end + 1
        place = { ...place, line: place.line + 1 }
        const verdict = check(bytes)
        if (verdict !== undefined) return verdict
      }
      rest = Buffer.concat([rest, chunk.subarray(start)])
      if (rest.byteLength > longestLineBytes)
        return broken("is longer than any line", { ...place, line: place.line + 1 })
    }
    if (rest.byteLength > 0) {
      if (file !== path) return broken("is cut short", { ...place, line: place.line + 1 })
      endsInFragment = true
    }
  }
  if (!state.hasHead) {
    return broken(
      "is the last, and no line has the hash noted earlier: lines after it are missing, or the log was written anew"
    )
  }
  const { firstSeq, head, lastSeq, lines, lost, recovered } = state
  return { isWhole: true, lines, firstSeq, lastSeq, head, recovered, lost, endsInFragment }
}
