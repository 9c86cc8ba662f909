import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import { makeSecretProvider } from "../../src/SecretProvider.ts"
import { problemOf, readOnce } from "../support/opened.ts"
import { personalApiKey, projectToken } from "../support/options.ts"

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "transport-secrets-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const fileOf = (text: string | Uint8Array, mode = 0o600, name = "keys.json", inside = folder()): string => {
  const path = join(inside, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const keys = JSON.stringify({ personalApiKey, projectToken })
const isRoot = process.getuid?.() === 0

describe("secrets from a file", () => {
  it.effect("reads a JSON object whose fields are the keys, and ignores the others", () =>
    Effect.gen(function* () {
      const path = fileOf(JSON.stringify({ personalApiKey, projectToken, note: 1 }))
      assert.deepStrictEqual(yield* readOnce({ from: "file", path }), { personalApiKey, projectToken })
      assert.deepStrictEqual(yield* readOnce({ from: "file", path: fileOf(keys, 0o400) }), {
        personalApiKey,
        projectToken
      })
    })
  )

  it.effect("reads one file a key, without the line break an editor leaves", () =>
    Effect.gen(function* () {
      const path = {
        personalApiKey: fileOf(`${personalApiKey}\n`, 0o600, "a"),
        projectToken: fileOf(`${projectToken}\r\n`, 0o600, "b")
      }
      assert.deepStrictEqual(yield* readOnce({ from: "file", path }), { personalApiKey, projectToken })
    })
  )

  it.effect("reads the file anew each time", () =>
    Effect.gen(function* () {
      const path = fileOf(keys)
      const { read } = yield* makeSecretProvider({ from: "file", path })
      yield* read
      writeFileSync(path, JSON.stringify({ projectToken }))
      assert.isUndefined((yield* read).personalApiKey)
    })
  )

  for (const mode of [0o644, 0o640, 0o604, 0o620, 0o602, 0o660, 0o666, 0o777, 0o610, 0o601]) {
    it.effect(`refuses the mode ${mode.toString(8)}, and says which would do`, () =>
      Effect.gen(function* () {
        const problem = yield* problemOf({ from: "file", path: fileOf(keys, mode) })
        assert.strictEqual(
          problem,
          `exposed: The keys cannot be read from a file: the file can be read or changed by other users (mode 0${mode.toString(8)}); run chmod 600 on it.`
        )
      })
    )
  }

  it.effect("allows the group to read, not to write, when told to", () =>
    Effect.gen(function* () {
      yield* readOnce({ from: "file", path: fileOf(keys, 0o440), allowGroupRead: true })
      assert.match(
        yield* problemOf({ from: "file", path: fileOf(keys, 0o460), allowGroupRead: true }),
        /^exposed/
      )
      assert.match(
        yield* problemOf({ from: "file", path: fileOf(keys, 0o444), allowGroupRead: true }),
        /^exposed/
      )
    })
  )

  it.effect("refuses a file in a folder that others can change, unless the folder is sticky", () =>
    Effect.gen(function* () {
      const open = join(folder(), "open")
      mkdirSync(join(open, "inner"), { recursive: true })
      chmodSync(open, 0o777)
      const path = fileOf(keys, 0o600, "keys.json", join(open, "inner"))
      assert.match(
        yield* problemOf({ from: "file", path }),
        /^exposed: .*lies in a folder that other users can change/
      )
      chmodSync(open, 0o1777)
      yield* readOnce({ from: "file", path })
    })
  )

  it.effect("refuses a symbolic link unless told to follow it, and then checks what it leads to", () =>
    Effect.gen(function* () {
      const target = fileOf(keys)
      const link = join(folder(), "link")
      symlinkSync(target, link)
      assert.match(yield* problemOf({ from: "file", path: link }), /^exposed: .*is a symbolic link/)
      yield* readOnce({ from: "file", path: link, followLinks: true })
      chmodSync(target, 0o644)
      assert.match(yield* problemOf({ from: "file", path: link, followLinks: true }), /^exposed: .*mode 0644/)
    })
  )

  it.effect.skipIf(!isRoot)(
    "refuses a file of another user (skipped unless root: nobody else can make one)",
    () =>
      Effect.gen(function* () {
        const path = fileOf(keys)
        chownSync(path, 65534, 65534)
        assert.match(yield* problemOf({ from: "file", path }), /^exposed: .*belongs to another user/)
      })
  )

  it.effect("refuses what is not a regular file, without waiting for it", () =>
    Effect.gen(function* () {
      const pipe = join(folder(), "pipe")
      execFileSync("sh", ["-c", `mkfifo -m 600 '${pipe}'`])
      assert.match(yield* problemOf({ from: "file", path: pipe }), /^malformed: .*is not a regular file/)
      assert.match(yield* problemOf({ from: "file", path: folder() }), /^malformed: .*is not a regular file/)
      assert.match(yield* problemOf({ from: "file", path: "/dev/null" }), /^malformed/)
    })
  )

  for (const [name, text, expected] of [
    ["what is not JSON", `{"personalApiKey": "${personalApiKey}"`, /^malformed: .*is not JSON/],
    ["a JSON list", `["${personalApiKey}"]`, /^malformed: .*is not an object/],
    [
      "a key that is a number",
      '{"personalApiKey": 12345}',
      /^malformed: .*'personalApiKey' of the file is not text/
    ],
    ["no key at all", '{"a": 1}', /^missing: .*none of 'personalApiKey', 'projectToken', 'signingKey'/],
    ["an inherited name", '{"__proto__": {"personalApiKey": "x"}}', /^missing/],
    ["an empty file", "", /^malformed/],
    ["bytes that are not UTF-8", new Uint8Array([0x7b, 0xff, 0xfe]), /^malformed: .*is not UTF-8/],
    ["64 KiB and more", `{"personalApiKey": "${"x".repeat(65536)}"}`, /^malformed: .*larger than 65536 bytes/]
  ] as const) {
    it.effect(`refuses ${name}`, () =>
      Effect.gen(function* () {
        const problem = yield* problemOf({ from: "file", path: fileOf(text) })
        assert.match(problem, expected)
        assert.notInclude(problem, personalApiKey)
      })
    )
  }

  it.effect("says that a file is missing without saying where", () =>
    Effect.gen(function* () {
      const path = join(folder(), "nothing.json")
      const problem = yield* problemOf({ from: "file", path })
      assert.strictEqual(problem, "missing: The keys cannot be read from a file: the file does not exist.")
      assert.match(
        yield* problemOf({ from: "file", path: { projectToken: path } }),
        /the file of projectToken does not exist/
      )
    })
  )

  it.effect("holds the keys closed", () =>
    Effect.gen(function* () {
      const { read } = yield* makeSecretProvider({ from: "file", path: fileOf(keys) })
      const secrets = yield* read
      assert.notInclude(inspect(secrets, { depth: 9 }) + JSON.stringify(secrets), personalApiKey)
    })
  )
})
