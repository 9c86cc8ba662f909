/**
 * Every way an engine can fail to start or to keep its promise: one wrapper, a closed union of reasons.
 *
 * What goes wrong inside a request never comes here: it is an HTTP answer, in PostHog's words.
 */
import * as Schema from "effect/Schema"

/** chDB does not run here: the platform has no build of it, or it could not be loaded. */
export class EngineUnavailable extends Schema.TaggedError<EngineUnavailable>()("EngineUnavailable", {
  why: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `The embedded engine cannot run here: ${this.why}. Use glibc Linux or macOS with the package chdb installed, or connect to a PostHog project instead.`
  }
}

/** The data directory cannot be made or written. */
export class DataDirectoryUnwritable extends Schema.TaggedError<DataDirectoryUnwritable>()(
  "DataDirectoryUnwritable",
  { dataDir: Schema.String, why: Schema.String }
) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `The data directory ${this.dataDir} cannot be written (${this.why}). Choose another one or change its permissions.`
  }
}

/** A file of the data directory that cannot be made again is unreadable or not what it should be. */
export class DataDirectoryDamaged extends Schema.TaggedError<DataDirectoryDamaged>()("DataDirectoryDamaged", {
  dataDir: Schema.String,
  file: Schema.String,
  why: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `${this.file} in the data directory ${this.dataDir} cannot be used (${this.why}). Restore it or its permissions; or remove it, and the project gets new keys.`
  }
}

/** Another engine holds the data directory, and cannot be used as asked. */
export class DataDirectoryBusy extends Schema.TaggedError<DataDirectoryBusy>()("DataDirectoryBusy", {
  dataDir: Schema.String,
  why: Schema.String
}) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    return `The data directory ${this.dataDir} is in use: ${this.why}. Stop the other engine or choose another directory.`
  }
}

/** Something else listens on the port. */
export class PortInUse extends Schema.TaggedError<PortInUse>()("PortInUse", { port: Schema.Int }) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    return `Port ${this.port} is in use. Choose another port, or 0 for a free one.`
  }
}

/** The engine may not listen on the port. */
export class ListenFailed extends Schema.TaggedError<ListenFailed>()("ListenFailed", {
  port: Schema.Int,
  why: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `The engine cannot listen on port ${this.port} (${this.why}). Choose another port, or 0 for a free one.`
  }
}

/** The story could not be written; the next start begins it anew. */
export class SeedFailed extends Schema.TaggedError<SeedFailed>()("SeedFailed", { why: Schema.String }) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    return `Seeding the project failed: ${this.why}. Nothing half-written will be used: the next start seeds again.`
  }
}

/** The project was started without a story, so there are no known answers. */
export class NotSeeded extends Schema.TaggedError<NotSeeded>()("NotSeeded", {}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `This project holds no seeded story. Start the engine without seed: "none".`
  }
}

/** The database gave up while the engine started. */
export class StoreFailed extends Schema.TaggedError<StoreFailed>()("StoreFailed", { why: Schema.String }) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    return `The engine's database failed: ${this.why}. Start again; if it stays so, the data directory may be damaged: choose another one.`
  }
}

/** An option has a value that cannot be used. */
export class InvalidOption extends Schema.TaggedError<InvalidOption>()("InvalidOption", {
  option: Schema.String,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `${this.option} ${this.problem}.`
  }
}

/**
 * Why an engine did not start, or did not answer.
 *
 * @since 0.1.0
 */
export type EngineReason =
  | EngineUnavailable
  | DataDirectoryUnwritable
  | DataDirectoryDamaged
  | DataDirectoryBusy
  | PortInUse
  | ListenFailed
  | SeedFailed
  | NotSeeded
  | StoreFailed
  | InvalidOption

/**
 * The one error of this package; look at `reason._tag`.
 *
 * @since 0.1.0
 */
export class EngineError extends Schema.TaggedError<EngineError>()("EngineError", {
  operation: Schema.String,
  reason: Schema.Union([
    EngineUnavailable,
    DataDirectoryUnwritable,
    DataDirectoryDamaged,
    DataDirectoryBusy,
    PortInUse,
    ListenFailed,
    SeedFailed,
    NotSeeded,
    StoreFailed,
    InvalidOption
  ])
}) {
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}
