/** The two doors under one shape, so that the contract suite can walk through each. */
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import { layer, PostHog as PostHogService } from "../../src/effect.ts"
import type { PostHog, PostHogOptions } from "../../src/index.ts"
import { createPostHog } from "../../src/index.ts"

export const doors: ReadonlyArray<readonly [string, (options: PostHogOptions) => PostHog]> = [
  ["the Promise door", createPostHog],
  ["the Effect door", effectDoor]
]

/** Runs the Effect service by hand, without the facade that the Promise door uses. */
function effectDoor(options: PostHogOptions): PostHog {
  const runtime = ManagedRuntime.make(layer(options))
  type Service = PostHogService["Service"]
  const run = async <A, E>(
    operation: (service: Service) => Effect.Effect<A, E>,
    call?: { signal?: AbortSignal | undefined }
  ) => {
    const exit = await runtime.runPromiseExit(
      Effect.flatMap(PostHogService, operation),
      call?.signal === undefined ? {} : { signal: call.signal }
    )
    if (Exit.isSuccess(exit)) return exit.value
    if (call?.signal?.aborted === true) throw call.signal.reason
    throw Cause.squash(exit.cause)
  }
  const close = () => runtime.dispose()
  return {
    listObjects: (o) => run((s) => s.listObjects(o), o),
    getFields: (name, o) => run((s) => s.getFields(name), o),
    query: <Row>(text: Parameters<PostHog["query"]>[0], o?: Parameters<PostHog["query"]>[1]) =>
      run((s) => s.query<Row>(text, o), o),
    capture: {
      event: (event, o) => run((s) => s.capture.event(event), o),
      batch: (events, o) => run((s) => s.capture.batch(events), o),
      flush: (o) => run((s) => s.capture.flush(), o)
    },
    insights: { list: (o) => run((s) => s.insights.list(o), o) },
    persons: { list: (o) => run((s) => s.persons.list(o), o) },
    cohorts: { list: (o) => run((s) => s.cohorts.list(o), o) },
    flags: { list: (o) => run((s) => s.flags.list(o), o) },
    experiments: { list: (o) => run((s) => s.experiments.list(o), o) },
    annotations: { list: (o) => run((s) => s.annotations.list(o), o) },
    project: {
      current: (o) => run((s) => s.project.current(), o),
      schema: (o) => run((s) => s.project.schema(), o),
      health: (o) => run((s) => s.project.health(), o)
    },
    health: (o) => run((s) => s.health(), o),
    close,
    [Symbol.asyncDispose]: close
  }
}
