/**
 * The keychain for real, where this machine has one that can be started for the test alone: GNOME Keyring on a session bus of
 * its own, filled by libsecret's `secret-tool`, which is not ours. `.ci/run` installs both on Debian.
 */
import { assert, describe, it } from "@effect/vitest"
import { execFile, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { onTestFinished } from "vitest"
import { personalApiKey, projectToken } from "../support/options.ts"

const programs = ["dbus-run-session", "gnome-keyring-daemon", "secret-tool"]
const missing = programs.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0)
const why = missing.length === 0 ? "" : ` (skipped: ${missing.join(", ")} not installed)`

const index = new URL("../../src/index.ts", import.meta.url).href

/** A program that opens a transport with keys from the keychain and prints what is in force, masked, or the failure. */
const program = (source: string, hook = "") => `
  ${hook}
  const { openTransport } = await import(${JSON.stringify(index)})
  try {
    const transport = await openTransport({ host: "http://127.0.0.1:1", projectId: 1, secrets: ${source} })
    console.log(JSON.stringify([transport.settings.personalApiKey, transport.settings.projectToken]))
    await transport.close()
  } catch (error) {
    console.log(error.reason.kind + ": " + error.message)
  }
`

const homeless = (): string => {
  const home = mkdtempSync(join(tmpdir(), "transport-keychain-"))
  mkdirSync(join(home, "run"), { mode: 0o700 })
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

const run = async (command: string, parameters: ReadonlyArray<string>, home: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, parameters, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { PATH: process.env["PATH"], HOME: home, XDG_RUNTIME_DIR: join(home, "run") },
    timeout: 60_000
  })
  return stdout
}

const node = (code: string) => [process.execPath, "--input-type=module-typescript", "--eval", code] as const

const inSession = (script: string): Promise<string> => {
  const home = homeless()
  const path = join(home, "script.sh")
  writeFileSync(
    path,
    `set -e\nprintf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n${script}\n`
  )
  return run("dbus-run-session", ["--", "sh", path], home)
}

const quoted = (parts: ReadonlyArray<string>) =>
  parts.map((part) => `'${part.replaceAll("'", `'\\''`)}'`).join(" ")

describe("secrets from the keychain", { timeout: 70_000 }, () => {
  it.skipIf(missing.length > 0)(`reads what secret-tool stored${why}`, async () => {
    const stdout = await inSession(`
      printf %s ${personalApiKey} | secret-tool store --label=test service posthog-driver username personalApiKey
      printf %s ${projectToken} | secret-tool store --label=test service posthog-driver username projectToken
      ${quoted(node(program('{ from: "keychain" }')))}
    `)
    assert.strictEqual(stdout, '["phx_Ca...ef","phc_Ca...ef"]\n')
  })

  it.skipIf(missing.length > 0)(`reads items of another service and account${why}`, async () => {
    const stdout = await inSession(`
      printf %s ${personalApiKey} | secret-tool store --label=test service mine username reader
      ${quoted(node(program('{ from: "keychain", service: "mine", accounts: { personalApiKey: "reader" } }')))}
      ${quoted(node(program('{ from: "keychain", service: "mine", accounts: { projectToken: "writer" } }')))}
      ${quoted(node(program('{ from: "keychain" }')))}
    `)
    assert.deepStrictEqual(stdout.split("\n"), [
      '["phx_Ca...ef",null]',
      "missing: Transport.settings: The keys cannot be read from the keychain: it has no item for the account 'writer' of the service 'mine'.",
      "missing: Transport.settings: The keys cannot be read from the keychain: the service 'posthog-driver' holds none of 'personalApiKey', 'projectToken', 'signingKey'.",
      ""
    ])
  })

  it.skipIf(process.platform !== "linux")(
    "refuses when no Secret Service answers, rather than look elsewhere (skipped unless Linux)",
    async () => {
      const stdout = await run(...splitFirst(node(program('{ from: "keychain" }'))), homeless())
      assert.match(stdout, /^unsupported: .*no Secret Service answers on the session bus/)
    }
  )

  it("names the package to install when it is not there", async () => {
    const hook = `
      import { registerHooks } from "node:module"
      registerHooks({ resolve: (name, context, next) => {
        if (name === "@napi-rs/keyring") throw Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" })
        return next(name, context)
      } })
    `
    const stdout = await run(...splitFirst(node(program('{ from: "keychain" }', hook))), homeless())
    assert.match(stdout, /^unsupported: .*@napi-rs\/keyring is not installed/)
  })
})

function splitFirst(parts: readonly [string, ...Array<string>]): [string, ReadonlyArray<string>] {
  const [first, ...rest] = parts
  return [first, rest]
}
