export { EngineError } from "./EngineError.ts"
