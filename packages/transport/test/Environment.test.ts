import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Equal, Redacted } from "effect"
import { execFileSync } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { environmentNamesProject, environmentOptions, type EnvironmentOptions } from "../src/Environment.ts"
import { layerConfig } from "../src/layers.ts"
import { Transport } from "../src/Transport.ts"
import { personalApiKey, projectToken } from "./support/options.ts"

const read = (env: Record<string, string>, options: EnvironmentOptions = {}) =>
  environmentOptions({ envFile: false, ...options }).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env))
  )

const problemOf = (env: Record<string, string>, options: EnvironmentOptions = {}) =>
  Effect.map(Effect.flip(read(env, options)), (error) => error.message)

const complete = {
  POSTHOG_HOST: "https://eu.posthog.com",
  POSTHOG_PROJECT_ID: "7",
  POSTHOG_PERSONAL_API_KEY: personalApiKey,
  POSTHOG_PROJECT_TOKEN: projectToken
}

const envFile = (text: string): string => {
  const directory = mkdtempSync(join(tmpdir(), "transport-env-"))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, ".env")
  writeFileSync(path, text)
  return path
}

describe("environmentOptions", () => {
  it.effect("reads the names", () =>
    Effect.gen(function* () {
      const found = yield* read({
        ...complete,
        POSTHOG_LOG_LEVEL: "Debug",
        POSTHOG_INGEST_HOST: "https://e.example.org"
      })
      assert.strictEqual(found.host, "https://eu.posthog.com")
      assert.strictEqual(found.ingestHost, "https://e.example.org")
      assert.strictEqual(found.projectId, 7)
      assert.strictEqual(found.logLevel, "debug")
      assert.isTrue(Equal.equals(found.personalApiKey, Redacted.make(personalApiKey)))
      assert.isTrue(Equal.equals(found.projectToken, Redacted.make(projectToken)))
    })
  )

  it.effect("reads the aliases", () =>
    Effect.gen(function* () {
      const found = yield* read({
        POSTHOG_API_URL: "https://us.posthog.com",
        POSTHOG_PROJECT_ID: "7",
        POSTHOG_API_KEY: personalApiKey,
        POSTHOG_PROJECT_API_KEY: projectToken
      })
      assert.strictEqual(found.host, "https://us.posthog.com")
      assert.isTrue(Equal.equals(found.personalApiKey, Redacted.make(personalApiKey)))
    })
  )

  it.effect("refuses a name and its alias that differ, and takes them when they agree", () =>
    Effect.gen(function* () {
      const problem = yield* problemOf({ ...complete, POSTHOG_API_KEY: `${personalApiKey}2` })
      assert.match(problem, /POSTHOG_PERSONAL_API_KEY, POSTHOG_API_KEY: mean the same but differ/)
      assert.notInclude(problem, personalApiKey)
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_API_URL: "https://us.posthog.com" }),
        /POSTHOG_HOST, POSTHOG_API_URL/
      )
      yield* read({ ...complete, POSTHOG_API_KEY: personalApiKey })
    })
  )

  it.effect("names everything that is missing at once", () =>
    Effect.gen(function* () {
      assert.match(
        yield* problemOf({}),
        /^Transport.settings: POSTHOG_HOST, POSTHOG_PROJECT_ID, POSTHOG_PERSONAL_API_KEY: are not set;.*\(POSTHOG_PROJECT_TOKEN instead is enough for events\)\.$/
      )
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_PROJECT_ID: "" }),
        /: POSTHOG_PROJECT_ID: is not set/
      )
    })
  )

  it.effect("is content with one of the two keys", () =>
    Effect.gen(function* () {
      const captureOnly = { ...complete, POSTHOG_PERSONAL_API_KEY: "" }
      assert.isUndefined((yield* read(captureOnly)).personalApiKey)
      const queryOnly = { ...complete, POSTHOG_PROJECT_TOKEN: "" }
      assert.isUndefined((yield* read(queryOnly)).projectToken)
    })
  )

  it.effect("blames the variable a wrong value came from", () =>
    Effect.gen(function* () {
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_PERSONAL_API_KEY: projectToken }),
        /: POSTHOG_PERSONAL_API_KEY: holds a project token/
      )
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_PROJECT_TOKEN: personalApiKey }),
        /: POSTHOG_PROJECT_TOKEN: holds a personal API key/
      )
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_PROJECT_ID: "seven" }),
        /: POSTHOG_PROJECT_ID: must be the project's number/
      )
      assert.match(yield* problemOf({ ...complete, POSTHOG_PROJECT_ID: "7.5" }), /: POSTHOG_PROJECT_ID: /)
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_LOG_LEVEL: "loud" }),
        /: POSTHOG_LOG_LEVEL: must be one of debug, info, warning, error, none/
      )
      assert.match(
        yield* problemOf({ ...complete, POSTHOG_HOST: "eu.posthog.com" }),
        /: POSTHOG_HOST: has no https/
      )
    })
  )

  it.effect("prefers settings to variables and variables to .env", () =>
    Effect.gen(function* () {
      const path = envFile(
        `POSTHOG_HOST=https://file.example.org\nPOSTHOG_INGEST_HOST=https://ingest.example.org\nPOSTHOG_PROJECT_ID=1\nPOSTHOG_API_KEY=${personalApiKey}fromfile\nPOSTHOG_LOG_LEVEL=info\n`
      )
      const found = yield* read(
        {
          POSTHOG_HOST: "https://variable.example.org",
          POSTHOG_PROJECT_ID: "2",
          POSTHOG_PERSONAL_API_KEY: personalApiKey,
          POSTHOG_LOG_LEVEL: ""
        },
        { settings: { projectId: 3, timeoutMillis: 5 }, envFile: path }
      )
      assert.strictEqual(found.host, "https://variable.example.org")
      assert.strictEqual(found.ingestHost, "https://ingest.example.org")
      assert.strictEqual(found.projectId, 3)
      assert.strictEqual(found.timeoutMillis, 5)
      assert.strictEqual(found.logLevel, "info")
      // An alias in the file is no conflict: the variable stands before it.
      assert.isTrue(Equal.equals(found.personalApiKey, Redacted.make(personalApiKey)))
    })
  )

  it.effect("never uses a key from elsewhere with a host from .env", () =>
    Effect.gen(function* () {
      const key = { POSTHOG_PROJECT_ID: "7", POSTHOG_PERSONAL_API_KEY: personalApiKey }
      const token = { POSTHOG_PROJECT_ID: "7", POSTHOG_PROJECT_TOKEN: projectToken }
      for (const name of ["POSTHOG_HOST", "POSTHOG_API_URL"]) {
        const path = envFile(`${name}=https://file.example.org\n`)
        const problem = yield* problemOf(key, { envFile: path })
        assert.match(
          problem,
          new RegExp(
            `: ${name}: comes from the file .env but POSTHOG_PERSONAL_API_KEY does not.*set ${name} as an environment variable too, or put both in .env`
          )
        )
        assert.notInclude(problem, personalApiKey)
        assert.notInclude(problem, "file.example.org")
        assert.match(yield* problemOf({ ...key, POSTHOG_HOST: "" }, { envFile: path }), /comes from the file/)
        assert.match(yield* problemOf(token, { envFile: path }), /but POSTHOG_PROJECT_TOKEN does not/)
        assert.match(
          yield* problemOf({}, { envFile: path, settings: { projectId: 7, personalApiKey } }),
          /but personalApiKey does not/
        )
        assert.match(
          yield* problemOf({}, { envFile: path, settings: { projectId: 7, projectToken } }),
          /but projectToken does not/
        )
      }
    })
  )

  it.effect("never uses a token from elsewhere with an ingest host from .env", () =>
    Effect.gen(function* () {
      const path = envFile("POSTHOG_INGEST_HOST=https://file.example.org\n")
      assert.match(
        yield* problemOf(complete, { envFile: path }),
        /: POSTHOG_INGEST_HOST: comes from the file .env but POSTHOG_PROJECT_TOKEN does not/
      )
      assert.match(
        yield* problemOf(complete, { envFile: path, settings: { projectToken } }),
        /but projectToken does not/
      )
      // The personal key never goes there.
      yield* read({ ...complete, POSTHOG_PROJECT_TOKEN: "" }, { envFile: path })
    })
  )

  it.effect("never signs with a key from elsewhere for a host from .env", () =>
    Effect.gen(function* () {
      const key = "0123456789abcdef0123456789abcdef"
      const env = { POSTHOG_PROJECT_ID: "7", POSTHOG_SIGNING_KEY: key }
      const settings = { signing: { keyId: "team-a" } }
      const host = "https://us.posthog.com"
      const own = `POSTHOG_PERSONAL_API_KEY=${personalApiKey}\n`
      for (const [variables, file, name] of [
        [env, "POSTHOG_HOST=https://file.example.org\n", "POSTHOG_HOST"],
        [env, `${own}POSTHOG_API_URL=https://file.example.org\n`, "POSTHOG_API_URL"],
        [
          { ...env, POSTHOG_HOST: host },
          "POSTHOG_INGEST_HOST=https://e.example.org\n",
          "POSTHOG_INGEST_HOST"
        ],
        [
          { ...env, POSTHOG_INGEST_HOST: host },
          `${own}POSTHOG_HOST=https://file.example.org\n`,
          "POSTHOG_HOST"
        ]
      ] as const) {
        const envFileOf = { envFile: envFile(file) }
        const problem = yield* problemOf(variables, { ...envFileOf, settings })
        assert.include(problem, `: ${name}: comes from the file .env but POSTHOG_SIGNING_KEY does not`)
        assert.notInclude(problem, key)
        assert.match(
          yield* problemOf(
            { ...variables, POSTHOG_SIGNING_KEY: "" },
            { ...envFileOf, settings: { signing: { keyId: "team-a", key } } }
          ),
          /but signing\.key does not/
        )
      }
      const both = `POSTHOG_SIGNING_KEY=${key}\nPOSTHOG_HOST=https://file.example.org\n`
      yield* read({ POSTHOG_PROJECT_ID: "7" }, { envFile: envFile(both), settings })
      yield* read({ ...env, POSTHOG_HOST: host }, { envFile: envFile(own), settings })
      // Where nothing is signed, the variable is nobody's business.
      yield* read(env, { envFile: envFile(`${own}POSTHOG_HOST=https://file.example.org\n`) })
    })
  )

  it.effect("uses a key from .env with the host of .env, of a variable, or of the settings", () =>
    Effect.gen(function* () {
      const keys = `POSTHOG_PERSONAL_API_KEY=${personalApiKey}\nPOSTHOG_PROJECT_TOKEN=${projectToken}\nPOSTHOG_PROJECT_ID=7\n`
      const host = "https://us.posthog.com"
      yield* read({}, { envFile: envFile(`${keys}POSTHOG_HOST=${host}\n`) })
      yield* read({ POSTHOG_HOST: host }, { envFile: envFile(keys) })
      yield* read({}, { envFile: envFile(keys), settings: { host } })
      yield* read(complete, { envFile: envFile("POSTHOG_HOST=https://file.example.org\n") })
    })
  )

  it.effect("reads a log level in any case, and warn for warning", () =>
    Effect.gen(function* () {
      const levels = {
        DEBUG: "debug",
        Info: "info",
        WARNING: "warning",
        Warn: "warning",
        error: "error",
        None: "none"
      }
      for (const [text, level] of Object.entries(levels)) {
        assert.strictEqual((yield* read({ ...complete, POSTHOG_LOG_LEVEL: text })).logLevel, level)
      }
    })
  )

  it.effect("does without a .env that is not there, but not without one it cannot read", () =>
    Effect.gen(function* () {
      yield* read(complete, { envFile: join(tmpdir(), "no-such-folder", ".env") })
      assert.match(yield* problemOf(complete, { envFile: tmpdir() }), /is not a regular file/)
    })
  )

  it.effect(
    "neither waits for what is no file under the name of .env, nor reads it without end",
    () =>
      Effect.gen(function* () {
        const folder = dirname(envFile(""))
        const [pipe, endless, large] = ["pipe", "endless", "large"].map((name) => join(folder, name)) as [
          string,
          string,
          string
        ]
        execFileSync("sh", ["-c", `mkfifo '${pipe}'`])
        symlinkSync("/dev/zero", endless)
        writeFileSync(large, `A=${"x".repeat(64 * 1024)}\n`)
        const blank = join(folder, "blank")
        writeFileSync(blank, "\n".repeat(64 * 1024))
        // In a process of its own: what waits for a pipe, or reads without end, cannot be interrupted.
        const program = `
        import { createTransportFromEnv } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)}
        for (const envFile of ${JSON.stringify([pipe, endless, large, blank])}) {
          try { createTransportFromEnv({ envFile }) } catch (error) { console.log(error.message) }
        }`
        const stdout = execFileSync(
          process.execPath,
          ["--max-old-space-size=128", "--input-type=module-typescript", "--eval", program],
          { env: { PATH: process.env["PATH"] }, timeout: 20_000, encoding: "utf8", stdio: "pipe" }
        )
        assert.deepStrictEqual(stdout.trim().split("\n"), [
          `Transport.settings: ${pipe}: is not a regular file.`,
          `Transport.settings: ${endless}: is not a regular file.`,
          `Transport.settings: ${large}: is larger than 65536 bytes.`,
          `Transport.settings: ${blank}: has more than 1,000 blank characters in a row.`
        ])
      }),
    30_000
  )

  it.effect("reads a .env that others may change, behind a link, with bytes that are no UTF-8", () =>
    Effect.gen(function* () {
      const path = envFile("")
      writeFileSync(path, Buffer.from("# \xe9\nPOSTHOG_LOG_LEVEL=info\n", "latin1"))
      chmodSync(path, 0o666)
      symlinkSync(path, `${path}.link`)
      assert.strictEqual((yield* read(complete, { envFile: `${path}.link` })).logLevel, "info")
    })
  )

  it.effect("makes a layer that knows its settings", () =>
    Effect.gen(function* () {
      const { settings } = yield* Transport
      assert.deepStrictEqual(settings.hosts, {
        api: "https://eu.posthog.com",
        ingest: "https://eu.i.posthog.com",
        kind: "eu-cloud"
      })
      assert.strictEqual(settings.personalApiKey, "phx_Ca...ef")
    }).pipe(
      Effect.provide(layerConfig({ envFile: false })),
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(complete))
    )
  )
})

