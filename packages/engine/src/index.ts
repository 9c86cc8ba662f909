/**
 * The whole public surface of `@posthog-driver/engine`: start a local PostHog, or attach to one that runs.
 *
 * The engine listens on 127.0.0.1 only and speaks nothing but HTTP. For Effect programs there is
 * `@posthog-driver/engine/effect`.
 */

// Start
export { startEngine } from "./startEngine.ts"
export { attachOrStartEngine } from "./attachOrStartEngine.ts"
export type { Engine, EngineOptions, EngineProgress } from "./Engine.ts"

// What the seeded project holds
export type { SeedOptions, SeedSize } from "./seed/Dataset.ts"
export type * from "./seed/truth.ts"

// What is answered and what is refused
export { supported } from "./supported.ts"
export type { Supported, SupportedEndpoint } from "./supported.ts"

// Failures
export { EngineError } from "./EngineError.ts"
export type { EngineReason } from "./EngineError.ts"
