/**
 * The Promise form of verifying an audit log.
 */
import * as Effect from "effect/Effect"
import {
  verifyAuditLog as verify,
  type AuditVerdict,
  type VerifyAuditOptions
} from "./audit/verifyAuditLog.ts"

/**
 * Verifies an audit log: every line is whole, numbered without gaps, and holds the hash of the one before. Changes nothing, and may
 * run while the log is written. Rejects with `TransportError`: `AuditUnavailable` when a file cannot be read, `InvalidSettings` when an
 * option is wrong.
 *
 * @since 0.2.0
 */
export const verifyAuditLog = (file: string, options?: VerifyAuditOptions): Promise<AuditVerdict> =>
  Effect.runPromise(verify(file, options))
