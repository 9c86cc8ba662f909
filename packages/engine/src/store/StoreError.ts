/**
 * The ways a statement can fail. These stay inside the engine: routes turn them into PostHog's answers.
 */
import * as Schema from "effect/Schema"

/** ClickHouse refused or stopped the statement. */
export class StatementFailed extends Schema.TaggedError<StatementFailed>()("StatementFailed", {
  /** ClickHouse's error number; 0 when the text held none. */
  code: Schema.Int,
  /** ClickHouse's name for it, such as `UNKNOWN_IDENTIFIER`. */
  symbol: Schema.String,
  text: Schema.String
}) {
  override get message(): string {
    return `ClickHouse: ${this.text} (${this.symbol}, ${this.code})`
  }
}

/** The database's process ended while the statement ran, twice. */
export class StoreCrashed extends Schema.TaggedError<StoreCrashed>()("StoreCrashed", { why: Schema.String }) {
  override get message(): string {
    return `the database's process ended unexpectedly (${this.why})`
  }
}

/** Another process holds the directory. */
export class StoreBusy extends Schema.TaggedError<StoreBusy>()("StoreBusy", {}) {
  override get message(): string {
    return "another process holds the database's directory"
  }
}

/** chDB could not be loaded. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  why: Schema.String
}) {
  override get message(): string {
    return `chDB could not be loaded: ${this.why}`
  }
}

/** The store was closed before the statement was done. */
export class StoreClosed extends Schema.TaggedError<StoreClosed>()("StoreClosed", {}) {
  override get message(): string {
    return "the database is closed"
  }
}

export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  reason: Schema.Union([StatementFailed, StoreCrashed, StoreBusy, StoreUnavailable, StoreClosed])
}) {
  override get message(): string {
    return this.reason.message
  }
}

/** Reads `Code: 62. DB::Exception: … (SYNTAX_ERROR)`, which chDB wraps in its own words; the last name is the real one. */
export const statementFailed = (message: string): StoreError => {
  const code = /Code: (\d+)\./.exec(message)?.[1]
  const symbols = [...message.matchAll(/\(([A-Z][A-Z0-9_]{2,})\)/g)]
  const text = message
    .replace(/^Query failed: /, "")
    .replace(/^(?:Code: \d+\. )?DB::Exception: (?:Code: \d+\. DB::Exception: )?/, "")
    .replace(/^Code: \d+\. DB::Exception: /, "")
    .replace(/\s*\(version [^)]*\)/g, "")
    .replace(/(?:\s*\([A-Z][A-Z0-9_]{2,}\)\.?)+\s*$/, "")
  return new StoreError({
    reason: new StatementFailed({
      code: code === undefined ? 0 : Number(code),
      symbol: symbols.at(-1)?.[1] ?? "UNKNOWN_EXCEPTION",
      text: text.trim()
    })
  })
}
