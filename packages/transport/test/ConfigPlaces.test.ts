import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Equal, Redacted } from "effect"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import * as fc from "fast-check"
import { onTestFinished } from "vitest"
import { environmentOptions, type EnvironmentOptions } from "../src/Environment.ts"
import { personalApiKey, projectToken } from "./support/options.ts"

const read = (env: Record<string, string>, options: EnvironmentOptions = {}) =>
  environmentOptions({ envFile: false, ...options }).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env))
  )

const problemOf = (env: Record<string, string>, options: EnvironmentOptions = {}) =>
  Effect.map(Effect.flip(read(env, options)), (error) => error.message)

const file = (name: string, text: string, mode = 0o600): string => {
  const folder = mkdtempSync(join(tmpdir(), "transport-config-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const configFile = (values: unknown, mode?: number) => file("posthog.json", JSON.stringify(values), mode)

const complete = { host: "https://eu.posthog.com", projectId: 7, personalApiKey, projectToken }

describe("the configuration file", () => {
  it.effect("holds settings by the options' names, and is named by option or variable", () =>
    Effect.gen(function* () {
      const path = configFile({
        ...complete,
        ingestHost: "https://e.example.org",
        logLevel: "info",
        logFormat: "pretty"
      })
      for (const found of [
        yield* read({}, { configFile: path }),
        yield* read({ POSTHOG_CONFIG_FILE: path })
      ]) {
        assert.deepInclude(found, {
          host: "https://eu.posthog.com",
          ingestHost: "https://e.example.org",
          projectId: 7,
          logLevel: "info",
          logFormat: "pretty"
        })
        assert.isTrue(Equal.equals(found.personalApiKey, Redacted.make(personalApiKey)))
      }
    })
  )

  it.effect("is named in .env too, and not read when that is switched off", () =>
    Effect.gen(function* () {
      const path = configFile(complete)
      const env = file(".env", `POSTHOG_CONFIG_FILE=${path}\n`)
      assert.strictEqual((yield* read({}, { envFile: env })).projectId, 7)
      assert.match(yield* problemOf({ POSTHOG_CONFIG_FILE: path }, { configFile: false }), /are not set/)
    })
  )

  it.effect("comes after settings, variables and .env: the strongest place wins, setting by setting", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.subarray(["settings", "variables", "env", "file"], { minLength: 1 }), (places) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const has = (place: string) => places.includes(place)
              const folder = mkdtempSync(join(tmpdir(), "transport-precedence-"))
              try {
                const env = join(folder, ".env")
                writeFileSync(env, has("env") ? "POSTHOG_PROJECT_ID=3\nPOSTHOG_LOG_LEVEL=error\n" : "")
                const path = join(folder, "posthog.json")
                writeFileSync(
                  path,
                  JSON.stringify({
                    host: complete.host,
                    personalApiKey,
                    ...(has("file") ? { projectId: 4, logLevel: "none" } : {})
                  }),
                  { mode: 0o600 }
                )
                const found = yield* read(
                  has("variables") ? { POSTHOG_PROJECT_ID: "2", POSTHOG_LOG_LEVEL: "info" } : {},
                  {
                    envFile: env,
                    configFile: path,
                    settings: has("settings") ? { projectId: 1, logLevel: "debug" } : {}
                  }
                )
                const first = ["settings", "variables", "env", "file"].findIndex(has)
                assert.strictEqual(found.projectId, first + 1)
                assert.strictEqual(found.logLevel, ["debug", "info", "error", "none"][first])
              } finally {
                rmSync(folder, { recursive: true })
              }
            })
          )
        ),
        { numRuns: 40 }
      )
    )
  )

  for (const [name, values, expected] of [
    [
      "a name that is no setting",
      { ...complete, pesonalApiKey: "x" },
      /field 'pesonalApiKey' that is no setting; its fields are host, ingestHost/
    ],
    [
      "a value that is not text",
      { ...complete, host: ["x"] },
      /the field 'host' of the configuration file is not text/
    ],
    ["a list", [complete], /is not an object with settings as its fields/],
    [
      "a wrong key, by its own name",
      { ...complete, personalApiKey: projectToken },
      /: personalApiKey: holds a project token/
    ],
    ["a wrong host, by its own name", { ...complete, host: "eu.posthog.com" }, /: host: has no https/],
    ["a wrong level", { ...complete, logLevel: "loud" }, /: logLevel: must be one of debug/],
    ["a wrong format", { ...complete, logFormat: "xml" }, /: logFormat: must be one of json, pretty/]
  ] as const) {
    it.effect(`is refused with ${name}`, () =>
      Effect.gen(function* () {
        const problem = yield* problemOf({ POSTHOG_CONFIG_FILE: configFile(values) })
        assert.match(problem, expected)
        for (const secret of [personalApiKey, projectToken]) assert.notInclude(problem, secret)
      })
    )
  }

  it.effect("is refused with a name that cannot write on a terminal, however long it is", () =>
    Effect.gen(function* () {
      const problem = yield* problemOf({
        POSTHOG_CONFIG_FILE: configFile({ [`\u001b[2Jx\nforged\u202e\u2028\u0085${"y".repeat(5_000)}`]: 1 })
      })
      assert.include(problem, `has a field '?[2Jx?forged???${"y".repeat(45)}' that is no setting`)
      assert.match(problem, /^[^\p{C}\p{Zl}\p{Zp}]{1,400}$/u)
      const key = yield* problemOf({
        POSTHOG_CONFIG_FILE: configFile({ [`${"y".repeat(50)} ${personalApiKey}`]: 1 })
      })
      assert.notInclude(key, personalApiKey.slice(0, 8))
    })
  )

  it.effect("is refused when it is not there, not JSON, or others can change it", () =>
    Effect.gen(function* () {
      assert.match(
        yield* problemOf({ POSTHOG_CONFIG_FILE: "/nonexistent/posthog.json" }),
        /: POSTHOG_CONFIG_FILE: the configuration file does not exist/
      )
      assert.match(
        yield* problemOf({}, { configFile: file("posthog.json", "host = x") }),
        /: configFile: the configuration file is not JSON/
      )
      assert.match(
        yield* problemOf({ POSTHOG_CONFIG_FILE: configFile({ host: complete.host }, 0o666) }),
        /can be changed by other users \(mode 0666\); run chmod go-w/
      )
    })
  )

  it.effect("may be read by others unless it holds a key", () =>
    Effect.gen(function* () {
      const { host, projectId } = complete
      yield* read({
        POSTHOG_CONFIG_FILE: configFile({ host, projectId }, 0o644),
        POSTHOG_PERSONAL_API_KEY: personalApiKey
      })
      assert.match(
        yield* problemOf({ POSTHOG_CONFIG_FILE: configFile(complete, 0o644) }),
        /can be read or changed by other users \(mode 0644\); run chmod 600/
      )
    })
  )

  it.effect("names a host for a key of the environment when it is named by its full path", () =>
    Effect.gen(function* () {
      const { host, projectId } = complete
      const env = { POSTHOG_PERSONAL_API_KEY: personalApiKey }
      assert.strictEqual(
        (yield* read({ ...env, POSTHOG_CONFIG_FILE: configFile({ host, projectId }) })).host,
        host
      )
    })
  )

  it.effect("never names one when it is of the working directory, or named there", () =>
    Effect.gen(function* () {
      const { host, projectId } = complete
      const path = configFile({ host, projectId })
      const env = { POSTHOG_PERSONAL_API_KEY: personalApiKey }
      const expected =
        /: host: comes from the configuration file but POSTHOG_PERSONAL_API_KEY does not, and a key is not used with a host that only a file of the working directory names; set POSTHOG_HOST as an environment variable too/
      const problem = yield* problemOf({ ...env, POSTHOG_CONFIG_FILE: relative(process.cwd(), path) })
      assert.match(problem, expected)
      assert.notInclude(problem, personalApiKey)
      assert.match(
        yield* problemOf(env, { envFile: file(".env", `POSTHOG_CONFIG_FILE=${path}\n`) }),
        expected
      )
      assert.match(
        yield* problemOf(
          {},
          {
            configFile: relative(process.cwd(), path),
            settings: { secrets: { from: "environment" } }
          }
        ),
        /: host: comes from the configuration file but secrets does not/
      )
      // A place where keys are kept has both, and either could be sent to the host that events go to.
      assert.match(
        yield* problemOf(
          { POSTHOG_HOST: "https://posthog.example.org", POSTHOG_PROJECT_ID: "7" },
          {
            envFile: file(".env", "POSTHOG_INGEST_HOST=https://attacker.example\n"),
            settings: { secrets: { from: "environment" } }
          }
        ),
        /: POSTHOG_INGEST_HOST: comes from the file \.env but secrets does not/
      )
      // The file can be that of whoever runs the program: a .env that names it cannot send its key elsewhere.
      assert.match(
        yield* problemOf(
          {},
          {
            envFile: file(
              ".env",
              `POSTHOG_HOST=https://attacker.example\nPOSTHOG_CONFIG_FILE=${configFile(complete)}\n`
            )
          }
        ),
        /: POSTHOG_HOST: comes from the file \.env but personalApiKey does not/
      )
      // Its own key is its own affair.
      yield* read({}, { configFile: relative(process.cwd(), configFile(complete)) })
    })
  )
})
