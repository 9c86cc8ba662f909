/**
 * Log records and where they go.
 *
 * A library prints nothing of its own accord: through the Effect door records go to whatever loggers the program has; the
 * Promise door, where nobody wired any, writes warnings and errors to stderr as JSON lines, or hands records to a given
 * function. Never to stdout, which belongs to the program's results.
 */
import { styleText } from "node:util"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as EffectLogLevel from "effect/LogLevel"
import * as References from "effect/References"
import { redactText } from "./Redaction.ts"
import { InvalidSettings } from "./failures/unsent.ts"

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
  typeof (level as unknown) === "string" && Object.hasOwn(effectLevels, level)
    ? Effect.succeed(level as LogLevel) // it is a key of the table
    : Effect.fail(
        new InvalidSettings({ setting, problem: `must be one of ${Object.keys(effectLevels).join(", ")}` })
      )

/**
 * How records are written to stderr: one JSON object a line for programs, or one line of text for people.
 *
 * @since 0.2.0
 */
export type LogFormat = "json" | "pretty"

/** A format as a person writes it, in any case. */
export const parseLogFormat = (setting: string, text: string): Effect.Effect<LogFormat, InvalidSettings> => {
  // Options can come from untyped JavaScript.
  const format = typeof (text as unknown) === "string" ? text.trim().toLowerCase() : ""
  return format === "json" || format === "pretty"
    ? Effect.succeed(format)
    : Effect.fail(new InvalidSettings({ setting, problem: "must be one of json, pretty" }))
}

/**
 * A record as one line of JSON, without the line break: what is written to stderr unless a `logger` is given.
 *
 * @since 0.1.0
 */
export const formatLogRecord = (record: LogRecord): string =>
  JSON.stringify({ time: record.time, level: record.level, message: record.message, ...record.attributes })

const colors = { debug: "gray", info: "green", warning: "yellow", error: "red" } as const

/**
 * One line for a person: time of day, level, message, `key=value` for each attribute, and what to do at the end. A control character is
 * written as its escape, so that a value cannot move the cursor. In colour when stderr is a terminal and `NO_COLOR` is not set.
 */
export const formatLogRecordPretty = (record: LogRecord): string => {
  const { advice, ...attributes } = record.attributes
  const values = Object.entries(attributes).map(([key, value]) => `${key}=${plain(value)}`)
  const level = styleText(colors[record.level], record.level.toUpperCase().padEnd(7), {
    stream: process.stderr
  })
  const parts = [record.time.slice(11, 23), level, escaped(record.message), ...values]
  return [...parts, ...(advice === undefined ? [] : ["-", escaped(String(advice))])].join(" ")
}

/** A text with anything but plain characters is quoted as JSON, so that its end can be seen. */
const plain = (value: string | number | boolean): string => {
  const text = String(value)
  return /^[\w.:/@<>+-]+$/.test(text) ? text : escaped(JSON.stringify(text))
}

/** Controls, formatting characters (bidirectional overrides among them) and line separators as escapes. */
const escaped = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`
  )

const writeToStderr =
  (format: LogFormat) =>
  (record: LogRecord): void => {
    const line = format === "json" ? formatLogRecord(record) : formatLogRecordPretty(record)
    process.stderr.write(`${line}\n`)
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
    if (typeof value === "string") attributes[key] = redactText(value)
    else if (typeof value === "number" || typeof value === "boolean") attributes[key] = value
  }
  return attributes
}

const textOf = (message: unknown): string =>
  Array.isArray(message) ? message.map(String).join(" ") : String(message)

/**
 * An Effect logger that hands records to a function; one that throws, or rejects later, loses its record, not the call. Whatever a caller annotates, what is shaped
 * like a PostHog key leaves masked.
 */
const loggerOf = (receive: (record: LogRecord) => unknown): Logger.Logger<unknown, void> =>
  Logger.make(({ date, fiber, logLevel, message }) => {
    try {
      const given = receive({
        time: date.toISOString(),
        level: recordLevel(logLevel),
        message: redactText(textOf(message)),
        attributes: attributesOf(fiber.getRef(References.CurrentLogAnnotations))
      })
      // An async function is a logger too, and a rejection that nobody takes ends the process.
      if (isThenable(given)) void Promise.resolve(given).catch(() => undefined)
    } catch {
      // Somebody else's logger; there is nowhere left to report it.
    }
  })

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value

interface LoggingOptions {
  readonly logger?: ((record: LogRecord) => void) | undefined
  readonly logLevel?: LogLevel | undefined
  readonly logFormat?: LogFormat | undefined
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
 * Replaces the program's loggers: records at or above `logLevel` (`"warning"` unless given) go to `logger`, or to stderr
 * as `logFormat` says (`"json"` unless given). The Promise doors are built on this.
 *
 * @since 0.1.0
 */
export const layerLogging = (options: LoggingOptions): Layer.Layer<never> =>
  Layer.succeedContext(
    Context.make(References.MinimumLogLevel, effectLevels[options.logLevel ?? "warning"]).pipe(
      Context.add(
        References.CurrentLoggers,
        new Set([loggerOf(options.logger ?? writeToStderr(options.logFormat ?? "json"))])
      )
    )
  )
