import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { describe, expect, it } from "vitest"
import * as effectDoor from "../../src/effect.ts"
import * as promiseDoor from "../../src/index.ts"
import { layerScripted, scriptedClient } from "@posthog-driver/transport/testing"
import { scripted, settings } from "../scripted.ts"

const operations = [
  "annotations.list",
  "capture.batch",
  "capture.event",
  "capture.flush",
  "cohorts.list",
  "experiments.list",
  "flags.list",
  "getFields",
  "health",
  "insights.list",
  "listObjects",
  "persons.list",
  "project.current",
  "project.health",
  "project.schema",
  "query"
]

/** `area.operation` for everything that can be called. */
const operationsOf = (client: object): ReadonlyArray<string> =>
  Object.entries(client)
    .flatMap(([name, member]: [string, unknown]) =>
      typeof member === "object" && member !== null
        ? Object.keys(member).map((operation) => `${name}.${operation}`)
        : [name]
    )
    .toSorted()

describe("the two doors", () => {
  it("open on the same operations", async () => {
    const transport = Layer.orDie(layerScripted(scriptedClient([]), settings))
    const runtime = ManagedRuntime.make(effectDoor.layerNoTransport.pipe(Layer.provide(transport)))
    expect(operationsOf(await runtime.runPromise(effectDoor.PostHog))).toEqual(operations)
    expect(operationsOf(scripted([]).posthog)).toEqual([...operations, "close"].toSorted())
    await runtime.dispose()
  })

  it("export these names", () => {
    const failures = [
      "CaptureIncomplete",
      "EventInvalid",
      "PostHogError",
      "QueryRejected",
      "QueryTimedOut",
      "QueryTooExpensive",
      "UnknownObject"
    ]
    expect(Object.keys(promiseDoor).toSorted()).toEqual(
      [...failures, "createPostHog", "createPostHogFromEnv", "openPostHog"].toSorted()
    )
    expect(Object.keys(effectDoor).toSorted()).toEqual(
      [
        ...failures,
        "Annotation",
        "Annotations",
        "Capture",
        "Catalog",
        "Cohort",
        "Cohorts",
        "Experiment",
        "Experiments",
        "FeatureFlag",
        "FeatureFlags",
        "Insight",
        "Insights",
        "Person",
        "Persons",
        "PostHog",
        "PostHogReason",
        "Project",
        "ProjectInfo",
        "Query",
        "layer",
        "layerConfig",
        "layerNoTransport"
      ].toSorted()
    )
  })
})

describe("PostHogReason", () => {
  it("is this closed union", () => {
    const tags = effectDoor.PostHogReason.members.map((member) => member.identifier)
    expect(tags).toEqual([
      "Unreachable",
      "TlsFailed",
      "ProxyRefused",
      "TimedOut",
      "Unauthorized",
      "Forbidden",
      "NotFound",
      "InvalidRequest",
      "RequestRefused",
      "Conflict",
      "TooLarge",
      "RateLimited",
      "LaneBusy",
      "CircuitOpen",
      "QuotaExceeded",
      "ServerFailed",
      "UnexpectedBody",
      "InvalidSettings",
      "SecretUnavailable",
      "AuditUnavailable",
      "QueryRejected",
      "QueryTimedOut",
      "QueryTooExpensive",
      "UnknownObject",
      "EventInvalid",
      "CaptureIncomplete"
    ])
  })

  it("names each class as its tag", () => {
    for (const member of effectDoor.PostHogReason.members) expect(member.name).toBe(member.identifier)
  })
})
