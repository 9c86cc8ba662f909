/**
 * Reads a small file only when nobody else could have read or changed it, unless that does not matter.
 *
 * The checks are made on the opened file, not on the name, so that it cannot be exchanged in between. Every folder above it
 * counts too: who can write a folder can put another file in its place. Failures speak of "the file": a path can say more
 * about a machine than a log should.
 *
 * @see https://man7.org/linux/man-pages/man5/sshd_config.5.html (StrictModes, the same rule)
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  type Stats
} from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import type { SecretUnavailable } from "../failures/unsent.ts"

/** How strict to be. */
export interface GuardOptions {
  /**
   * `"readable"`: others may read the file (it holds no secret) but not change it. `"anything"`: whose it is does not matter; it still
   * has to be a regular file of at most 64 KiB, so that reading it neither waits nor fills the memory.
   */
  readonly others: "nothing" | "readable" | "anything"
  readonly followLinks?: boolean | undefined
  readonly allowGroupRead?: boolean | undefined
}

/** Why a file was not read; the words follow "the file". */
export interface GuardProblem {
  readonly kind: SecretUnavailable["kind"]
  readonly problem: string
}

const longestBytes = 64 * 1024

/** The text of the file, decoded as UTF-8. */
export const readGuardedFile = (path: string, options: GuardOptions): Effect.Effect<string, GuardProblem> => {
  if (process.platform === "win32" && options.others !== "anything") {
    return Effect.fail({
      kind: "unsupported",
      problem: "cannot be checked on Windows, where a mode says nothing; use the keychain"
    })
  }
  return Effect.suspend(() => {
    const opened = open(path, options)
    if (typeof opened !== "number") return Effect.fail(opened)
    try {
      const exposed = problemOf(fstatSync(opened), options) ?? problemOfFolders(path, options)
      return exposed === undefined ? read(opened, options) : Effect.fail(exposed)
    } finally {
      closeSync(opened)
    }
  }).pipe(
    // Only the system calls above can throw.
    Effect.catchDefect((cause) => Effect.fail(unreadable(cause)))
  )
}

const open = (path: string, options: GuardOptions): number | GuardProblem => {
  const noFollow = options.followLinks === true ? 0 : constants.O_NOFOLLOW
  try {
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | noFollow)
  } catch (cause) {
    return unreadable(cause)
  }
}

const unreadable = (cause: unknown): GuardProblem => {
  const code = (cause as NodeJS.ErrnoException).code // the file system's functions throw nothing else
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { kind: "missing", problem: "does not exist" }
    case "ELOOP":
    case "EMLINK":
      return {
        kind: "exposed",
        problem: "is a symbolic link; name the file itself, or set followLinks"
      }
    case "EACCES":
    case "EPERM":
      return { kind: "refused", problem: `may not be read by this user (${code})` }
    default:
      return { kind: "unreachable", problem: `cannot be read (${code ?? "unknown error"})` }
  }
}

const octal = (stats: Stats): string => (stats.mode & 0o7777).toString(8).padStart(4, "0")

const isOurs = (stats: Stats): boolean => stats.uid === 0 || stats.uid === process.geteuid?.()

const problemOf = (stats: Stats, options: GuardOptions): GuardProblem | undefined => {
  if (!stats.isFile()) return { kind: "malformed", problem: "is not a regular file" }
  if (options.others === "anything") return undefined
  if (!isOurs(stats)) return { kind: "exposed", problem: "belongs to another user; make it your own" }
  const readers = options.others === "readable" ? 0 : options.allowGroupRead === true ? 0o007 : 0o077
  if ((stats.mode & (readers | 0o022)) !== 0) {
    const [what, mend] = readers === 0 ? ["changed", "chmod go-w"] : ["read or changed", "chmod 600"]
    return {
      kind: "exposed",
      problem: `can be ${what} by other users (mode ${octal(stats)}); run ${mend} on it`
    }
  }
  return undefined
}

const problemOfFolders = (path: string, options: GuardOptions): GuardProblem | undefined => {
  if (options.others === "anything") return undefined
  const starts = [realpathSync(dirname(resolve(path)))]
  if (options.followLinks === true) starts.push(dirname(realpathSync(path)))
  for (const start of starts) {
    for (let folder = start; ; folder = dirname(folder)) {
      const stats = statSync(folder)
      // In a sticky folder, such as /tmp, nobody can rename or remove what belongs to another.
      const isSticky = (stats.mode & 0o1000) !== 0
      if (!isOurs(stats) || ((stats.mode & 0o022) !== 0 && !isSticky)) {
        return {
          kind: "exposed",
          problem: `lies in a folder that other users can change (mode ${octal(stats)}); run chmod go-w on every folder above it`
        }
      }
      if (folder === dirname(folder)) break
    }
  }
  return undefined
}

const read = (file: number, { others }: GuardOptions): Effect.Effect<string, GuardProblem> => {
  const bytes = Buffer.alloc(longestBytes + 1)
  let length = 0
  for (;;) {
    const count = readSync(file, bytes, length, bytes.length - length, null)
    if (count === 0) break
    length += count
    if (length > longestBytes) {
      return Effect.fail({ kind: "malformed", problem: `is larger than ${longestBytes} bytes` })
    }
  }
  return Effect.try({
    // What is nobody's secret can have a comment in another encoding.
    try: () => new TextDecoder("utf-8", { fatal: others !== "anything" }).decode(bytes.subarray(0, length)),
    catch: () => ({ kind: "malformed", problem: "is not UTF-8 text" }) as const
  })
}
