/**
 * What `posthog-sandbox` says when it ends. The numbers are those of the `posthog-driver` command, and part of the API: scripts
 * branch on them. A reason nobody mapped is a bug (1), never a guess.
 */

export const ExitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  auth: 3,
  notFound: 4,
  refused: 5,
  budget: 6,
  unavailable: 7,
  scriptFailed: 9,
  interrupted: 130
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

const byReason: Readonly<Record<string, ExitCode>> = {
  // this package
  SandboxUnavailable: ExitCode.unavailable,
  ScriptInvalid: ExitCode.refused,
  RunOptionInvalid: ExitCode.usage,
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
  Conflict: ExitCode.refused,
  RequestRefused: ExitCode.refused,
  TooLarge: ExitCode.refused,
  RateLimited: ExitCode.budget,
  LaneBusy: ExitCode.budget,
  QuotaExceeded: ExitCode.budget,
  CaptureIncomplete: ExitCode.unavailable,
  AuditUnavailable: ExitCode.unavailable,
  Unreachable: ExitCode.unavailable,
  TlsFailed: ExitCode.unavailable,
  ProxyRefused: ExitCode.unavailable,
  TimedOut: ExitCode.unavailable,
  QueryTimedOut: ExitCode.unavailable,
  ServerFailed: ExitCode.unavailable,
  CircuitOpen: ExitCode.unavailable,
  UnexpectedBody: ExitCode.unavailable
}

/** The code for a reason, by its `_tag`. */
export const exitCodeOf = (tag: string): ExitCode =>
  (Object.hasOwn(byReason, tag) ? byReason[tag] : undefined) ?? ExitCode.bug
