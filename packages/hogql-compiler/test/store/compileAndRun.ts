/** A compiler and a store for one test file. Call it once, at the top; it opens and closes both. */
import { afterAll, beforeAll } from "vitest"
import { createCompiler, type CompileContext, type CompiledQuery, type Compiler } from "../../src/index.ts"
import { project } from "./project.ts"
import { openStore, type Store } from "./openStore.ts"

type Rows = readonly (readonly unknown[])[]

export interface Bench {
  /** The rows of a HogQL query. */
  readonly rows: (hogql: string, context?: Partial<CompileContext>) => Promise<Rows>
  /** The rows of ClickHouse SQL written by hand: the other route to an answer. */
  readonly raw: (sql: string) => Rows
  readonly compile: (hogql: string, context?: Partial<CompileContext>) => Promise<CompiledQuery>
  /** The rows of a compiled query; with names and types, those are the first two. */
  readonly run: Store["run"]
  readonly compiler: () => Compiler
}

export const compileAndRun = (): Bench => {
  let compiler: Compiler
  let store: Store
  beforeAll(() => {
    compiler = createCompiler()
    store = openStore()
  })
  afterAll(async () => {
    store.close()
    await compiler.close()
  })
  const compile: Bench["compile"] = (hogql, context) => compiler.compile(hogql, { ...project, ...context })
  return {
    compile,
    rows: async (hogql, context) => store.run(await compile(hogql, context)),
    raw: (sql) => store.runRaw(sql),
    run: (query, format) => store.run(query, format),
    compiler: () => compiler
  }
}
