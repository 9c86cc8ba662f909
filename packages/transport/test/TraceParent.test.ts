import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Tracer } from "effect"
import { HttpClientRequest } from "../src/EffectHttp.ts"
import { makeRunner } from "../src/facade.ts"
import { traceParent, withTraceHeaders } from "../src/TraceParent.ts"

const traceId = "0af7651916cd43dd8448eb211c80319c"
const spanId = "b7ad6b7169203331"
const traceparent = `00-${traceId}-${spanId}-01`

/** The `tracestate` that is sent on below a parent. */
const sentOn = (tracestate: string): string | undefined => {
  const parent = traceParent({ traceparent, tracestate })
  assert.isDefined(parent)
  const sent = Effect.runSync(
    withTraceHeaders(HttpClientRequest.get("http://localhost/")).pipe(
      Effect.withSpan("inner"),
      Effect.withSpan("outer"),
      Effect.withParentSpan(parent)
    )
  )
  assert.match(sent.headers["traceparent"] ?? "", new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
  return sent.headers["tracestate"]
}

describe("traceparent", () => {
  it("is read as the standard says", () => {
    assert.deepInclude(traceParent({ traceparent }), { traceId, spanId, sampled: true })
    assert.deepInclude(traceParent({ traceparent: `00-${traceId}-${spanId}-00` }), { sampled: false })
    // Of a later version only what is known is read.
    assert.deepInclude(traceParent({ traceparent: `cc-${traceId}-${spanId}-01-what-comes` }), { traceId })
  })

  it.each([
    ["", "empty"],
    [`ff-${traceId}-${spanId}-01`, "a version that cannot be"],
    [`00-${"0".repeat(32)}-${spanId}-01`, "no trace"],
    [`00-${traceId}-${"0".repeat(16)}-01`, "no span"],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, "upper case"],
    [`00-${traceId}-${spanId}-01-more`, "more than version 00 has"],
    [`00-${traceId}-${spanId}`, "less than there must be"]
  ])("%s is left out: %s", (given) => {
    assert.isUndefined(traceParent({ traceparent: given }))
  })
})

describe("a traceparent that is not there", () => {
  it.each([undefined, null, 5, ["00"]])("is left out: %j", (given) => {
    assert.isUndefined(traceParent({ traceparent: given as undefined }))
  })

  it("is no reason to fail a call", async () => {
    const runner = makeRunner(Layer.empty)
    const parent = Effect.exit(Effect.currentParentSpan)
    const exit = await runner.runPromise(parent, { trace: { traceparent: undefined, tracestate: "a=1" } })
    assert.isTrue(Exit.isFailure(exit))
    await runner.close()
  })
})

describe("tracestate", () => {
  it("is sent on in its order, whatever spans are between", () => {
    assert.strictEqual(
      sentOn("rojo=00f067aa0ba902b7 , ,congo=t61rcWkgMzE"),
      "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"
    )
    assert.strictEqual(sentOn("tenant@vendor=a b"), "tenant@vendor=a b")
  })

  it.each(["", "Upper=1", "a", "a=1,a=2", "a=b\r\nx-other: 1", "a=b=c", "é=1", `a=${"x".repeat(257)}`])(
    "%j is left out",
    (given) => {
      assert.isUndefined(sentOn(given))
    }
  )

  it("has at most 32 members", () => {
    const members = (count: number) => Array.from({ length: count }, (_, n) => `k${n}=v`).join(",")
    assert.strictEqual(sentOn(members(32)), members(32))
    assert.isUndefined(sentOn(members(33)))
  })

  it("is absent without a parent that has one", () => {
    const sent = Effect.runSync(
      withTraceHeaders(HttpClientRequest.get("http://localhost/")).pipe(
        Effect.withSpan("alone"),
        Effect.withParentSpan(Tracer.externalSpan({ traceId, spanId }))
      )
    )
    assert.isDefined(sent.headers["traceparent"])
    assert.isUndefined(sent.headers["tracestate"])
  })
})
