/**
 * `posthog-driver demo`: the main job in front of a person, on the embedded PostHog, each answer checked against the truth
 * manifest. Exit code 0 only when every answer matched.
 */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import type { Truth } from "@posthog-driver/engine"
import type { PostHog } from "@posthog-driver/driver"
import { connectEmbedded, operation } from "../Connection.ts"
import { agentScript } from "../demo/agentScript.ts"
import { funnel } from "../demo/funnel.ts"
import { powerUsers } from "../demo/powerUsers.ts"
import { difference, type Question } from "../demo/Question.ts"
import { retention } from "../demo/retention.ts"
import { topEvents } from "../demo/topEvents.ts"
import { CheckFailed } from "../Failure.ts"
import { completenessLine, isComplete } from "../output/completeness.ts"
import { fieldsTable, objectsTable } from "../output/objectsTable.ts"
import { Screen } from "../output/Screen.ts"
import { tableText } from "../output/tableText.ts"
import { wrap } from "../output/wrap.ts"

export const demo = Command.make(
  "demo",
  {},
  Effect.fn("demo")(function* () {
    const screen = yield* Screen
    const { engine, posthog } = yield* connectEmbedded("demo")
    const truth = yield* operation(() => engine.truth())
    yield* screen.result(
      `\nA seeded project: ${truth.totals.events.toLocaleString("en-US")} events of ` +
        `${truth.totals.persons.toLocaleString("en-US")} persons,\n${truth.startDate} to ${truth.endDate} (UTC).\n`
    )
    yield* discover(posthog)
    const questions = [topEvents, funnel, retention, powerUsers].map((make) => make(truth))
    const failed: string[] = []
    for (const [index, question] of questions.entries()) {
      const wrong = yield* ask(posthog, question, index + 1)
      if (wrong !== undefined) failed.push(`${question.title} ${wrong}`)
    }
    const wrong = yield* runAgentScript(posthog, truth)
    if (wrong !== undefined) failed.push(wrong)
    yield* screen.result(closing)
    if (failed.length > 0) {
      return yield* new CheckFailed({ message: `Not what the truth manifest says: ${failed.join("; ")}.` })
    }
  })
).pipe(
  Command.withDescription("Show it all on the embedded PostHog, each answer checked against the known truth"),
  Command.withExamples([{ command: "posthog-driver demo" }])
)

const discover = Effect.fnUntraced(function* (posthog: PostHog) {
  const screen = yield* Screen
  const objects = yield* operation((signal) => posthog.listObjects({ signal, countRows: true }))
  yield* screen.result(`\n── What is there ──\n${tableText(objectsTable(objects), screen.columns).text}`)
  const fields = yield* operation((signal) => posthog.getFields("events", { signal }))
  const first = fields.slice(0, 8)
  yield* screen.result(
    `\n── Fields of events: ${first.length} of ${fields.length} (all: posthog-driver fields events) ──\n` +
      tableText(fieldsTable(first), screen.columns).text
  )
})

/** Asks, prints, and compares. Gives the difference, if there is one. */
const ask = Effect.fnUntraced(function* (posthog: PostHog, question: Question, number: number) {
  const screen = yield* Screen
  yield* screen.result(`\n${wrap(`── ${number}. ${question.title} ──`, screen.columns)}\n`)
  const result = yield* operation((signal) =>
    posthog.query(question.text, { values: question.values, signal })
  )
  const rows = result.rowArrays
  const shown = question.tableRows ?? rows.length
  if (shown > 0) {
    yield* screen.result(
      tableText({ columns: result.columns, rows: rows.slice(0, shown) }, screen.columns).text
    )
  }
  if (question.chart !== undefined) yield* screen.result(question.chart(rows, screen.columns))
  const wrong =
    difference(question, rows) ??
    // A LIMIT in the question is meant: more rows than asked for are no defect of the answer.
    (isComplete(result.completeness) ||
    (result.completeness.status === "truncated" && result.completeness.cause === "your-limit")
      ? undefined
      : completenessLine(result.completeness))
  yield* screen.result(
    `${wrap(`${Math.round(result.timings.elapsedMillis)} ms. ${completenessLine(result.completeness)}`, screen.columns)}\n` +
      (wrong === undefined ? "✓ equals the truth manifest\n" : `✗ ${wrong}\n`)
  )
  return wrong
})

const runAgentScript = Effect.fnUntraced(function* (posthog: PostHog, truth: Truth) {
  const screen = yield* Screen
  yield* screen.result("\n── An agent's script, without keys and without a network ──\n")
  const { checkSandbox, runScript } = yield* Effect.promise(() => import("@posthog-driver/sandbox-runner"))
  const sandbox = yield* operation(() => checkSandbox())
  if (!sandbox.available) {
    yield* screen.result(`${wrap(`Skipped here: ${sandbox.why} ${sandbox.remedy}`, screen.columns)}\n`)
    return undefined
  }
  const run = yield* operation((signal) =>
    runScript({ source: agentScript(truth), language: "js", posthog, signal })
  )
  const wanted = JSON.stringify({ churnRisk: truth.churnRisk.persons, keys: [] })
  const got = JSON.stringify(run.result)
  const wrong =
    run.outcome === "succeeded" && got === wanted
      ? undefined
      : `the script ${run.outcome}: ${run.outcome === "succeeded" ? got : run.stderr}`
  yield* screen.result(
    `${truth.churnRisk.persons} persons at risk of leaving; ${run.usage.queries} query through the broker;\n` +
      `no key in its environment. ${Math.round(run.elapsedMillis)} ms.\n` +
      (wrong === undefined ? "✓ equals the truth manifest\n" : `✗ ${wrong}\n`)
  )
  return wrong
})

const closing = `
── Your own project ──
export POSTHOG_HOST=https://us.posthog.com POSTHOG_PROJECT_ID=<its number>
export POSTHOG_PERSONAL_API_KEY=<a key with the scope query:read>
npx -y pnpm@12 --silent posthog-driver query "select count() from events"
`
