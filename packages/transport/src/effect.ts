/**
 * The Effect door of `@posthog-driver/transport`: the service and its layers.
 */

// The service
export { Transport } from "./Transport.ts"
export { layer, layerConfig, layerOverClient, layerOverProvider } from "./layers.ts"
export { layerSecrets, SecretProvider } from "./SecretProvider.ts"

// Requests and answers
export type {
  ApiRequest,
  ApiResponse,
  BodyStream,
  Lane,
  QueryValue,
  RequestShape,
  Safety
} from "./ApiRequest.ts"
export { layerMiddleware } from "./Middleware.ts"
export type {
  CacheableMiddleware,
  Middleware,
  MiddlewareAnswer,
  MiddlewareRequest,
  PromiseCacheableMiddleware,
  PromiseMiddleware
} from "./Middleware.ts"
export { parseJson, stringifyJson } from "./LosslessJson.ts"

// Settings
export { checkTransportOptions } from "./checkTransportOptions.ts"
export type { ConnectionSettings } from "./Connections.ts"
export { environmentNames } from "./ConfigPlaces.ts"
export { environmentNamesProject, environmentOptions } from "./Environment.ts"
export type { EnvironmentOptions } from "./Environment.ts"
export type { CacheLimits } from "./AnswerCache.ts"
export type { CircuitState, TransportHealth } from "./Breaker.ts"
export type { BreakerPolicy } from "./Circuit.ts"
export type { AuditOptions } from "./audit/AuditOptions.ts"
export type { AuditEvent, AuditRecord } from "./audit/AuditRecord.ts"
export type { Hosts } from "./Host.ts"
export { formatLogRecord, layerLogging } from "./Logging.ts"
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
  Secrets,
  SecretSource,
  VaultSecrets
} from "./secrets/SecretSource.ts"
export type { RetryPolicy } from "./Retry.ts"
export type { TransportOptions, TransportSettings } from "./Settings.ts"
export type { TlsOptions, TlsSettings } from "./Tls.ts"
export { attributeKeys, logKeys, logMessages, metrics, spanNames } from "./Telemetry.ts"
export type { MetricSpec } from "./Telemetry.ts"
export type { OtlpOptions, TelemetryOptions } from "./telemetry/TelemetryOptions.ts"
export { traceParent } from "./TraceParent.ts"
export type { TraceParentHeaders } from "./TraceParent.ts"

// Signed requests
export { makeSignatureVerifier } from "./signing/SignatureVerifier.ts"
export type {
  ReceivedRequest,
  SignatureVerdict,
  SignatureVerifier,
  SignatureVerifierOptions
} from "./signing/SignatureVerifier.ts"
export type { SigningOptions } from "./signing/signRequest.ts"

// The audit log
export { verifyAuditLog } from "./audit/verifyAuditLog.ts"
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
export { TransportError, TransportReason } from "./TransportError.ts"
