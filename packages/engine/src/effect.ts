/**
 * The engine for Effect programs (`@posthog-driver/engine/effect`): same options, same failures, closed by its scope.
 */

// Start
export { attachOrStart, EmbeddedEngine, layer, layerAttachOrStart, start } from "./EmbeddedEngine.ts"
export type { EngineOptions, EngineProgress } from "./Engine.ts"

// What the seeded project holds
export type { SeedOptions, SeedSize } from "./seed/Dataset.ts"
export type * from "./seed/truth.ts"

// Failures
export { EngineError } from "./EngineError.ts"
export type { EngineReason } from "./EngineError.ts"
