/**
 * Who serves a data directory now: written when a start begins, and again when the engine is ready and has a port.
 *
 * A process id says little after a crash, when another program may have it, or the port. So the engine on the port must answer a
 * challenge with the token in the file; otherwise the file is stale and will be replaced.
 */
import { randomBytes, timingSafeEqual } from "node:crypto"
import { request } from "node:http"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { DataDirectoryUnwritable } from "../EngineError.ts"
import { CHALLENGE_HEADER, PROOF_HEADER, proofOf } from "../server/Readiness.ts"
import type { DataDirectory } from "./DataDirectory.ts"

const Serving = Schema.Struct({
  pid: Schema.Int,
  /** Null while it starts. */
  port: Schema.NullOr(Schema.Int),
  startToken: Schema.String,
  fingerprint: Schema.NullOr(Schema.String),
  transient: Schema.Boolean
})

const decode = Schema.decodeUnknownOption(Serving)

/** An engine that was found. */
export interface FoundEngine {
  readonly pid: number
  readonly port: number
  /** Of the story it holds; null without one. */
  readonly fingerprint: string | null
  /** It ends with the command that started it. */
  readonly transient: boolean
}

/** What the file says: an engine that proved itself, or that somebody began to start one, which only the database's lock confirms. */
export type Serving =
  | { readonly kind: "ready"; readonly engine: FoundEngine }
  | { readonly kind: "starting"; readonly transient: boolean }
  | { readonly kind: "nobody" }

/** A ready engine answers in milliseconds, whatever its database does. */
const PROBE_TIMEOUT_MILLIS = 3_000

export const makeStartToken = (): Redacted.Redacted => Redacted.make(randomBytes(32).toString("base64url"))

export const writeServing = (
  directory: DataDirectory,
  engine: Omit<FoundEngine, "port"> & { readonly port: number | null; readonly startToken: Redacted.Redacted }
): Effect.Effect<void, DataDirectoryUnwritable> =>
  directory.write("serving.json", {
    pid: engine.pid,
    port: engine.port,
    startToken: Redacted.value(engine.startToken),
    fingerprint: engine.fingerprint,
    transient: engine.transient
  })

/** The engine that serves the directory, if there is one and it proves it. */
export const findServing = (directory: DataDirectory): Effect.Effect<Serving> =>
  Effect.gen(function* () {
    const serving = decode(yield* directory.read("serving.json"))
    if (serving._tag === "None") return { kind: "nobody" } as const
    const { pid, port, startToken, fingerprint, transient } = serving.value
    if (port === null) return { kind: "starting", transient } as const
    const proven = yield* proves(port, Redacted.make(startToken))
    if (!proven) return { kind: "nobody" } as const
    return { kind: "ready", engine: { pid, port, fingerprint, transient } } as const
  })

/** Removes the file when it is still about this engine. */
export const removeServing = (directory: DataDirectory, startToken: Redacted.Redacted): Effect.Effect<void> =>
  Effect.gen(function* () {
    const serving = decode(yield* directory.read("serving.json"))
    if (serving._tag === "Some" && serving.value.startToken === Redacted.value(startToken)) {
      yield* directory.remove("serving.json")
    }
  })

const proves = (port: number, startToken: Redacted.Redacted): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const challenge = randomBytes(16).toString("hex")
    const expected = Buffer.from(proofOf(startToken, challenge))
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        path: "/_readyz",
        // A connection of its own: none may stay open afterwards.
        agent: false,
        headers: { [CHALLENGE_HEADER]: challenge },
        timeout: PROBE_TIMEOUT_MILLIS
      },
      (response) => {
        response.resume()
        const proof = Buffer.from(String(response.headers[PROOF_HEADER] ?? ""))
        resume(Effect.succeed(proof.length === expected.length && timingSafeEqual(proof, expected)))
      }
    )
    asked.on("timeout", () => asked.destroy())
    asked.on("error", () => resume(Effect.succeed(false)))
    asked.end()
    return Effect.sync(() => asked.destroy())
  })
