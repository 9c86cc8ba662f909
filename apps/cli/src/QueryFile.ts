/**
 * HogQL given as text, as a file's name, or on stdin, under one argument.
 *
 * A name of an existing file is that file. What only looks like one (a single word that ends in .hogql or .sql, or a path) is a
 * mistake, and never checked as a query.
 */
import { readFile, stat, writeFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { InputInvalid, UsageInvalid } from "./Failure.ts"
import { readText } from "./Stdin.ts"

export interface QueryFile {
  readonly text: string
  /** The file it came from, if it did. */
  readonly path: string | undefined
  /** Replaces the text in the file it came from. */
  readonly write: (text: string) => Effect.Effect<void, InputInvalid>
}

/** PostHog's parser takes 20 MB at most; more is not even read. */
const largestBytes = 64 * 1024 * 1024
const mark = "\ufeff"

export const readQueryFile = Effect.fnUntraced(function* (argument: string) {
  if (argument === "-") {
    const text = yield* readText({ argument: Option.some("-"), file: Option.none() })
    return { text, path: undefined, write: () => Effect.void } satisfies QueryFile
  }
  const found = yield* Effect.promise(
    () =>
      (argument.length > 4096 ? undefined : stat(argument).catch(() => undefined)) ??
      Promise.resolve(undefined)
  )
  if (found === undefined) {
    if (/^\S+\.(hogql|sql)$/iu.test(argument)) {
      return yield* new UsageInvalid({ message: `${argument} cannot be read: there is no such file.` })
    }
    return { text: argument, path: undefined, write: () => Effect.void } satisfies QueryFile
  }
  if (!found.isFile()) return yield* new UsageInvalid({ message: `${argument} is no file.` })
  if (found.size > largestBytes) {
    return yield* new InputInvalid({ message: `${argument} is larger than 64 MB, which is no query.` })
  }
  const bytes = yield* Effect.tryPromise({
    try: () => readFile(argument),
    catch: () => new UsageInvalid({ message: `${argument} cannot be read.` })
  })
  const written = yield* decoded(bytes, argument)
  const hasMark = written.startsWith(mark)
  return {
    text: hasMark ? written.slice(mark.length) : written,
    path: argument,
    write: (text) =>
      Effect.tryPromise({
        try: () => writeFile(argument, `${hasMark ? mark : ""}${text}`),
        catch: () => new InputInvalid({ message: `${argument} cannot be written.` })
      })
  } satisfies QueryFile
})

/** Text is UTF-8 without NUL; anything else is some other kind of file. */
const decoded = (bytes: Uint8Array, path: string): Effect.Effect<string, InputInvalid> =>
  Effect.try({
    try: () => {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
      return text.includes("\0") ? undefined : text
    },
    catch: () => new InputInvalid({ message: `${path} is not text in UTF-8.` })
  }).pipe(
    Effect.flatMap((text) =>
      text === undefined
        ? Effect.fail(new InputInvalid({ message: `${path} holds bytes that are no text.` }))
        : Effect.succeed(text)
    )
  )
