/**
 * What a process says when it ends. The numbers are part of the API: scripts branch on them, so a change here is a breaking
 * change. Each reason of each package is mapped in one table, and a reason nobody mapped is a bug (1), never a guess.
 */

import { HealthFailed } from "./Failure.ts"
import { QueryFailed } from "./QueryText.ts"

export const ExitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  auth: 3,
  notFound: 4,
  refused: 5,
  budget: 6,
  unavailable: 7,
  truncated: 8,
  checkFailed: 9,
  interrupted: 130
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

const byReason: Readonly<Record<string, ExitCode>> = {
  // this program
  UsageInvalid: ExitCode.usage,
  InputInvalid: ExitCode.refused,
  QueryRefused: ExitCode.refused,
  ResultTruncated: ExitCode.truncated,
  CheckFailed: ExitCode.checkFailed,
  EngineMissing: ExitCode.unavailable,
  // transport and driver
  InvalidSettings: ExitCode.usage,
  Unauthorized: ExitCode.auth,
  SecretUnavailable: ExitCode.auth,
  Forbidden: ExitCode.auth,
  NotFound: ExitCode.notFound,
  UnknownObject: ExitCode.notFound,
  InvalidRequest: ExitCode.refused,
  QueryRejected: ExitCode.refused,
  QueryTooExpensive: ExitCode.refused,
  EventInvalid: ExitCode.refused,
  CaptureIncomplete: ExitCode.unavailable,
  Conflict: ExitCode.refused,
  RequestRefused: ExitCode.refused,
  TooLarge: ExitCode.refused,
  EventDropped: ExitCode.budget,
  RateLimited: ExitCode.budget,
  LaneBusy: ExitCode.budget,
  QuotaExceeded: ExitCode.budget,
  AuditUnavailable: ExitCode.unavailable,
  Unreachable: ExitCode.unavailable,
  TlsFailed: ExitCode.unavailable,
  ProxyRefused: ExitCode.unavailable,
  TimedOut: ExitCode.unavailable,
  QueryTimedOut: ExitCode.unavailable,
  ServerFailed: ExitCode.unavailable,
  UnexpectedBody: ExitCode.unavailable,
  CircuitOpen: ExitCode.unavailable,
  // engine
  EngineUnavailable: ExitCode.unavailable,
  DataDirectoryUnwritable: ExitCode.unavailable,
  DataDirectoryBusy: ExitCode.unavailable,
  DataDirectoryDamaged: ExitCode.unavailable,
  PortInUse: ExitCode.unavailable,
  ListenFailed: ExitCode.unavailable,
  NotSeeded: ExitCode.unavailable,
  InvalidOption: ExitCode.usage,
  SeedFailed: ExitCode.unavailable,
  StoreFailed: ExitCode.unavailable,
  // sandbox
  SandboxUnavailable: ExitCode.unavailable,
  ScriptInvalid: ExitCode.refused,
  RunOptionInvalid: ExitCode.usage
}

/** The code for a failure: read from its reason's `_tag` (or its own), never from its message. */
export const exitCodeOf = (failure: unknown): ExitCode => byReason[reasonTagOf(failure)] ?? ExitCode.bug

/**
 * The `_tag` of what went wrong: of a failure's reason, of what a query's failure wraps, of the first health check that failed,
 * or the failure's own; "" when there is none.
 */
export const reasonTagOf = (failure: unknown): string => {
  if (failure instanceof QueryFailed) return reasonTagOf(failure.cause)
  if (failure instanceof HealthFailed) return failure.failure
  const reason = hasProperty(failure, "reason") ? failure.reason : failure
  if (hasProperty(reason, "_tag") && typeof reason._tag === "string") return reason._tag
  return hasProperty(failure, "_tag") && typeof failure._tag === "string" ? failure._tag : ""
}

const hasProperty = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === "object" && value !== null && key in value
