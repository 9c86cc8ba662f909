/**
 * Reads the outline of a query (its LIMIT, its OFFSET, where it ends) with PostHog's own parser.
 *
 * The parser is a WebAssembly module in a worker thread: it is loaded when the first query needs it, so a program that never
 * writes LIMIT never pays for it.
 */
import type { Compiler, QueryOutline } from "@posthog-driver/hogql-compiler"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { QueryRejected } from "../PostHogError.ts"
import { emptyQuery } from "./QueryInput.ts"

export class QueryOutliner extends Context.Service<
  QueryOutliner,
  {
    /** The outline; `undefined` when the text cannot be read here and PostHog shall be the judge of it. */
    readonly outline: (text: string) => Effect.Effect<QueryOutline | undefined, QueryRejected>
  }
>()("@posthog-driver/driver/QueryOutliner") {}

/** Starts no worker before the first outline, and closes it with the scope. */
export const layer: Layer.Layer<QueryOutliner> = Layer.effect(
  QueryOutliner,
  Effect.gen(function* () {
    let started: Promise<Compiler> | undefined
    const start = (): Promise<Compiler> =>
      (started ??= import("@posthog-driver/hogql-compiler").then(({ createCompiler }) => createCompiler()))

    yield* Effect.addFinalizer(() =>
      // A compiler that never started has nothing to close, and closing one cannot fail in a way anybody could act on.
      Effect.promise(() => started?.then((compiler) => compiler.close()) ?? Promise.resolve())
    )

    const outline = Effect.fnUntraced(function* (text: string) {
      const read = yield* Effect.promise(async () => {
        const compiler = await start()
        return compiler.outline(text).catch((cause: unknown) => new Unread(reasonTag(cause)))
      })
      if (!(read instanceof Unread)) return read.hasOffset ? yield* offsetRefused() : read
      // A syntax error, a text beyond the local parser's limits, or a parse that took too long: PostHog decides.
      return read.why === "EmptyQuery" ? yield* emptyQuery() : undefined
    })

    return QueryOutliner.of({ outline })
  })
)

/** A text the local parser would not read, and the tag of its reason. */
class Unread {
  readonly why: unknown
  constructor(why: unknown) {
    this.why = why
  }
}

function offsetRefused(): QueryRejected {
  return new QueryRejected({
    code: "offset_refused",
    message:
      "OFFSET is refused: PostHog does not take it from personal API keys. Page by key instead: ORDER BY timestamp, uuid and continue with WHERE (timestamp, uuid) > the last row's."
  })
}

/** The compiler is loaded lazily, so its error class is not at hand: its documented shape is read instead. */
function reasonTag(cause: unknown): unknown {
  if (typeof cause !== "object" || cause === null || !("reason" in cause)) return undefined
  const { reason } = cause
  return typeof reason === "object" && reason !== null && "_tag" in reason ? reason._tag : undefined
}
