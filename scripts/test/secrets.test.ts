import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { root } from "../packages.ts"

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "secrets-"))
  cpSync(join(root, "scripts"), join(directory, "scripts"), { recursive: true })
  cpSync(join(root, ".secretlintrc.json"), join(directory, ".secretlintrc.json"))
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "dir")
  git("init", "-q")
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: directory })
const scan = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/scanSecrets.ts", ...args], { cwd: directory, encoding: "utf8" })
const key = `phx_${"a1B2c3D4".repeat(5)}`

describe("scanSecrets", () => {
  it("refuses a staged key, and does not print it", () => {
    writeFileSync(join(directory, "settings.txt"), `key = ${key}\n`)
    git("add", "settings.txt")
    const { status, stderr, stdout } = scan("--staged")
    expect(status).toBe(1)
    expect(stderr).toContain("settings.txt")
    expect(stdout + stderr).not.toContain(key)
  })

  it("finds a key that was committed and removed again", () => {
    writeFileSync(join(directory, "settings.txt"), `key = ${key}\n`)
    git("add", "settings.txt")
    git("commit", "-qm", "one")
    git("rm", "-q", "settings.txt")
    git("commit", "-qm", "two")
    expect(scan().status).toBe(1)
  })

  it("passes a history without secrets", () => {
    writeFileSync(join(directory, "settings.txt"), "POSTHOG_PERSONAL_API_KEY=\n")
    git("add", "settings.txt")
    git("commit", "-qm", "one")
    expect(scan().status).toBe(0)
  })
})
