/**
 * A Node program that the sandbox's user can execute. Root leaves uid 0 first, and then a Node under a private home
 * directory is out of reach: it is linked, or else copied, into a temporary directory for the length of the run.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { SandboxUnavailable } from "../RunError.ts"

/** Gives a path to `node` that a user without any rights may execute. */
export function stageNode(node: string): Effect.Effect<string, SandboxUnavailable, Scope.Scope> {
  return Effect.suspend(() => {
    if (isReachable(node)) return Effect.succeed(node)
    return Effect.map(
      Effect.acquireRelease(
        Effect.try({ try: () => copyToTemporaryDirectory(node), catch: cannotStage }),
        (directory) => Effect.sync(() => fs.rmSync(directory, { recursive: true, force: true }))
      ),
      (directory) => path.join(directory, "node")
    )
  })
}

const everyoneMayEnter = 0o001
const everyoneMayExecute = 0o005

function isReachable(file: string): boolean {
  if ((fs.statSync(file).mode & everyoneMayExecute) !== everyoneMayExecute) return false
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    if ((fs.statSync(directory).mode & everyoneMayEnter) === 0) return false
    if (directory === path.dirname(directory)) return true
  }
}

function copyToTemporaryDirectory(node: string): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "posthog-sandbox-"))
  try {
    const staged = path.join(directory, "node")
    link(node, staged)
    fs.chmodSync(directory, 0o755)
    return directory
  } catch (error) {
    fs.rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

// A hard link takes no time and no space, but shares the file's mode and cannot leave its file system.
function link(node: string, staged: string): void {
  if ((fs.statSync(node).mode & everyoneMayExecute) === everyoneMayExecute) {
    try {
      fs.linkSync(node, staged)
      return
    } catch {
      // Another file system, or one without links: copy.
    }
  }
  fs.copyFileSync(node, staged, fs.constants.COPYFILE_FICLONE)
  fs.chmodSync(staged, 0o755)
}

function cannotStage(): SandboxUnavailable {
  return new SandboxUnavailable({
    why: "Node could not be copied to where an unprivileged user can run it.",
    remedy: "Point TMPDIR at a directory with 200 MB of room."
  })
}
