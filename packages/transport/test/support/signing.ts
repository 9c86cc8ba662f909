import { createHmac } from "node:crypto"
import {
  createSignatureVerifier,
  type SignatureVerdict,
  type SignatureVerifierOptions
} from "../../src/index.ts"

export const key = "CanarySigningKey0123456789abcdefghij"

export const hmac = (text: Buffer | string, secret = key) =>
  createHmac("sha256", secret).update(text).digest()

export const verifier = (more: Partial<SignatureVerifierOptions> = {}) =>
  createSignatureVerifier({ keys: { "gateway-2026": key }, ...more })

export const problemOf = (verdict: SignatureVerdict): string => (verdict.isValid ? "valid" : verdict.problem)
