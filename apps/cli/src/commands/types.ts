/** `posthog-driver types`: the row of a query as a TypeScript declaration, from a check and nothing else. */
import { writeFile } from "node:fs/promises"
import { basename } from "node:path"
import { rowTypes } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { connect, operation } from "../Connection.ts"
import { InputInvalid, QueryRefused } from "../Failure.ts"
import { findingsText, severe } from "../output/findingsText.ts"
import { Screen } from "../output/Screen.ts"
import { openCompiler, projectContext } from "../projectContext.ts"
import { readQueryFile } from "../QueryFile.ts"
import { root } from "../Root.ts"
import { parseScalars } from "../values.ts"

export const types = Command.make(
  "types",
  {
    query: Argument.String("hogql").pipe(
      Argument.withDescription("A file that holds the query, the query itself, or - to read it from stdin")
    ),
    out: Flag.String("out").pipe(
      Flag.withDescription("Write the declaration to this file; to stdout unless given"),
      Flag.optional
    ),
    name: Flag.String("name").pipe(
      Flag.withDescription("The interface's name; made of the file's name unless given"),
      Flag.optional
    ),
    value: Flag.KeyValuePair("value").pipe(
      Flag.withDescription(
        "name=value for a {name} in the query; JSON if it parses, text otherwise. Repeatable"
      ),
      Flag.withDefault({})
    )
  },
  Effect.fn("types")(function* (input) {
    const { local } = yield* root
    const screen = yield* Screen
    const { text, path } = yield* readQueryFile(input.query)
    const values = yield* parseScalars("--value", input.value)
    const compiler = yield* openCompiler
    const { posthog } = yield* connect({ local })
    const context = { ...(yield* projectContext(posthog)), values }
    const result = yield* operation(() => compiler.check(text, context))
    if (!result.isValid) {
      const errors = severe({ ...result, warnings: [], notices: [] })
      for (const line of findingsText(text, errors, { columns: screen.columns, color: false })
        .trimEnd()
        .split("\n"))
        yield* screen.complain(line)
      return yield* new QueryRefused({ message: "This query would be refused, so its rows have no type." })
    }
    const hogql = yield* operation(() => compiler.format(text))
    const name = Option.getOrElse(input.name, () =>
      path === undefined ? "Row" : `${basename(path).replace(/\.[^.]*$/u, "")}-row`
    )
    const declaration = rowTypes(result.columns, { name, hogql })
    if (Option.isNone(input.out)) return yield* screen.result(declaration)
    const out = input.out.value
    yield* Effect.tryPromise({
      try: () => writeFile(out, declaration),
      catch: () => new InputInvalid({ message: `${out} cannot be written.` })
    })
    yield* screen.note(`${out} was written.`)
  })
).pipe(
  Command.withDescription("Write the TypeScript type of a query's rows, without running it"),
  Command.withExamples([
    { command: "posthog-driver types funnel.hogql --out funnel.d.ts" },
    { command: 'posthog-driver types "select event, count() as n from events group by event"' }
  ])
)
