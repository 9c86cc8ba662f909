/**
 * Compiling HogQL: a cached text, a new text, and the start of the parser's worker.
 * Peers: PostHog's parser used directly in this thread, and the same question asked of a worker that is up already.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { CompileContext, Compiler } from "../packages/hogql-compiler/src/index.ts"
import { median } from "./timing.ts"

const packageFile = join(import.meta.dirname, "../packages/hogql-compiler/package.json")
const from = createRequire(packageFile)
const load = async <Module>(path: string): Promise<Module> =>
  (await import(pathToFileURL(path).href)) as Module
const { createCompiler } = await load<{ createCompiler: (options?: object) => Compiler }>(
  join(packageFile, "../dist/index.js")
)
const { default: createParser } = await load<{
  default: () => Promise<{ parseSelect: (text: string) => string }>
}>(from.resolve("@posthog/hogql-parser"))

const context: CompileContext = {
  projectId: 1,
  timezone: "Europe/Berlin",
  propertyDefinitions: Array.from({ length: 50 }, (_, n) => ({
    scope: "event" as const,
    name: `property_${n}`,
    type: "String" as const
  }))
}

/** Questions of product analytics, each new for every `n`. */
const questions: readonly ((n: number) => string)[] = [
  (n) =>
    `select event, count() as n${n} from events where timestamp > now() - interval ${n} day group by event order by n${n} desc limit 10`,
  (n) =>
    `select toStartOfDay(timestamp) as day, uniq(person_id) from events where event = 'e${n}' and properties.$browser in ('Chrome', 'Safari') group by day order by day limit ${n}`,
  (n) =>
    `select person.properties.plan, countIf(event = 'purchase') / count() as share from events where properties.amount${n} is not null group by 1 having share > 0.${n} limit 50`,
  (n) =>
    `with firsts as (select person_id, min(timestamp) as first from events where event = 'signup${n}' group by person_id) select dateDiff('day', first, now()) as age, count() from firsts group by age order by age limit 30`,
  (n) =>
    `select windowFunnel(86400)(timestamp, event = 'a', event = 'b${n}') as level, count() from (select timestamp, event, distinct_id from events limit 1000) group by distinct_id limit 5`
]

const line = (name: string, millis: number, ratio?: number): void => {
  const against = ratio === undefined ? "" : `  ${ratio.toFixed(2).padStart(6)} x`
  console.log(`  ${name.padEnd(58)} ${millis.toFixed(3).padStart(9)} ms${against}`)
}

const timed = async (run: () => unknown): Promise<number> => {
  const start = performance.now()
  await run()
  return performance.now() - start
}

const compiler = createCompiler({ workers: 1 })
const parser = await createParser()

// Both parsers read every kind of question a few times first: what they learn from it makes up half of a first text's time.
for (let n = 1; n <= 5; n += 1) {
  for (const question of questions) {
    await compiler.compile(question(n), context)
    parser.parseSelect(question(n))
  }
}

const bare: number[] = []
const whole: number[] = []
for (let n = 10; n < 50; n += 1) {
  for (const question of questions) {
    const text = question(n)
    bare.push(await timed(() => parser.parseSelect(text)))
    whole.push(await timed(() => compiler.compile(text, context)))
  }
}
const sum = (times: readonly number[]): number => times.reduce((all, one) => all + one, 0) / times.length
line("a new text, @posthog/hogql-parser alone (mean)", sum(bare), 1)
line("a new text, compiled (mean; at most 1.3 x)", sum(whole), sum(whole) / sum(bare))
line("a new text, compiled (median)", median(whole), median(whole) / median(bare))

const cached: number[] = []
for (let round = 0; round < 20; round += 1) {
  const text = questions[round % questions.length]?.(10) ?? ""
  cached.push(
    (await timed(async () => {
      for (let n = 0; n < 500; n += 1) await compiler.compile(text, context)
    })) / 500
  )
}
line("a cached text, compiled (at most 0.05 ms)", median(cached), median(cached) / sum(bare))

const first: number[] = []
const warm: number[] = []
for (let n = 100; n < 110; n += 1) {
  const cold = createCompiler({ workers: 1 })
  first.push(await timed(() => cold.compile("select 1", context)))
  await cold.close()
  const ready = createCompiler({ workers: 1 })
  await ready.warmUp()
  warm.push(await timed(() => ready.compile("select 1", context)))
  await ready.close()
}
line("the first text, with a worker that is up", median(warm), 1)
line("the first text, which starts the worker", median(first), median(first) / median(warm))
await compiler.close()
