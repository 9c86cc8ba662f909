/**
 * PostHog's own parser as the judge.
 *
 * It prints 64-bit integers as plain JSON numbers, which JSON.parse would round, so their digits are read from the
 * text. A syntax error is an answer, not an exception; here it becomes one.
 */
import createParser from "@posthog/hogql-parser"

export interface ParsedNode {
  readonly node: string
  readonly [key: string]: unknown
}

// The third argument is newer than the declarations of JSON.parse.
const losslessParse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown
) => unknown

const readJson = (text: string): unknown =>
  losslessParse(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && /^-?\d{16,}$/.test(source) ? BigInt(source) : value
  )

// Each parsed shape stays in the instance's prediction cache: a fresh one now and then keeps long runs small.
const parsesPerInstance = 5_000
let parser = await createParser()
let parses = 0

const judge = async (text: string, rule: "parseExpr" | "parseSelect"): Promise<ParsedNode> => {
  if (++parses % parsesPerInstance === 0) parser = await createParser()
  const parsed = readJson(parser[rule](text, true)) as ParsedNode
  if (parsed["error"] === true)
    throw new Error(
      `PostHog's parser refuses ${JSON.stringify(text)}: ${String(parsed["message"]).slice(0, 200)}`
    )
  return parsed
}

/** Reads text as one expression. */
export const parseExpression = (text: string): Promise<ParsedNode> => judge(text, "parseExpr")

/** Reads text as one query. */
export const parseQuery = (text: string): Promise<ParsedNode> => judge(text, "parseSelect")