describe("environmentNamesProject", () => {
  const names = (env: Record<string, string>) =>
    environmentNamesProject({ envFile: false }).pipe(
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env))
    )

  it.effect("is true as soon as one of host, project id and personal key is set, under any name", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* names({}))
      assert.isFalse(yield* names({ POSTHOG_HOST: "", POSTHOG_LOG_LEVEL: "debug" }))
      assert.isTrue(yield* names({ POSTHOG_API_URL: "https://us.posthog.com" }))
      assert.isTrue(yield* names({ POSTHOG_PROJECT_ID: "7" }))
      assert.isTrue(yield* names({ POSTHOG_API_KEY: personalApiKey }))
    })
  )

  it.effect(
    "is false for a project token alone, and refuses a key of the wrong kind before any choice is made",
    () =>
      Effect.gen(function* () {
        assert.isFalse(yield* names({ POSTHOG_PROJECT_TOKEN: projectToken }))
        const problem = (env: Record<string, string>) =>
          Effect.map(Effect.flip(names(env)), (error) => `${error.reason._tag} ${error.message}`)
        const token = yield* problem({ POSTHOG_PROJECT_TOKEN: personalApiKey })
        assert.match(token, /^InvalidSettings .*: POSTHOG_PROJECT_TOKEN: holds a personal API key/)
        assert.notInclude(token, personalApiKey)
        assert.match(
          yield* problem({ POSTHOG_PROJECT_API_KEY: personalApiKey }),
          /: POSTHOG_PROJECT_API_KEY: holds a personal API key/
        )
        assert.match(
          yield* problem({ POSTHOG_API_KEY: projectToken }),
          /: POSTHOG_API_KEY: holds a project token/
        )
      })
  )
})
