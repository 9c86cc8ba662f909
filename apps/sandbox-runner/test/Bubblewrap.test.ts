import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { Effect } from "effect"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { check } from "../src/checkSandbox.ts"
import { RunError } from "../src/RunError.ts"
import * as Bubblewrap from "../src/sandboxes/Bubblewrap.ts"
import { explainBubblewrap } from "../src/sandboxes/explainBubblewrap.ts"
import { stageNode } from "../src/sandboxes/StagedNode.ts"
import { isSandboxMissing, runTest, whySkipped } from "./support/sandbox.ts"

const isRoot = process.getuid?.() === 0
const systemPath = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
const make = (options: Partial<Bubblewrap.BubblewrapOptions> = {}) =>
  Bubblewrap.make({ platform: "linux", searchPath: systemPath, isRoot, node: process.execPath, ...options })

let directory: string
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "bubblewrap-test-"))
})
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }))

/** A directory of programs in which one does something else. */
const program = (name: string, script: string) => {
  fs.writeFileSync(path.join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  fs.chmodSync(directory, 0o755)
  return [directory, ...systemPath]
}

describe("a machine without what a sandbox needs", () => {
  it("names the package of bubblewrap, and runs nothing", async () => {
    const sandbox = make({ searchPath: [directory] })
    const found = await Effect.runPromise(check(sandbox))
    assert.deepInclude(found, { available: false, why: "bubblewrap is not installed." })
    assert.include(JSON.stringify(found), "apt-get install bubblewrap")
    const error: unknown = await runTest("1", { sandbox }).catch((rejection: unknown) => rejection)
    assert.instanceOf(error, RunError)
    assert.strictEqual(error.reason._tag, "SandboxUnavailable")
    assert.include(error.message, "Install the package bubblewrap")
  })

  it("names util-linux when prlimit is missing", async () => {
    program("bwrap", "exit 0")
    const found = await Effect.runPromise(check(make({ searchPath: [directory] })))
    assert.deepInclude(found, { available: false, why: "prlimit is not installed." })
    assert.include(JSON.stringify(found), "util-linux")
  })

  it("says which system it is when it is not Linux", async () => {
    const found = await Effect.runPromise(check(make({ platform: "darwin" })))
    assert.deepInclude(found, { available: false })
    assert.include(JSON.stringify(found), "this is darwin")
  })

  it.skipIf(process.platform !== "linux")(
    "passes on what bubblewrap said, as a cause and a remedy",
    async () => {
      const searchPath = program("bwrap", `echo "bwrap: setting up uid map: Permission denied" >&2; exit 1`)
      const found = await Effect.runPromise(check(make({ searchPath, isRoot: false })))
      assert.deepInclude(found, { available: false })
      assert.include(JSON.stringify(found), "AppArmor")
    }
  )

  it.skipIf(process.platform !== "linux")(
    "does not take a bubblewrap that runs nothing for a sandbox",
    async () => {
      const found = await Effect.runPromise(
        check(make({ searchPath: program("bwrap", "exit 0"), isRoot: false }))
      )
      assert.deepInclude(found, { available: false })
    }
  )
})

describe("explainBubblewrap", () => {
  it("recognises the refusals of kernels and containers", () => {
    for (const [printed, expected] of [
      [
        "bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.",
        "namespaces"
      ],
      [
        "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)",
        "max_user_namespaces"
      ],
      ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "container"],
      ["bwrap: Unknown option --disable-userns", "0.8"],
      ["setpriv: setresuid failed: Operation not permitted", "SETUID"],
      ["bwrap: execvp /opt/node: Permission denied", "noexec"]
    ] as const) {
      assert.include(explainBubblewrap({ code: 1, signal: null }, printed).message, expected)
    }
  })

  it("quotes what it does not know on one line, without control characters", () => {
    const { message } = explainBubblewrap({ code: 1, signal: null }, "bwrap: \u001b[31mnew\nproblem")
    assert.include(message, "exit code 1): bwrap:  [31mnew problem")
  })
})

describe.skipIf(isSandboxMissing)(`stageNode${whySkipped}`, () => {
  it("uses Node where it is when everybody may run it, and stages it where not", async () => {
    const hidden = path.join(directory, "private")
    fs.mkdirSync(hidden, { mode: 0o700 })
    const node = path.join(hidden, "node")
    fs.copyFileSync(process.execPath, node, fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(node, 0o700)
    const staged = await Effect.runPromise(
      Effect.scoped(
        Effect.map(stageNode(node), (file) => {
          assert.strictEqual(fs.statSync(file).mode & 0o777, 0o755)
          assert.strictEqual(fs.statSync(path.dirname(file)).mode & 0o777, 0o755)
          return file
        })
      )
    )
    assert.notStrictEqual(staged, node)
    assert.isFalse(fs.existsSync(path.dirname(staged)))
  })

  it.skipIf(!isRoot)("lets root run a script with a Node nobody else can reach", async () => {
    const node = path.join(directory, "node")
    fs.copyFileSync(process.execPath, node, fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(directory, 0o700)
    const run = await runTest(`export default process.getuid!()`, { sandbox: make({ node }) })
    assert.deepInclude(run, { outcome: "succeeded", result: 65534 })
  })

  it.skipIf(isRoot)("does not need setpriv when it is not root", async () => {
    const run = await runTest(`export default process.getuid!()`, { sandbox: make({ isRoot: false }) })
    assert.strictEqual(run.result, 65534)
  })
})
