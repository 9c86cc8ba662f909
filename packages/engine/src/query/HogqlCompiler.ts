/**
 * The compiler as a service: one parser for all requests, closed with the engine.
 */
import { createCompiler, HogqlCompileError } from "@posthog-driver/hogql-compiler"
import type { CheckResult, CompiledQuery, HogqlValue, LogicalTable } from "@posthog-driver/hogql-compiler"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Catalog } from "../project/Catalog.ts"
import { Project } from "../project/Project.ts"

export type QueryValues = Readonly<Record<string, HogqlValue>>

export class HogqlCompiler extends Context.Service<
  HogqlCompiler,
  {
    readonly compile: (text: string, values: QueryValues) => Effect.Effect<CompiledQuery, HogqlCompileError>
    readonly check: (text: string, values: QueryValues) => Effect.Effect<CheckResult, HogqlCompileError>
    /** Every table that a query can read. */
    readonly tables: Effect.Effect<readonly LogicalTable[], HogqlCompileError>
  }
>()("@posthog-driver/engine/HogqlCompiler") {}

export const make = Effect.gen(function* () {
  const project = yield* Project
  const catalog = yield* Catalog
  const compiler = yield* Effect.acquireRelease(
    Effect.sync(() => createCompiler()),
    (compiler) => Effect.promise(() => compiler.close())
  )
  const context = Effect.fnUntraced(function* (values: QueryValues) {
    return {
      projectId: project.id,
      timezone: project.timezone,
      weekStartDay: project.weekStartDay,
      propertyDefinitions: yield* catalog.propertyDefinitions,
      cohorts: yield* catalog.cohorts,
      groupTypes: yield* catalog.groupTypes,
      values,
      offset: "refuse" as const
    }
  })
  const call = <A>(promise: () => Promise<A>): Effect.Effect<A, HogqlCompileError> =>
    Effect.callback((resume) => {
      promise().then(
        (value) => resume(Effect.succeed(value)),
        // The compiler rejects with nothing else; anything else is a bug of ours or its own.
        (error: unknown) =>
          resume(error instanceof HogqlCompileError ? Effect.fail(error) : Effect.die(error))
      )
    })
  return HogqlCompiler.of({
    compile: (text, values) =>
      Effect.flatMap(context(values), (given) => call(() => compiler.compile(text, given))),
    check: (text, values) =>
      Effect.flatMap(context(values), (given) => call(() => compiler.check(text, given))),
    tables: Effect.flatMap(context({}), (given) => call(() => compiler.tables(given)))
  })
})

export const layer: Layer.Layer<HogqlCompiler, never, Project | Catalog> = Layer.effect(HogqlCompiler, make)
