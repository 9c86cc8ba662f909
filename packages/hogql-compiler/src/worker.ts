/**
 * The worker thread that runs PostHog's parser.
 *
 * It exists because the parser can hang for ever or corrupt its own memory on hostile text: a thread can be terminated and
 * an instance thrown away. Start it through the package's `./worker` door; it answers {@link ParseRequest} messages, one
 * answer each, in order, after one `"ready"`, and holds nothing between them but the warm parser.
 *
 * @see https://github.com/PostHog/posthog/tree/master/common/hogql_parser
 */
import { parentPort } from "node:worker_threads"
import createHogqlParser, { type HogQLParser } from "@posthog/hogql-parser"

/** What to read the text as. */
export type ParseKind = "select" | "expression"

export interface ParseRequest {
  readonly id: number
  readonly kind: ParseKind
  readonly text: string
  /** Whether to read it with a parser that has read nothing before. */
  readonly isFresh: boolean
}

/** `json` is the parser's own answer, a tree or an error object; `broke` is what it threw instead. */
export type ParseAnswer =
  { readonly id: number; readonly json: string } | { readonly id: number; readonly broke: string }

/** A text that took longer may have spoilt the parser for later ones. */
const slowMillis = 1_000

let instance: Promise<HogQLParser> | undefined

const answer = async (request: ParseRequest): Promise<ParseAnswer> => {
  try {
    if (request.isFresh) instance = undefined
    const parser = await (instance ??= createHogqlParser())
    const start = performance.now()
    const json = request.kind === "select" ? parser.parseSelect(request.text) : parser.parseExpr(request.text)
    // The parser learns from what it reads, and what it learns from deeply nested calls makes the next such text slower by a
    // factor for each level. A new one costs 15 ms.
    if (performance.now() - start > slowMillis) instance = createHogqlParser()
    return { id: request.id, json }
  } catch (cause) {
    // An instance that has thrown is corrupt: later calls may spin for ever or, worse, answer wrongly.
    // The next text gets a new one.
    instance = undefined
    return { id: request.id, broke: cause instanceof Error ? cause.message : String(cause) }
  }
}

const port = parentPort
if (port !== null) {
  // Warm up while the main thread is still busy with its own start.
  instance = createHogqlParser()
  instance.then(
    () => port.postMessage("ready"),
    () => undefined
  )
  port.on("message", (request: ParseRequest) => void answer(request).then((given) => port.postMessage(given)))
}
