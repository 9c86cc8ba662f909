/**
 * The Promise door of `@posthog-driver/transport`: its whole public surface. The Effect door is `./effect`.
 */

// The client
export {
  createTransport,
  createTransportFromEnv,
  openTransport,
  openTransportFromEnv
} from "./createTransport.ts"
export type { PromiseRequest, TransportClient } from "./createTransport.ts"
export type { CallOptions } from "./facade.ts"

// Requests and answers
export type { ApiResponse, BodyStream, Lane, QueryValue, RequestShape, Safety } from "./ApiRequest.ts"
export type {
  MiddlewareAnswer,
  MiddlewareRequest,
  PromiseCacheableMiddleware,
  PromiseMiddleware
} from "./Middleware.ts"
export type { StandardSchema } from "./StandardSchema.ts"

// Settings
export type { ConnectionSettings } from "./Connections.ts"
export { environmentNames } from "./ConfigPlaces.ts"
export type { EnvironmentOptions } from "./Environment.ts"
export type { CacheLimits } from "./AnswerCache.ts"
export type { CircuitState, TransportHealth } from "./Breaker.ts"
export type { BreakerPolicy } from "./Circuit.ts"
export type { AuditOptions } from "./audit/AuditOptions.ts"
export type { AuditEvent, AuditRecord } from "./audit/AuditRecord.ts"
export type { Hosts } from "./Host.ts"
export { formatLogRecord } from "./Logging.ts"
export type { LogFormat, LogLevel, LogRecord } from "./Logging.ts"
export type { ProxySettings } from "./Proxy.ts"
export type { LaneLimitOptions, LaneLimits } from "./LaneLimits.ts"
export type { LaneState, RemainingPermits } from "./LaneState.ts"
export type { TransportBudget } from "./Lanes.ts"
export type { ReadBudgetState } from "./ReadBudget.ts"
export type {
  AwsSecrets,
  CustomSecrets,
  CustomSecretValues,
  EnvironmentSecrets,
  FileSecrets,
  KeychainSecrets,
  SecretFields,
  SecretName,
  SecretSource,
  VaultSecrets
} from "./secrets/SecretSource.ts"
export type { RetryPolicy } from "./Retry.ts"
export type { TransportOptions, TransportSettings } from "./Settings.ts"
export type { OtlpOptions, TelemetryOptions } from "./telemetry/TelemetryOptions.ts"
export type { TlsOptions, TlsSettings } from "./Tls.ts"
export type { TraceParentHeaders } from "./TraceParent.ts"

// Signed requests
export { createSignatureVerifier } from "./createSignatureVerifier.ts"
export type {
  ReceivedRequest,
  SignatureVerdict,
  SignatureVerifierOptions
} from "./signing/SignatureVerifier.ts"
export type { SigningOptions } from "./signing/signRequest.ts"

// The audit log
export { verifyAuditLog } from "./verifyAuditLog.ts"
export type { AuditVerdict, VerifyAuditOptions } from "./audit/verifyAuditLog.ts"

// Failures
export {
  Conflict,
  Forbidden,
  InvalidRequest,
  NotFound,
  QuotaExceeded,
  RateLimited,
  ServerFailed,
  TooLarge,
  Unauthorized,
  UnexpectedBody
} from "./failures/answers.ts"
export { ProxyRefused, TimedOut, TlsFailed, Unreachable } from "./failures/connection.ts"
export {
  CircuitOpen,
  AuditUnavailable,
  InvalidSettings,
  LaneBusy,
  RequestRefused,
  SecretUnavailable
} from "./failures/unsent.ts"
export { TransportError } from "./TransportError.ts"
export type { TransportReason } from "./TransportError.ts"
