/**
 * Log records and where they go.
 *
 * A library prints nothing of its own accord: through the Effect door records go to whatever loggers the program has; the
 * Promise door, where nobody wired any, writes warnings and errors to stderr as JSON lines, or hands records to a given
 * function. Never to stdout, which belongs to the program's results.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as EffectLogLevel from "effect/LogLevel"
import * as References from "effect/References"
import { InvalidSettings } from "./TransportError.ts"

/**
 * The levels of `POSTHOG_LOG_LEVEL`, from everything to nothing.
 *
 * @since 0.1.0
 */
export type LogLevel = "debug" | "info" | "warning" | "error" | "none"

/**
 * One record. `attributes` are flat; their keys are listed in the README.
 *
 * @since 0.1.0
 */
export interface LogRecord {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly level: "debug" | "info" | "warning" | "error"
  readonly message: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

const effectLevels: Readonly<Record<LogLevel, EffectLogLevel.LogLevel>> = {
  debug: "Debug",
  info: "Info",
  warning: "Warn",
  error: "Error",
  none: "None"
}

/** Reads a level as a person writes it: any case, `warn` for `warning`. */
export const parseLogLevel = (setting: string, text: string): Effect.Effect<LogLevel, InvalidSettings> => {
  const name = text.trim().toLowerCase()
  return checkLogLevel(setting, name === "warn" ? "warning" : name)
}

/** A level given as an option, which can come from untyped JavaScript. */
export const checkLogLevel = (setting: string, level: string): Effect.Effect<LogLevel, InvalidSettings> =>
  Object.hasOwn(effectLevels, level)
    ? Effect.succeed(level as LogLevel) // it is a key of the table
    : Effect.fail(
        new InvalidSettings({ setting, problem: `must be one of ${Object.keys(effectLevels).join(", ")}` })
      )

/** One line of JSON, without the line break. */
export const formatLogRecord = (record: LogRecord): string =>
  JSON.stringify({ time: record.time, level: record.level, message: record.message, ...record.attributes })

const writeToStderr = (record: LogRecord): void => {
  process.stderr.write(`${formatLogRecord(record)}\n`)
}

const recordLevel = (level: EffectLogLevel.LogLevel): LogRecord["level"] => {
  switch (level) {
    case "Fatal":
    case "Error":
      return "error"
    case "Warn":
      return "warning"
    case "Info":
      return "info"
    default:
      return "debug"
  }
}

const attributesOf = (annotations: Readonly<Record<string, unknown>>): LogRecord["attributes"] => {
  const attributes: Record<string, string | number | boolean> = {}
  for (const [key, value] of Object.entries(annotations)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      attributes[key] = value
  }
  return attributes
}

const textOf = (message: unknown): string =>
  Array.isArray(message) ? message.map(String).join(" ") : String(message)

/** An Effect logger that hands records to a function. A function that throws loses its record, not the call. */
const loggerOf = (receive: (record: LogRecord) => void): Logger.Logger<unknown, void> =>
  Logger.make(({ date, fiber, logLevel, message }) => {
    try {
      receive({
        time: date.toISOString(),
        level: recordLevel(logLevel),
        message: textOf(message),
        attributes: attributesOf(fiber.getRef(References.CurrentLogAnnotations))
      })
    } catch {
      // Somebody else's logger; there is nowhere left to report it.
    }
  })

interface LoggingOptions {
  readonly logger?: ((record: LogRecord) => void) | undefined
  readonly logLevel?: LogLevel | undefined
}

/**
 * What the transport's own records run with: its level always (so that a program whose loggers are open to "info" is not
 * filled with ours), its logger when one is given, else the program's.
 */
export const ownLogging = (options: LoggingOptions): Context.Context<never> => {
  const level = Context.make(References.MinimumLogLevel, effectLevels[options.logLevel ?? "warning"])
  return options.logger === undefined
    ? level
    : Context.add(level, References.CurrentLoggers, new Set([loggerOf(options.logger)]))
}

/**
 * Replaces the program's loggers: records at or above `logLevel` (`"warning"` unless given) go to `logger`, or as JSON lines
 * to stderr. The Promise doors are built on this.
 *
 * @since 0.1.0
 */
export const layerLogging = (options: LoggingOptions): Layer.Layer<never> =>
  Layer.succeedContext(
    Context.make(References.MinimumLogLevel, effectLevels[options.logLevel ?? "warning"]).pipe(
      Context.add(References.CurrentLoggers, new Set([loggerOf(options.logger ?? writeToStderr)]))
    )
  )
