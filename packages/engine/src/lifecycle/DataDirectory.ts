/**
 * The files of an engine, next to its database: who it is, what it holds, and who serves it now.
 *
 * Files with a key or a token are readable by their owner only. Every file is written beside its place and moved there, so that
 * none is ever half there.
 */
import { randomUUID } from "node:crypto"
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import { DataDirectoryDamaged, DataDirectoryUnwritable } from "../EngineError.ts"
import { codeOf } from "../systemError.ts"

export interface DataDirectory {
  readonly path: string
  /** chDB's own directory. */
  readonly storePath: string
  /** The parsed JSON of a file; undefined when it is absent or not JSON. */
  readonly read: (file: DataFile) => Effect.Effect<unknown>
  /** The same for a file that cannot be made again: undefined only when it is absent, a failure when it cannot be read. */
  readonly readKept: (file: DataFile) => Effect.Effect<unknown, DataDirectoryDamaged>
  readonly write: (file: DataFile, value: unknown) => Effect.Effect<void, DataDirectoryUnwritable>
  readonly remove: (file: DataFile) => Effect.Effect<void>
}

/** `identity`: project and keys. `serving`: who serves now. `schema` and `seed`: what the tables hold. `truth`: known answers. */
export type DataFile = "identity.json" | "serving.json" | "schema.json" | "seed.json" | "truth.json"

const OWNER_ONLY = 0o600

/**
 * Makes a directory and those above it. Node's own `recursive` never ends where the system answers ENOENT although the parent is
 * there, as below /proc; here each directory is tried twice at most.
 */
const makeDirectory = async (path: string): Promise<void> => {
  const make = () => mkdir(path, { mode: 0o700 })
  try {
    await make()
  } catch (error) {
    const code = codeOf(error)
    if (code === "ENOENT" && dirname(path) !== path) {
      await makeDirectory(dirname(path))
      // Another starter may have made it meanwhile.
      await make().catch((again: unknown) => refuseUnlessDirectory(path, again))
      return
    }
    await refuseUnlessDirectory(path, error)
  }
}

const refuseUnlessDirectory = async (path: string, error: unknown): Promise<void> => {
  const facts = await stat(path).catch(() => undefined)
  if (facts?.isDirectory() !== true) throw error
}

/** Makes the directory when it is absent, and proves that it can be written. */
export const openDataDirectory = (dataDir: string): Effect.Effect<DataDirectory, DataDirectoryUnwritable> => {
  const path = resolve(dataDir)
  const writing = (act: () => Promise<unknown>): Effect.Effect<void, DataDirectoryUnwritable> =>
    Effect.asVoid(
      Effect.tryPromise({
        try: act,
        catch: (error) => new DataDirectoryUnwritable({ dataDir, why: codeOf(error) })
      })
    )
  const writeText = (file: string, text: string) =>
    writing(async () => {
      const beside = join(path, `.${file}.${randomUUID()}`)
      await writeFile(beside, text, { mode: OWNER_ONLY })
      await chmod(beside, OWNER_ONLY)
      await rename(beside, join(path, file))
    })
  const directory: DataDirectory = {
    path,
    storePath: join(path, "store"),
    read: (file) =>
      Effect.promise(async () => {
        try {
          return JSON.parse(await readFile(join(path, file), "utf8")) as unknown
        } catch {
          // Absent, unreadable or broken: in each case there is nothing to go by.
          return undefined
        }
      }),
    readKept: (file) =>
      Effect.tryPromise({
        try: async () => {
          const text = await readFile(join(path, file), "utf8").catch((error: unknown) => {
            if (codeOf(error) === "ENOENT") return undefined
            throw error
          })
          return text === undefined ? undefined : (JSON.parse(text) as unknown)
        },
        catch: (error) =>
          new DataDirectoryDamaged({
            dataDir,
            file,
            why: error instanceof SyntaxError ? "it is not JSON" : codeOf(error)
          })
      }),
    write: (file, value) => writeText(file, `${JSON.stringify(value)}\n`),
    remove: (file) => Effect.promise(() => rm(join(path, file), { force: true }).catch(() => undefined))
  }
  return writing(() => makeDirectory(path)).pipe(
    Effect.andThen(writeText("writable", "")),
    Effect.andThen(writing(() => rm(join(path, "writable"), { force: true }))),
    Effect.as(directory)
  )
}
