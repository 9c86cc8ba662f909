import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeCircuit, type Circuit, type Phase, type Verdict } from "../src/Circuit.ts"

const policy = { failures: 3, openMillis: 1000, longestOpenMillis: 4000 }

/**
 * The model: what the header of Circuit.ts says, as a list of what happened. It knows nothing of eras: it remembers in which
 * period (between two changes) each attempt began.
 */
interface Model {
  now: number
  period: number
  state: "closed" | "open" | "probing" | "half-open"
  /** Verdicts of this closed period, in order. */
  closedVerdicts: Array<Verdict["_tag"]>
  openedAt: number
  openFor: number
  /** Openings since it was closed last. */
  openings: number
  pending: Array<{ readonly period: number; readonly era: number }>
  visited: Set<string>
}

interface Real {
  readonly circuit: Circuit
}

const nameOf = (phase: Phase): Model["state"] => {
  if (phase._tag === "Closed") return "closed"
  if (phase._tag === "Open") return "open"
  return phase.isProbing ? "probing" : "half-open"
}

const agree = (model: Model, { circuit }: Real): void => {
  model.visited.add(model.state)
  assert.strictEqual(nameOf(circuit.phase()), model.state)
}

const moveTo = (model: Model, state: Model["state"]): void => {
  model.visited.add(`${model.state} -> ${state}`)
  model.state = state
}

class Advance implements fc.Command<Model, Real> {
  readonly millis: number
  constructor(millis: number) {
    this.millis = millis
  }
  check = () => true
  run(model: Model, real: Real): void {
    model.now += this.millis
    agree(model, real)
  }
  toString = () => `advance(${this.millis})`
}

class Begin implements fc.Command<Model, Real> {
  check = () => true
  run(model: Model, real: Real): void {
    const isOver = model.now >= model.openedAt + model.openFor
    const mayGo =
      model.state === "closed" || model.state === "half-open" || (model.state === "open" && isOver)
    const peeked = real.circuit.peek(model.now)
    const admission = real.circuit.admit(model.now)
    assert.strictEqual(admission._tag, mayGo ? "Admitted" : "Refused")
    assert.strictEqual(peeked._tag, admission._tag)
    if (admission._tag === "Refused") {
      const expected = model.state === "open" ? model.openedAt + model.openFor - model.now : undefined
      assert.strictEqual(admission.retryAfterMillis, expected)
      assert.strictEqual(admission.failure, "Unreachable")
    } else {
      assert.strictEqual(admission.isProbe, model.state !== "closed")
      if (model.state !== "closed") {
        moveTo(model, "probing")
        model.period += 1
      }
      model.pending.push({ period: model.period, era: admission.era })
    }
    agree(model, real)
  }
  toString = () => "begin"
}

class End implements fc.Command<Model, Real> {
  readonly index: number
  readonly verdict: Verdict
  constructor(index: number, verdict: Verdict) {
    this.index = index
    this.verdict = verdict
  }
  check = (model: Readonly<Model>) => model.pending.length > 0
  run(model: Model, real: Real): void {
    const [attempt] = model.pending.splice(this.index % model.pending.length, 1)
    if (attempt === undefined) return
    real.circuit.settle(attempt.era, this.verdict, model.now)
    const open = () => {
      model.openings += 1
      const asked = this.verdict._tag === "Ill" ? (this.verdict.retryAfterMillis ?? 0) : 0
      model.openFor = Math.min(4000, Math.max(asked, 1000 * 2 ** (model.openings - 1)))
      model.openedAt = model.now
      model.period += 1
      moveTo(model, "open")
    }
    if (attempt.period === model.period && model.state === "closed") {
      if (this.verdict._tag !== "Silent") model.closedVerdicts.push(this.verdict._tag)
      if (model.closedVerdicts.slice(-3).filter((tag) => tag === "Ill").length === 3) open()
    } else if (attempt.period === model.period && model.state === "probing") {
      if (this.verdict._tag === "Ill") open()
      else if (this.verdict._tag === "Silent") moveTo(model, "half-open")
      else {
        model.closedVerdicts = []
        model.openings = 0
        model.period += 1
        moveTo(model, "closed")
      }
    }
    agree(model, real)
  }
  toString = () => `end(${this.index}, ${this.verdict._tag})`
}

const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Verdict>({ _tag: "Well" }) },
  { weight: 1, arbitrary: fc.constant<Verdict>({ _tag: "Silent" }) },
  { weight: 4, arbitrary: fc.constant<Verdict>({ _tag: "Ill", failure: "Unreachable" }) },
  {
    weight: 1,
    arbitrary: fc
      .nat(10_000)
      .map((retryAfterMillis): Verdict => ({ _tag: "Ill", failure: "Unreachable", retryAfterMillis }))
  }
)

describe("makeCircuit", () => {
  it("agrees with the model in every state, whatever begins, ends, overlaps and how long it takes", () => {
    const visited = new Set<string>()
    fc.assert(
      fc.property(
        fc.commands(
          [
            fc.oneof(fc.nat(500), fc.nat(5000)).map((millis) => new Advance(millis)),
            fc.constant(new Begin()),
            fc.tuple(fc.nat(5), verdict).map(([index, each]) => new End(index, each))
          ],
          { maxCommands: 100, size: "max" }
        ),
        (commands) => {
          const model: Model = {
            now: 0,
            period: 0,
            state: "closed",
            closedVerdicts: [],
            openedAt: 0,
            openFor: 0,
            openings: 0,
            pending: [],
            visited
          }
          fc.modelRun(() => ({ real: { circuit: makeCircuit(policy) }, model }), commands)
        }
      ),
      { numRuns: Number(process.env["FAST_CHECK_RUNS"] ?? 1000) }
    )
    // Every state and every way between two of them was taken.
    assert.deepStrictEqual([...visited].sort(), [
      "closed",
      "closed -> open",
      "half-open",
      "half-open -> probing",
      "open",
      "open -> probing",
      "probing",
      "probing -> closed",
      "probing -> half-open",
      "probing -> open"
    ])
  })

  it("tells each change once", () => {
    const seen: Array<string> = []
    const circuit = makeCircuit({ ...policy, failures: 1 }, ({ _tag }) => seen.push(_tag))
    const attempt = (now: number, each: Verdict) => {
      const admission = circuit.admit(now)
      if (admission._tag === "Admitted") circuit.settle(admission.era, each, now)
    }
    const ill: Verdict = { _tag: "Ill", failure: "Unreachable" }
    attempt(0, { _tag: "Well" })
    attempt(0, ill)
    attempt(10, ill)
    attempt(1000, ill)
    attempt(3000, { _tag: "Well" })
    assert.deepStrictEqual(seen, ["Open", "HalfOpen", "Open", "HalfOpen", "Closed"])
  })
})
