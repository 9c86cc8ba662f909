/**
 * The path of a request, from its template and its parameters.
 *
 * A parameter that the path does not name, or another project than that of the settings, would be ignored without a word, so both are refused.
 * An empty parameter would address the list instead of one object (a DELETE of everything), and a parameter `..` another route, so both are
 * refused.
 */
import * as Result from "effect/Result"
import type { RequestShape } from "./ApiRequest.ts"
import { shownName } from "./Redaction.ts"

/** What a template may consist of: no query, no fragment, no encoded dot that a URL parser would resolve. */
const literalSegment = /^[A-Za-z0-9_@.~-]*$/

/** A piece of a template: what stands before a parameter, and the parameter's name; the last piece has none. */
interface Piece {
  readonly literal: string
  readonly name: string | undefined
}

/** A template in pieces, or what stands against it. */
const parseTemplate = (template: string): Result.Result<ReadonlyArray<Piece>, string> => {
  const [first, ...segments] = template.split("/")
  if (first !== "" || segments.length === 0) return Result.fail("the path does not begin with /")
  const pieces: Array<Piece> = []
  let literal = ""
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    literal += "/"
    if (segment.startsWith(":")) {
      pieces.push({ literal, name: segment.slice(1) })
      literal = ""
    } else if (!literalSegment.test(segment) || /^\.{1,2}$/.test(segment) || (segment === "" && !isLast)) {
      return Result.fail(
        "the path holds something other than plain segments; give values in params and query"
      )
    } else {
      literal += segment
    }
  }
  return Result.succeed([...pieces, { literal, name: undefined }])
}

/** A program has few templates, and says one with every call. More are not kept: those that are made up would fill the memory. */
const mostTemplates = 1_000
const parsed = new Map<string, Result.Result<ReadonlyArray<Piece>, string>>()

const piecesOf = (template: string): Result.Result<ReadonlyArray<Piece>, string> => {
  const known = parsed.get(template)
  if (known !== undefined) return known
  const pieces = parseTemplate(template)
  if (parsed.size < mostTemplates) parsed.set(template, pieces)
  return pieces
}

/** The path, or what stands against it. */
export const fillPath = (
  { params, path }: Pick<RequestShape, "path" | "params">,
  projectId: number
): Result.Result<string, string> => {
  const pieces = piecesOf(path)
  if (Result.isFailure(pieces)) return Result.fail(pieces.failure)
  const unused = params === undefined ? undefined : unusedProblem(params, pieces.success)
  if (unused !== undefined) return Result.fail(unused)
  let filled = ""
  for (const { literal, name } of pieces.success) {
    filled += literal
    if (name === undefined) continue
    const given = name === "project" ? projectId : params?.[name]
    if (given !== undefined && !isPlainValue(given))
      return Result.fail(`the path parameter '${name}' is neither a text nor a number`)
    const value = given === undefined ? "" : String(given)
    if (value === "" || value === "." || value === "..")
      return Result.fail(`the path parameter '${name}' is missing, empty or a dot`)
    if (!value.isWellFormed()) return Result.fail(`the path parameter '${name}' holds half a character`)
    filled += encodeURIComponent(value)
  }
  return Result.succeed(filled)
}

/** What stands against parameters that would not be sent. */
const unusedProblem = (
  params: NonNullable<RequestShape["params"]>,
  pieces: ReadonlyArray<Piece>
): string | undefined => {
  for (const [name, value] of Object.entries<unknown>(params)) {
    if (value === undefined) continue
    if (name === "project") return "the path parameter 'project' is set by the client"
    if (!pieces.some((each) => each.name === name))
      return `the params hold '${shownName(name)}', which the path does not name`
  }
  return undefined
}

/** Anything else would be sent as the text of it: `[object Object]`, `NaN`. */
export const isPlainValue = (value: unknown): value is string | number | bigint =>
  typeof value === "string" || typeof value === "bigint" || Number.isFinite(value)
