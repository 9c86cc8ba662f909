/**
 * The answer to `HogQLMetadata`: what is wrong with a query and where. 200 even when everything is.
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { HogqlCompiler } from "../../../query/HogqlCompiler.ts"
import { fromCompileError } from "../../../query/queryErrors.ts"
import * as ApiError from "../../ApiError.ts"
import { queryText } from "./hogqlQuery.ts"
import { notice } from "./notice.ts"
import { queryInputs, queryValues } from "./queryInputs.ts"

export const hogqlMetadata = Effect.fnUntraced(function* (query: Readonly<Record<string, unknown>>) {
  const language = query["language"]
  if (language !== "hogQL") {
    return yield* ApiError.notSupported(
      `HogQLMetadata for the language ${JSON.stringify(language)}`,
      "language"
    )
  }
  const text = yield* queryText(query)
  const compiler = yield* HogqlCompiler
  // PostHog checks placeholders against `globals`; here `values` serves as well, as they will be given to the query.
  const globals = yield* queryValues(query, "globals")
  const inputs = yield* queryInputs(query)
  const given = { ...inputs, values: { ...globals, ...inputs.values } }
  const found = yield* Effect.mapError(compiler.check(text, given), fromCompileError)
  return HttpServerResponse.jsonUnsafe({
    isValid: found.isValid,
    query: text,
    errors: found.errors.map(notice),
    warnings: found.warnings.map(notice),
    notices: found.notices.map(notice),
    table_names: found.tables,
    isUsingIndices: "undecisive"
  })
})
