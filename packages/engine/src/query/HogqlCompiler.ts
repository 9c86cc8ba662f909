/**
 * The compiler as a service: one parser for all requests, closed with the engine.
 */
import { createCompiler, HogqlCompileError } from "@posthog-driver/hogql-compiler"
import type {
  CallPlaces,
  CheckResult,
  CompiledQuery,
  HogqlFilters,
  HogqlValue,
  HogqlVariable,
  LogicalTable,
  PersonsMode
} from "@posthog-driver/hogql-compiler"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Catalog } from "../project/Catalog.ts"
import { Project } from "../project/Project.ts"
import { SavedViews } from "../project/SavedViews.ts"

/** What a request says beside the text of its query. */
export interface QueryInputs {
  readonly values: Readonly<Record<string, HogqlValue>>
  readonly variables?: Readonly<Record<string, HogqlVariable>>
  readonly filters?: HogqlFilters | undefined
  readonly personsMode?: PersonsMode | undefined
}

export class HogqlCompiler extends Context.Service<
  HogqlCompiler,
  {
    readonly compile: (text: string, inputs: QueryInputs) => Effect.Effect<CompiledQuery, HogqlCompileError>
    readonly check: (text: string, inputs: QueryInputs) => Effect.Effect<CheckResult, HogqlCompileError>
    readonly places: (text: string, inputs: QueryInputs) => Effect.Effect<CallPlaces, HogqlCompileError>
    /** Every table that a query can read. */
    readonly tables: Effect.Effect<readonly LogicalTable[], HogqlCompileError>
  }
>()("@posthog-driver/engine/HogqlCompiler") {}

export const make = Effect.gen(function* () {
  const project = yield* Project
  const catalog = yield* Catalog
  const savedViews = yield* SavedViews
  const compiler = yield* Effect.acquireRelease(
    Effect.sync(() => createCompiler()),
    (compiler) => Effect.promise(() => compiler.close())
  )
  const context = Effect.fnUntraced(function* (inputs: QueryInputs) {
    const { filters, personsMode, values, variables } = inputs
    return {
      projectId: project.id,
      timezone: project.timezone,
      weekStartDay: project.weekStartDay,
      propertyDefinitions: yield* catalog.propertyDefinitions,
      cohorts: yield* catalog.cohorts,
      groupTypes: yield* catalog.groupTypes,
      views: yield* savedViews.views,
      actions: yield* catalog.actions,
      values,
      ...(variables === undefined ? {} : { variables }),
      ...(filters === undefined ? {} : { filters }),
      ...(personsMode === undefined ? {} : { personsMode }),
      now: new Date(yield* Clock.currentTimeMillis),
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
    compile: (text, inputs) =>
      Effect.flatMap(context(inputs), (given) => call(() => compiler.compile(text, given))),
    check: (text, inputs) =>
      Effect.flatMap(context(inputs), (given) => call(() => compiler.check(text, given))),
    places: (text, inputs) =>
      Effect.flatMap(context(inputs), (given) => call(() => compiler.places(text, given))),
    tables: Effect.flatMap(context({ values: {} }), (given) => call(() => compiler.tables(given)))
  })
})

export const layer: Layer.Layer<HogqlCompiler, never, Project | Catalog | SavedViews> = Layer.effect(
  HogqlCompiler,
  make
)
