/** `posthog-driver check`: what is wrong with a query, where, and what to write instead; nothing is run. */
import {
  applyFixes,
  type CheckResult,
  type CompileContext,
  type Compiler
} from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { connect, operation } from "../Connection.ts"
import { QueryRefused } from "../Failure.ts"
import { losslessJson } from "../output/cell.ts"
import { lineAndColumn } from "../output/excerpt.ts"
import { countLine, findingsText, severe, type Severe } from "../output/findingsText.ts"
import { type Format, render } from "../output/Format.ts"
import { Screen } from "../output/Screen.ts"
import { openCompiler, projectContext } from "../projectContext.ts"
import { readQueryFile } from "../QueryFile.ts"
import { root } from "../Root.ts"
import { parseScalars } from "../values.ts"

export const check = Command.make(
  "check",
  {
    query: Argument.String("hogql").pipe(
      Argument.withDescription("The query, a file that holds it, or - to read it from stdin")
    ),
    fix: Flag.Boolean("fix").pipe(
      Flag.withDescription(
        "Apply the safe fixes: a file is rewritten; otherwise the query is printed on stdout and the findings on stderr"
      ),
      Flag.withDefault(false)
    ),
    value: Flag.KeyValuePair("value").pipe(
      Flag.withDescription(
        "name=value for a {name} in the query; JSON if it parses, text otherwise. Repeatable"
      ),
      Flag.withDefault({})
    )
  },
  Effect.fn("check")(function* (input) {
    const { format, local } = yield* root
    const screen = yield* Screen
    const file = yield* readQueryFile(input.query)
    const values = yield* parseScalars("--value", input.value)
    const compiler = yield* openCompiler
    const { posthog } = yield* connect({ local })
    const context = { ...(yield* projectContext(posthog)), values }
    const text = input.fix ? yield* fixed(compiler, file.text, context) : file.text
    const result = yield* operation(() => compiler.check(text, context))
    const isChanged = text !== file.text
    if (isChanged) yield* file.write(text)
    const found = severe(result)
    const report = reportOf(format, { text, path: file.path, result, found }, screen)
    if (input.fix && file.path === undefined) {
      yield* screen.result(text.endsWith("\n") ? text : `${text}\n`)
      for (const line of report.trimEnd().split("\n")) yield* screen.complain(line)
    } else {
      yield* screen.result(report)
      if (isChanged) yield* screen.note(`${file.path ?? "The query"} was rewritten.`)
    }
    yield* screen.note(summary(found, result))
    if (!result.isValid) return yield* new QueryRefused({ message: "This query would be refused." })
  })
).pipe(
  Command.withDescription(
    "Check a HogQL query without running it: errors, warnings and notices, with their place and the fix. " +
      "Exits 5 when there are errors, 0 otherwise"
  ),
  Command.withExamples([
    { command: 'posthog-driver check "select evnt from events"' },
    { command: "posthog-driver check funnel.hogql --fix" },
    { command: "cat funnel.hogql | posthog-driver check - --format json" },
    { command: 'posthog-driver check "select 1 where {n} > 0" --value n=1' }
  ])
)

/** A fix can uncover the next, as a table's name does its columns; each round cures at least one finding. */
const mostRounds = 20

const fixed = (compiler: Compiler, given: string, context: CompileContext): Effect.Effect<string, unknown> =>
  Effect.gen(function* () {
    let text = given
    for (let round = 0; round < mostRounds; round++) {
      const { errors, warnings, notices } = yield* operation(() => compiler.check(text, context))
      const better = applyFixes(text, [...errors, ...warnings, ...notices])
      if (better === text) break
      text = better
    }
    return text
  })

interface Checked {
  readonly text: string
  readonly path: string | undefined
  readonly result: CheckResult
  readonly found: readonly Severe[]
}

const reportOf = (
  format: Format,
  { text, path, result, found }: Checked,
  screen: Screen["Service"]
): string => {
  switch (format) {
    case "table":
      return findingsText(text, found, screen)
    case "json": {
      const { isValid, tables, functions, cost } = result
      const file = path === undefined ? {} : { file: path }
      return `${losslessJson({ ...file, isValid, findings: found.map((item) => placed(text, item)), tables, functions, cost }, 2)}\n`
    }
    case "jsonl":
      return found.map((item) => `${losslessJson(placed(text, item))}\n`).join("")
    default: {
      const columns = ["severity", "rule", "line", "column", "message", "fix"].map((name) => ({ name }))
      const rows = found.map((item) => {
        const { severity, rule, line, column, message, fix } = placed(text, item)
        return [severity, rule, line, column, message, fix?.text ?? null]
      })
      return render(format, { columns, rows }, screen).text
    }
  }
}

/** Offsets are UTF-16, as editors' protocols count; lines and columns begin at 1, and a column is a character. */
const placed = (text: string, { severity, finding }: Severe) => {
  const { rule, message, start, end, fix } = finding
  const { line, column } = lineAndColumn(text, start)
  return { severity, rule, message, line, column, start, end, fix: fix ?? null }
}

const summary = (found: readonly Severe[], { tables, cost }: CheckResult): string => {
  const reads = tables.length === 0 ? "" : ` Reads ${tables.join(", ")}.`
  return `${countLine(found)}${reads} Cost: ${cost.class}.${cost.reasons.map((reason) => ` ${reason}`).join("")}`
}
