/** Where a query's text comes from: the argument, a file, or stdin. Exactly one of them. */
import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { UsageInvalid } from "./Failure.ts"

export const readText = Effect.fnUntraced(function* (from: {
  readonly argument: Option.Option<string>
  readonly file: Option.Option<string>
}) {
  if (Option.isSome(from.argument) && Option.isSome(from.file)) {
    return yield* new UsageInvalid({ message: "Give the query as an argument or with --file, not both." })
  }
  if (Option.isSome(from.file)) {
    const path = from.file.value
    return yield* Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: () => new UsageInvalid({ message: `${path} cannot be read.` })
    })
  }
  if (Option.isSome(from.argument) && from.argument.value !== "-") return from.argument.value
  if (process.stdin.isTTY) {
    return yield* new UsageInvalid({
      message: 'No query given. Try: posthog-driver query "select 1", or pipe one in with -.'
    })
  }
  return yield* Effect.tryPromise({
    try: async (signal) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of process.stdin.iterator({ destroyOnReturn: true })) {
        if (signal.aborted) break
        chunks.push(chunk as Uint8Array) // stdin without an encoding yields bytes
      }
      return Buffer.concat(chunks).toString("utf8")
    },
    catch: () => new UsageInvalid({ message: "stdin cannot be read." })
  })
})
