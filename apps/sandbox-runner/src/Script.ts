/** A script as data. TypeScript runs by Node's type stripping, so it may hold types but no enums or namespaces. */
import { ScriptInvalid } from "./RunError.ts"

/** What is run. @since 0.1.0 */
export interface Script {
  /** An ES module; top-level `await` works. Its default export is the result. At most 1 MiB. */
  readonly source: string
  /** `"ts"` unless given: JavaScript is also valid TypeScript. */
  readonly language?: "js" | "ts"
}

const maximumBytes = 1_048_576

/** Checks a script without running it. */
export function validateScript(script: Script): Required<Script> | ScriptInvalid {
  const language: string = script.language ?? "ts"
  if (language !== "js" && language !== "ts") {
    return new ScriptInvalid({ problem: `the language "${language}" is not supported; use "js" or "ts".` })
  }
  if (script.source.trim() === "") return new ScriptInvalid({ problem: "it is empty." })
  const bytes = Buffer.byteLength(script.source)
  if (bytes > maximumBytes) {
    return new ScriptInvalid({ problem: `it has ${bytes} bytes; at most ${maximumBytes} are accepted.` })
  }
  return { source: script.source, language }
}
