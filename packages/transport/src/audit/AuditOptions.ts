/**
 * What an audit log is told, and the log that is none. What writes lines is loaded only when one is wanted.
 */
import { existsSync } from "node:fs"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import type { RequestShape } from "../ApiRequest.ts"
import { checkNames } from "../checkNames.ts"
import { InvalidSettings, type AuditUnavailable } from "../failures/unsent.ts"
import type { TransportReason } from "../TransportError.ts"

/**
 * Where the audit log is written, and what it says.
 *
 * @since 0.2.0
 */
export interface AuditOptions {
  /** One transport at a time may have it; finished files lie beside it, with the last number they hold as their ending. */
  readonly file: string
  /** At this size a file is finished and the next begun, in bytes. 16 MiB unless given; at least 4 KiB. */
  readonly maxBytes?: number | undefined
  /**
   * When a line cannot be written (the disk is full): `"refuse"` fails the write with `AuditUnavailable` before it is sent, which is
   * so unless given; `"continue"` sends it, and warns.
   */
  readonly onFailure?: "refuse" | "continue" | undefined
  /** Who acts, in every line: a user, a job. At most 200 characters. */
  readonly actor?: string | undefined
  /** Records what fills the path, such as the id of a person. False unless given: it can be personal data. */
  readonly params?: boolean | undefined
}

/** Writes the lines of calls. */
export interface AuditLog {
  /** Before a request is sent. Does nothing for a read. */
  readonly beforeSending: (request: RequestShape, requestId: string) => Effect.Effect<void, AuditUnavailable>
  /** After a call failed. Does nothing unless it was denied. */
  readonly afterFailure: (
    request: RequestShape,
    requestId: string,
    reason: TransportReason
  ) => Effect.Effect<void>
}

/** Writes nothing. */
export const noAuditLog: AuditLog = {
  beforeSending: () => Effect.void,
  afterFailure: () => Effect.void
}

/** Where a file is finished unless told otherwise. */
export const defaultMaxBytes = 16 * 1024 * 1024
const leastMaxBytes = 4096

/** Checks the options. */
export const checkAuditOptions = (options: AuditOptions): Effect.Effect<void, InvalidSettings> =>
  Effect.andThen(
    checkNames("audit", options, ["file", "maxBytes", "onFailure", "actor", "params"]),
    Effect.suspend(() => checkValues(options))
  )

const checkValues = (options: AuditOptions): Effect.Effect<void, InvalidSettings> => {
  const refuse = (setting: string, problem: string) =>
    Effect.fail(new InvalidSettings({ setting: `audit.${setting}`, problem }))
  // Options can come from untyped JavaScript.
  const {
    actor,
    file,
    maxBytes = defaultMaxBytes,
    onFailure = "refuse",
    params
  } = options as Readonly<Record<keyof AuditOptions, unknown>>
  if (typeof file !== "string" || file === "" || file.includes("\0"))
    return refuse("file", "is not the path of a file")
  if (!existsSync(dirname(file))) return refuse("file", "lies in a folder that does not exist; make it")
  if (typeof maxBytes !== "number" || !Number.isSafeInteger(maxBytes) || maxBytes < leastMaxBytes)
    return refuse("maxBytes", `must be a whole number of bytes from ${leastMaxBytes}`)
  if (onFailure !== "refuse" && onFailure !== "continue")
    return refuse("onFailure", "must be one of refuse, continue")
  if (actor !== undefined && (typeof actor !== "string" || actor.length > 200))
    return refuse("actor", "must be a text of at most 200 characters")
  if (params !== undefined && typeof params !== "boolean") return refuse("params", "must be true or false")
  return Effect.void
}
