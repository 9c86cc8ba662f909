/**
 * The lines of an audit log: what they say, and how each is bound to the one before it.
 *
 * A line is one JSON object. `prev` is the SHA-256 of the bytes of the line before, so that a line cannot be changed, moved or
 * taken out without the next one disagreeing. It shows changes; it does not prevent them: who can write the file can also write
 * a whole new chain. Note the latest hash somewhere else now and then, and `verifyAuditLog` finds that too.
 */
import { createHash } from "node:crypto"

/** A longer one is none of a log: what is longest in an event, escaped, is less than half of it. */
export const longestLineBytes = 64 * 1024

/** What the first line of all has for `prev`. */
export const genesis = "0".repeat(64)

/** What every line begins with. */
export const firstBytes = Buffer.from('{"v":1,"seq":')

/** SHA-256 of a line's bytes, without its line break, in hexadecimal. */
export const hashLine = (line: Uint8Array | string): string => createHash("sha256").update(line).digest("hex")

/**
 * What happened. Texts are bounded and hold no key, no body and no filled-in path.
 *
 * @since 0.2.0
 */
export interface AuditEvent {
  /**
   * `"write"`: a request that can change something is about to be sent; how it ends is in the log records, under the same `requestId`.
   * `"denied"`: a request was refused, by PostHog (401, 403) or before it was sent. `"recovered"`: a line here had been cut short when a process
   * ended; its request had not been sent.
   */
  readonly event: "write" | "denied" | "recovered"
  readonly requestId?: string
  readonly operation?: string
  readonly method?: string
  /** The path's template. */
  readonly route?: string
  readonly safety?: string
  readonly lane?: string
  readonly host?: string
  readonly projectId?: number
  /** The key it is or was sent with, as `phx_12...90`. */
  readonly key?: string
  readonly actor?: string
  /** What fills the path, when `audit.params` says so. */
  readonly params?: Readonly<Record<string, string>>
  /** Why it was denied: the reason's tag. */
  readonly reason?: string
  /** Length and SHA-256 of the fragment that was taken out, for `"recovered"`. */
  readonly fragmentBytes?: number
  readonly fragmentHash?: string
  /** How many lines before this one could not be written, with `onFailure: "continue"`. */
  readonly lost?: number
}

/**
 * A line as it stands in the file.
 *
 * @since 0.2.0
 */
export interface AuditRecord extends AuditEvent {
  readonly v: 1
  /** From 1, without gaps, through all files of a log. */
  readonly seq: number
  /** ISO 8601, UTC. */
  readonly time: string
  readonly prev: string
}

/** The line of a record, without its line break. */
export const lineOf = (record: AuditRecord): string => JSON.stringify(record)

/** A line's place in the chain, or undefined when it is not a line of an audit log. */
export const readLine = (line: string): Pick<AuditRecord, "seq" | "prev" | "event" | "lost"> | undefined => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== "object" || value === null) return undefined
  const { event, lost, prev, seq, time, v } = value as Readonly<Record<string, unknown>> // an object: reading a name is safe
  const isLine =
    v === 1 &&
    typeof seq === "number" &&
    Number.isSafeInteger(seq) &&
    typeof prev === "string" &&
    typeof time === "string" &&
    (event === "write" || event === "denied" || event === "recovered")
  return isLine ? { seq, prev, event, ...(typeof lost === "number" ? { lost } : {}) } : undefined
}
