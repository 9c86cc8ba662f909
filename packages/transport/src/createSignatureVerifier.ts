/**
 * The Promise door's verifier: plain values in, a plain verdict out, at once.
 */
import * as Effect from "effect/Effect"
import {
  makeSignatureVerifier,
  type ReceivedRequest,
  type SignatureVerdict,
  type SignatureVerifierOptions
} from "./signing/SignatureVerifier.ts"

/**
 * A verifier for requests that a transport with `signing` sent.
 *
 * @throws TransportError (`InvalidSettings`) when an option is wrong.
 * @since 0.2.0
 */
export const createSignatureVerifier = (
  options: SignatureVerifierOptions
): { readonly verify: (request: ReceivedRequest) => SignatureVerdict } => {
  const verifier = Effect.runSync(makeSignatureVerifier(options))
  return { verify: (request) => Effect.runSync(verifier.verify(request)) }
}
