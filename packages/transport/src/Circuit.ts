/**
 * One circuit: closed, open, half-open.
 *
 * Closed lets everything through and counts failures in a row. After `failures` of them it opens: nothing is let through for
 * `openMillis`, twice as long each time it opens again without having closed, at most `longestOpenMillis`. Then it is
 * half-open: one attempt is let through as a probe; if it succeeds the circuit closes, if it fails the circuit opens again.
 *
 * Effect has a breaker too. This one measures with the monotonic clock, so that setting the machine's clock back does not keep
 * it open for hours, knows what the last failure was, and costs a tenth.
 *
 * Pure: times come in, decisions go out. What counts as a failure is decided in `Breaker.ts`.
 */

/**
 * When a circuit opens, and for how long.
 *
 * @since 0.2.0
 */
export interface BreakerPolicy {
  /** Failures in a row after which it opens, at least 1. 5 unless given. */
  readonly failures: number
  /** How long it stays open the first time. 10,000 ms unless given. */
  readonly openMillis: number
  /** How long it stays open at most, however often it opened or long a `Retry-After` asked; not below `openMillis`. 120,000 ms unless given. */
  readonly longestOpenMillis: number
}

export const defaultBreakerPolicy: BreakerPolicy = {
  failures: 5,
  openMillis: 10_000,
  longestOpenMillis: 120_000
}

/** What an attempt said about the host: it is well, it is not, or nothing. */
export type Verdict =
  | { readonly _tag: "Well" }
  | { readonly _tag: "Ill"; readonly failure: string; readonly retryAfterMillis?: number | undefined }
  | { readonly _tag: "Silent" }

/** Where a circuit stands. An illegal one cannot be written down. */
export type Phase =
  | { readonly _tag: "Closed"; readonly failures: number }
  | {
      readonly _tag: "Open"
      readonly untilMillis: number
      readonly openings: number
      readonly failure: string
    }
  | {
      readonly _tag: "HalfOpen"
      readonly isProbing: boolean
      readonly openings: number
      readonly failure: string
    }

/** Let through, to be settled once; or refused, for so long when that is known (a probe that runs has no end in sight). */
export type Admission =
  | { readonly _tag: "Admitted"; readonly era: number; readonly isProbe: boolean }
  | { readonly _tag: "Refused"; readonly retryAfterMillis: number | undefined; readonly failure: string }

/** One circuit. Times are milliseconds of a clock that never goes back. */
export interface Circuit {
  readonly phase: () => Phase
  /** What `admit` would say, without a probe being begun. */
  readonly peek: (nowMillis: number) => Admission
  readonly admit: (nowMillis: number) => Admission
  /** Ends what was admitted. What was admitted before the circuit changed changes nothing any more. */
  readonly settle: (era: number, verdict: Verdict, nowMillis: number) => void
}

/** A closed circuit. `onChange` is called when its phase gets another name. */
export const makeCircuit = (
  policy: BreakerPolicy,
  onChange: (phase: Phase) => void = () => undefined
): Circuit => {
  let phase: Phase = { _tag: "Closed", failures: 0 }
  /** Grows with every change that outdates the attempts under way. */
  let era = 0

  const enter = (next: Phase): void => {
    const isNew = next._tag !== phase._tag
    phase = next
    if (isNew) onChange(next)
  }

  const open = (nowMillis: number, openings: number, verdict: Extract<Verdict, { _tag: "Ill" }>): void => {
    era += 1
    const asked = verdict.retryAfterMillis ?? 0
    const openMillis = Math.min(
      policy.longestOpenMillis,
      Math.max(asked, policy.openMillis * 2 ** (openings - 1))
    )
    enter({ _tag: "Open", untilMillis: nowMillis + openMillis, openings, failure: verdict.failure })
  }

  const peek = (nowMillis: number): Admission => {
    if (phase._tag === "Open" && nowMillis < phase.untilMillis) {
      return { _tag: "Refused", retryAfterMillis: phase.untilMillis - nowMillis, failure: phase.failure }
    }
    if (phase._tag === "HalfOpen" && phase.isProbing) {
      return { _tag: "Refused", retryAfterMillis: undefined, failure: phase.failure }
    }
    return { _tag: "Admitted", era, isProbe: phase._tag !== "Closed" }
  }

  return {
    phase: () => phase,
    peek,
    admit: (nowMillis) => {
      const decision = peek(nowMillis)
      if (decision._tag === "Refused" || phase._tag === "Closed") return decision
      era += 1
      enter({ _tag: "HalfOpen", isProbing: true, openings: phase.openings, failure: phase.failure })
      return { _tag: "Admitted", era, isProbe: true }
    },
    settle: (settledEra, verdict, nowMillis) => {
      if (settledEra !== era || phase._tag === "Open") return
      if (phase._tag === "HalfOpen") {
        if (verdict._tag === "Silent") enter({ ...phase, isProbing: false })
        else if (verdict._tag === "Ill") open(nowMillis, phase.openings + 1, verdict)
        else {
          era += 1
          enter({ _tag: "Closed", failures: 0 })
        }
        return
      }
      if (verdict._tag === "Silent") return
      const failures = verdict._tag === "Well" ? 0 : phase.failures + 1
      if (verdict._tag === "Ill" && failures >= policy.failures) open(nowMillis, 1, verdict)
      else enter({ _tag: "Closed", failures })
    }
  }
}
