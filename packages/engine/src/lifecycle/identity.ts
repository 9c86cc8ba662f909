/**
 * The project of a data directory: made once, read ever after.
 */
import { randomBytes, randomUUID } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { DataDirectoryDamaged } from "../EngineError.ts"
import type { DataDirectoryUnwritable } from "../EngineError.ts"
import type { ProjectIdentity } from "../project/Project.ts"
import type { DataDirectory } from "./DataDirectory.ts"

const Identity = Schema.Struct({
  id: Schema.Int,
  uuid: Schema.String,
  organizationId: Schema.String,
  userUuid: Schema.String,
  name: Schema.String,
  timezone: Schema.String,
  weekStartDay: Schema.Literals([0, 1]),
  createdAt: Schema.String,
  personalApiKey: Schema.String,
  projectToken: Schema.String
})

const decode = Schema.decodeUnknownOption(Identity)

/** Alphanumeric, as PostHog's keys are. */
const secret = (prefix: string, length: number): string => {
  let text = ""
  while (text.length < length)
    text += randomBytes(length)
      .toString("base64")
      .replaceAll(/[^A-Za-z0-9]/g, "")
  return prefix + text.slice(0, length)
}

const redacted = (identity: typeof Identity.Type): ProjectIdentity => ({
  ...identity,
  personalApiKey: Redacted.make(identity.personalApiKey),
  projectToken: Redacted.make(identity.projectToken)
})

/** Undefined when there is none yet. Keys that clients hold are never replaced because their file is damaged: that is a failure. */
export const readIdentity = (
  directory: DataDirectory
): Effect.Effect<ProjectIdentity | undefined, DataDirectoryDamaged> =>
  Effect.flatMap(directory.readKept("identity.json"), (stored) => {
    if (stored === undefined) return Effect.undefined
    const identity = decode(stored)
    if (identity._tag === "Some") return Effect.succeed(redacted(identity.value))
    const why = "it is not the identity of a project"
    return Effect.fail(new DataDirectoryDamaged({ dataDir: directory.path, file: "identity.json", why }))
  })

/** Only the holder of the database calls this, so that two starts cannot make two sets of keys. */
export const readOrMakeIdentity = (
  directory: DataDirectory
): Effect.Effect<ProjectIdentity, DataDirectoryUnwritable | DataDirectoryDamaged> =>
  Effect.gen(function* () {
    const known = yield* readIdentity(directory)
    if (known !== undefined) return known
    const identity: typeof Identity.Type = {
      id: 1,
      uuid: randomUUID(),
      organizationId: randomUUID(),
      userUuid: randomUUID(),
      name: "Embedded project",
      timezone: "UTC",
      weekStartDay: 0,
      createdAt: new Date(yield* Clock.currentTimeMillis).toISOString(),
      personalApiKey: secret("phx_", 43),
      projectToken: secret("phc_", 43)
    }
    yield* directory.write("identity.json", identity)
    return redacted(identity)
  })
