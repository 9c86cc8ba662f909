/**
 * How another process can be sure that this is the engine of a data directory, and not something else on its port.
 *
 * Both know the start token from the directory's state file, which only its owner can read. The caller sends a challenge and
 * gets its HMAC: the token itself is never on the wire, and an answer overheard is of no use for the next challenge.
 */
import { createHmac } from "node:crypto"
import * as Context from "effect/Context"
import * as Redacted from "effect/Redacted"

/** Carries the challenge in, and the proof out. */
export const CHALLENGE_HEADER = "x-posthog-driver-challenge"
export const PROOF_HEADER = "x-posthog-driver-engine"

export class Readiness extends Context.Service<Readiness, { readonly startToken: Redacted.Redacted }>()(
  "@posthog-driver/engine/Readiness"
) {}

export const proofOf = (startToken: Redacted.Redacted, challenge: string): string =>
  createHmac("sha256", Redacted.value(startToken)).update(challenge).digest("hex")
