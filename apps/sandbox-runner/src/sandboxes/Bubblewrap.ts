/**
 * Starts a job in bubblewrap. Linux only; fails closed: without bubblewrap, or where it may not create namespaces, no
 * script runs.
 *
 * bubblewrap is started with an empty environment and reads its options from a descriptor, so that neither a variable
 * nor a path of the host shows up inside. Root first becomes uid 65534, because the kernel does not hold
 * uid 0 to process limits.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as fs from "node:fs"
import type { Limits } from "../Limits.ts"
import { SandboxUnavailable } from "../RunError.ts"
import type { Sandbox, SandboxProcess } from "../Sandbox.ts"
import type { Script } from "../Script.ts"
import { descriptors, spawnBubblewrap } from "./BubblewrapProcess.ts"
import { bubblewrapArguments, guestCommand } from "./bubblewrapArguments.ts"
import { findExecutables } from "./executables.ts"
import { explainBubblewrap } from "./explainBubblewrap.ts"
import { guestFiles } from "./guestFiles.ts"
import { stageNode } from "./StagedNode.ts"

export interface BubblewrapOptions {
  readonly platform: string
  readonly searchPath: readonly string[]
  readonly isRoot: boolean
  /** The Node program to run scripts with. */
  readonly node: string
}

/** A sandbox from this machine's bubblewrap. Nothing is looked for before the first launch. */
export function make(options: BubblewrapOptions): Sandbox {
  const launch = (
    script: Required<Script>,
    limits: Limits
  ): Effect.Effect<SandboxProcess, SandboxUnavailable, Scope.Scope> =>
    Effect.gen(function* () {
      const executables = findExecutables(options)
      if (executables instanceof SandboxUnavailable) return yield* executables
      const program = fs.realpathSync(options.node)
      const node = options.isRoot ? yield* stageNode(program) : program
      const files = yield* Effect.try({ try: () => guestFiles(script, limits), catch: incompletePackage })
      const sandboxOptions = bubblewrapArguments({
        node,
        prlimit: fs.realpathSync(executables.prlimit),
        limits,
        files,
        firstDescriptor: descriptors.firstFile,
        infoDescriptor: descriptors.info
      })
      const { bwrap, setpriv } = executables
      const drop =
        setpriv === undefined ? [] : [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
      return yield* spawnBubblewrap({
        command: [...drop, bwrap, "--args", String(descriptors.arguments), "--", ...guestCommand(limits)],
        arguments: sandboxOptions,
        files
      })
    })
  return { launch, explain: explainBubblewrap }
}

function incompletePackage(): SandboxUnavailable {
  return new SandboxUnavailable({
    why: "The file that a script imports is missing from this installation.",
    remedy: "Install @posthog-driver/sandbox-runner again, or build it."
  })
}
