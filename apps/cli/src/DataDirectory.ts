/**
 * Where the embedded project lives: POSTHOG_DRIVER_DATA_DIR, else the place the platform keeps user data
 * (https://specifications.freedesktop.org/basedir-spec/latest/ and its counterparts on macOS and Windows).
 */
import { homedir } from "node:os"
import { join } from "node:path"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

const optional = (name: string) =>
  Config.option(Config.String(name)).pipe(
    Config.map(Option.filter((value) => value.trim() !== "")),
    Config.map(Option.getOrUndefined)
  )

const dataDirectory: Effect.Effect<string> = Effect.gen(function* () {
  const own = yield* optional("POSTHOG_DRIVER_DATA_DIR")
  if (own !== undefined) return own
  const base =
    process.platform === "darwin"
      ? join(homedir(), "Library", "Application Support")
      : process.platform === "win32"
        ? ((yield* optional("LOCALAPPDATA")) ?? join(homedir(), "AppData", "Local"))
        : ((yield* optional("XDG_DATA_HOME")) ?? join(homedir(), ".local", "share"))
  return join(base, "posthog-driver")
}).pipe(
  // An optional string cannot fail to decode.
  Effect.orDie
)

/** `demo` has a project of its own: what a user captures into theirs must not change the answers that it checks. */
export type EmbeddedProject = "project" | "demo"

/** The engine's data directory for one of the embedded projects. */
export const projectDirectory = (name: EmbeddedProject): Effect.Effect<string> =>
  Effect.map(dataDirectory, (directory) => join(directory, name))
